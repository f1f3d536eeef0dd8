// SPDX-License-Identifier: GPL-2.0
/*
 * Programs and endings: what is not the business of one way to run them.
 */
#include <stdlib.h>
#include <string.h>

#include "program.h"

const char *model_text(enum model m)
{
	switch (m) {
	case MODEL_TSO:
		return "with store buffers";
	case MODEL_WEAK:
		return "with late reads";
	default:
		return "in order";
	}
}

int program_tasks(const struct program *p)
{
	int n = 0;

	while (n < TASKS && p->task[n].act[0].what != DO_NOTHING)
		n++;
	return n;
}

static void print_act(const struct act *a, FILE *f)
{
	static const char *const formats[] = {
		[DO_READ] = "r = %c",
		[DO_WRITE] = "%c = %u",
		[DO_COPY] = "%c = r + %u",
		[DO_ACQUIRE] = "r = acquire %c",
		[DO_RELEASE] = "release %c = %u",
		[DO_PLAIN_READ] = "r = plain %c",
		[DO_PLAIN_WRITE] = "plain %c = %u",
		[DO_XCHG] = "r = xchg(%c, %u)",
		[DO_CMPXCHG] = "r = cmpxchg(%c, %u, %u)",
		[DO_INC] = "r = %c++",
		[DO_COUNT] = "r = relaxed %c++",
		[DO_FENCE] = "mb",
		[DO_FREE] = "free(%c)",
		[DO_LOCK] = "lock(%c)",
		[DO_UNLOCK] = "unlock(%c)",
		[DO_LOCK_ALL] = "lock all",
		[DO_UNLOCK_ALL] = "unlock all",
		[DO_OFF] = "irqs off",
		[DO_ON] = "irqs on",
		[DO_AWAIT] = "await %c",
		[DO_RMB] = "rmb",
		[DO_WMB] = "wmb",
	};

	if (a->what == DO_SKIP) {
		fprintf(f, "if (r != %u)", a->a);
		return;
	}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	fprintf(f, formats[a->what], 'w' + a->var, a->a, a->b);
#pragma GCC diagnostic pop
}

void program_print(const struct program *p, FILE *f)
{
	int t, i;

	for (t = 0; t < program_tasks(p); t++) {
		fprintf(f, "#   %d", t);
		if (p->task[t].on)
			fprintf(f, ", interrupts %d", p->task[t].on - 1);
		for (i = 0; p->task[t].act[i].what != DO_NOTHING; i++) {
			fputs(i ? "; " : ": ", f);
			print_act(&p->task[t].act[i], f);
		}
		fputc('\n', f);
	}
}

void endings_add(struct endings *e, const struct ending *one)
{
	unsigned int i;

	/* Most runs end as one of the last few did. */
	for (i = e->nr; i-- > 0;)
		if (!memcmp(&e->of[i], one, sizeof(*one)))
			return;
	if (e->nr == ENDINGS_MAX)
		e->full = true;
	else
		e->of[e->nr++] = *one;
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct ending));
}

void endings_sort(struct endings *e)
{
	qsort(e->of, e->nr, sizeof(e->of[0]), by_bytes);
}

bool endings_same(const struct endings *a, const struct endings *b)
{
	return a->nr == b->nr &&
	       !memcmp(a->of, b->of, a->nr * sizeof(a->of[0]));
}
