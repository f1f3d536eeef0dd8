// SPDX-License-Identifier: GPL-2.0
/*
 * What the preprocessor hides from who reads.
 *
 * verdict: REVIEW
 * words: _Pragma
 */
_Pragma("GCC diagnostic ignored \"-Wunused-variable\"")
