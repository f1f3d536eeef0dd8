// SPDX-License-Identifier: GPL-2.0
/*
 * Is there that file?  One thing if so, and another if not.
 *
 * verdict: REVIEW
 * words: #if
 */
#if __has_include("SECRET")
#define FOUND
#endif
