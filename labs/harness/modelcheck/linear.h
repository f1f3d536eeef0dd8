/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_LINEAR_H
#define MC_LINEAR_H

/**
 * linear_extensions() - for how many interleavings does this run stand?
 *
 * Those that have its steps, and of two dependent steps the same one first.
 */
long double linear_extensions(void);

#endif
