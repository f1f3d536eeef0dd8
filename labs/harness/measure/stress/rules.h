/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rules.h - what must hold, see stress.c
 */
#ifndef STRESS_RULES_H
#define STRESS_RULES_H

#include <stdbool.h>

/* What has been due for so long must have completed, when a ring is audited. */
#define DUE_MS		100

/* What nobody holds any more must be gone after that. */
#define GONE_MS		2000

/* A rule was broken: the test fails, and the run is to end. */
extern bool is_wrong;

/**
 * wrong - a rule was broken
 *
 * Says which one, and what was seen instead. Only the first counts: after it,
 * nothing is as it should be.
 */
void wrong(const char *expected, const char *seen, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* STRESS_RULES_H */
