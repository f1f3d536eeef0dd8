// SPDX-License-Identifier: GPL-2.0
/*
 * What the compiler has on stdin.
 *
 * verdict: FAILED
 */
#include "/dev/stdin"
