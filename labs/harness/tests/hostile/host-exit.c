// SPDX-License-Identifier: GPL-2.0
/*
 * An end that looks like a good one, before the first test.
 *
 * base: skeleton
 * verdict: FAILED
 * words: ended before its first test
 */
#include "host.h"

AT_ONCE(host(231, 0, 0, 0))
