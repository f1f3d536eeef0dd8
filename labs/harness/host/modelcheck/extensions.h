/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extensions.h - how many interleavings a run stands for, counted without
 * trying them
 */
#ifndef MC_EXTENSIONS_H
#define MC_EXTENSIONS_H

#include <stdint.h>

/**
 * linear_extensions() - for how many interleavings does this run stand?
 *
 * @left: how many places there may be; gets how many are left, 0 if they were
 *	not enough
 *
 * Those that have its steps, and of two dependent steps the same one first.
 * "run" must be over. A place is a way to say how far each thread has come: it
 * takes a number, and some time.
 */
long double linear_extensions(uint64_t *left);

#endif
