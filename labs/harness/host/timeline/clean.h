/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_CLEAN_H
#define TRACE_CLEAN_H

#include <stdio.h>

/**
 * clean() - make a recorded trace of what a guest has told
 * @in: the text of the guest's ftrace
 * @kernel: the vmlinux of the guest; those functions of it are known that have
 *	lines, which are io_uring's
 * @out: gets the recorded trace, see recording.h
 *
 * Return: NULL, or one line on what is wrong with @in, as a fresh string.
 */
char *clean(FILE *in, const char *kernel, const char *title, FILE *out);

#endif
