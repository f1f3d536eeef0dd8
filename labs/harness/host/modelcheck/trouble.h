/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_TROUBLE_H
#define MC_TROUBLE_H

/**
 * trouble_begin() - from now on, code that crashes or never ends is a failure
 *	of its run, and not of the checker
 */
void trouble_begin(void);

#endif
