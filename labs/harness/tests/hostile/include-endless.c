// SPDX-License-Identifier: GPL-2.0
/*
 * A file that never ends.
 *
 * verdict: FAILED
 */
#include "/dev/ptmx"
