/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_GIVEN_H
#define RUN_GIVEN_H

#include "guest.h"

/**
 * given_read() - take in the results of a program that the caller has run
 * @g: a guest whose block has --results
 *
 * Its results, and how it ended, are as if it had been a guest. What is more
 * than the limit on output is not read.
 *
 * Return: NULL, or one line on why the file cannot be read.
 */
char *given_read(struct guest *g);

#endif
