/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_OUTFILE_H
#define RUN_OUTFILE_H

#include <stddef.h>

/**
 * outfile_write() - replace a file, all at once
 *
 * The content is written beside it and renamed over it: who reads @path sees
 * the old file or the new one, never half of one.
 *
 * Return: 0, or an errno value; then @path is as it was.
 */
int outfile_write(const char *path, const char *s, size_t n);

/**
 * outfile_remove() - remove a file that an earlier run has left
 *
 * So that nobody takes old results for new ones, should this run not come to
 * write its own.
 */
void outfile_remove(const char *path);

#endif
