/* SPDX-License-Identifier: GPL-2.0 */
/*
 * unit.h - the least that a unit test needs
 *
 * Each test program defines an array of named functions and hands it to
 * run_units().  A function fails by CHECK(); its line is on record then.
 */
#ifndef GUEST_UNIT_H
#define GUEST_UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool unit_failed;

/* What a program wants done before and after each of them, if anything. */
static void (*unit_begin)(void), (*unit_end)(void);

#define CHECK(condition)						\
	do {								\
		if (!(condition)) {					\
			printf("# %s:%d: not true: %s\n", __FILE__,	\
			       __LINE__, #condition);			\
			unit_failed = true;				\
		}							\
	} while (0)

struct unit {
	const char *name;
	void (*run)(void);
};

static inline int run_units(const struct unit *units, int n)
{
	int i, failed = 0;

	printf("KTAP version 1\n1..%d\n", n);
	for (i = 0; i < n; i++) {
		unit_failed = false;
		if (unit_begin)
			unit_begin();
		units[i].run();
		if (unit_end)
			unit_end();
		failed += unit_failed;
		printf("%s %d %s\n", unit_failed ? "not ok" : "ok", i + 1,
		       units[i].name);
	}
	return failed ? 1 : 0;
}

#endif /* GUEST_UNIT_H */
