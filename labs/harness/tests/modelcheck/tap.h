/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tap.h - results of the checker's own tests, one a line
 */
#ifndef MC_TEST_TAP_H
#define MC_TEST_TAP_H

#include <stdbool.h>

/**
 * ok() - a result, and the claim
 *
 * With FIRST_FAILURE in the environment, the program ends with the first that
 * fails.
 */
void ok(bool passed, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * done() - no more results: print the plan
 *
 * Return: what main() is to return, 1 if any test failed.
 */
int done(void);

#endif
