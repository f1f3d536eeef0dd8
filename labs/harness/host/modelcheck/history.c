// SPDX-License-Identifier: GPL-2.0
/*
 * What was done in a run.  See history.h.
 */
#include <stdarg.h>
#include <stdio.h>

#include "history.h"

struct execution run;
const struct memory_model *memory;
bool overflowed;

/* All of it, used or not, takes a few vector instructions. */
void clock_join(struct clock *restrict to, const struct clock *restrict from)
{
	int i;

	for (i = 0; i < IDS_MAX; i++)
		to->of[i] = to->of[i] < from->of[i] ? from->of[i] : to->of[i];
}

void run_fail(enum failure failure, const char *fmt, ...)
{
	va_list ap;

	if (run.failure)
		return;
	run.failure = failure;
	va_start(ap, fmt);
	vsnprintf(run.text, sizeof(run.text), fmt, ap);
	va_end(ap);
}
