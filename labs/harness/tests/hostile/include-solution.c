// SPDX-License-Identifier: GPL-2.0
/*
 * The solution.
 *
 * verdict: FAILED
 */
#include "TOP/reference/03-push/fallback.c"
