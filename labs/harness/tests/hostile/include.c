// SPDX-License-Identifier: GPL-2.0
/*
 * The compiler shows a file of the host in its messages.
 *
 * verdict: FAILED
 */
#include "SECRET"
