// SPDX-License-Identifier: GPL-2.0
/*
 * A file of the host that blocks a process that opens it.
 *
 * verdict: FAILED
 */
#include "FIFO"
