// SPDX-License-Identifier: GPL-2.0
/*
 * A file of the host that blocks whoever opens it.
 *
 * verdict: FAILED
 */
#include "FIFO"
