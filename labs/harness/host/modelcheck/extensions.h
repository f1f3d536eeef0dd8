/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extensions.h - how many interleavings a run stands for, counted without
 * trying them
 */
#ifndef MC_EXTENSIONS_H
#define MC_EXTENSIONS_H

/**
 * linear_extensions() - for how many interleavings does this run stand?
 *
 * Those that have its steps, and of two dependent steps the same one first.
 * "run" must be over.
 *
 * Return: how many; 0 if there is no memory to count them. It takes a number
 * for each way to say how far each thread has come, ten million at most.
 */
long double linear_extensions(void);

#endif
