/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_CRASH_H
#define MC_CRASH_H

/**
 * crash_begin() - from now on, code that crashes or never ends is a failure
 *	of its run, and not of the checker
 */
void crash_begin(void);

#endif
