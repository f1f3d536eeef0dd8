// SPDX-License-Identifier: GPL-2.0
/*
 * The environment, which is the box's.
 *
 * verdict: REVIEW
 * words: /proc/self/environ
 */
#include "/proc/self/environ"
