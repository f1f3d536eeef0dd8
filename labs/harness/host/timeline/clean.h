/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_CLEAN_H
#define TRACE_CLEAN_H

#include <stdio.h>

/**
 * clean() - make a recorded trace of what a guest has told
 * @in: the text of the guest's ftrace
 * @symbols: lines with an address and a name each, of the functions of works
 *	that belong to the story
 * @title: what it is a trace of
 * @out: gets the recorded trace, see recording.h
 *
 * Return: NULL, or one line on what is wrong with @in, as a fresh string.
 */
char *clean(FILE *in, FILE *symbols, const char *title, FILE *out);

#endif
