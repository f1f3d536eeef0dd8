// SPDX-License-Identifier: GPL-2.0
/*
 * Schedules: finding one that is easy to follow, and writing it down.
 *
 * The run that failed is one of many that have the same steps in the same order
 * where it matters.  The one to show is the one that changes least often from
 * thread to thread.  And of a run that failed in the middle, threads that had
 * nothing to do with it need not have run.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* For each thread, how many of its steps the failure needs. */
static void needed_steps(unsigned int *needed)
{
	const struct step *last = &run.steps[run.nr - 1];
	int i;

	for (i = 0; i < IDS_MAX; i++)
		needed[i] = run.failure == FAIL_FREED ||
			    run.failure == FAIL_RACE ? 0 : STEPS_MAX;
	if (needed[0])
		return;
	/* The last step may not have been made: its clock is its thread's. */
	needed[last->thread] = last->nth;
	for (i = run.nr - 2; i >= 0; i--) {
		const struct step *s = &run.steps[i];
		int t;

		if (s->thread != last->thread && i != run.other)
			continue;
		for (t = 0; t < execution_ids(); t++)
			if (s->before.of[t] > needed[t])
				needed[t] = s->before.of[t];
	}
}

/* Could step i be next, when each thread has done so many? */
static bool may_be_next(unsigned int i, const unsigned int *did,
			const unsigned int *all)
{
	const struct step *s = &run.steps[i];
	int t;

	for (t = 0; t < execution_ids(); t++)
		if (t != s->thread && s->before.of[t] > did[t] &&
		    !(i == run.nr - 1 && run.failure))
			return false;
	/* Nor in the middle of an interrupt on its CPU. */
	for (t = 0; t < nr_threads; t++)
		if (threads[t].interrupts == s->thread && did[t] &&
		    did[t] < all[t])
			return false;
	return true;
}

/* One schedule that begins with this thread; the number of changes in it. */
static unsigned int arrange(int first, struct report *r)
{
	unsigned int did[IDS_MAX] = { 0 }, all[IDS_MAX] = { 0 };
	unsigned int needed[IDS_MAX], i, left, switches = 0;
	bool taken[STEPS_MAX] = { false }, last_one;
	int current = first, t;

	needed_steps(needed);
	for (i = left = 0; i < run.nr; i++) {
		taken[i] = run.steps[i].nth > needed[run.steps[i].thread];
		left += !taken[i];
		all[run.steps[i].thread] += !taken[i];
	}
	r->nr = 0;
	while (left) {
		/* The next step of this thread, or of the one after it. */
		for (t = 0; t < execution_ids(); t++) {
			int id = (current + t) % execution_ids();

			for (i = 0; i < run.nr; i++)
				if (!taken[i] && run.steps[i].thread == id)
					break;
			last_one = run.failure && i == run.nr - 1;
			if (i < run.nr && (!last_one || left == 1) &&
			    may_be_next(i, did, all))
				break;
		}
		if (t == execution_ids())
			return STEPS_MAX;
		switches += t && r->nr;
		current = run.steps[i].thread;
		taken[i] = true;
		did[current]++;
		left--;
		r->choices[r->nr++] = current;
	}
	return switches;
}

void report_make(const struct exploration *x, struct report *r)
{
	static struct report best, try;
	unsigned int fewest = STEPS_MAX, n;
	enum failure failure;
	int id;

	explore_replay(x->best, x->nr_best);
	failure = run.failure;
	memset(&best, 0, sizeof(best));
	for (id = 0; id < execution_ids(); id++) {
		n = arrange(id, &try);
		if (n < fewest) {
			fewest = n;
			best = try;
		}
	}
	/* It must fail in the same way, or the first one is shown. */
	if (best.nr) {
		if (!explore_replay(best.choices, best.nr) &&
		    run.failure == failure) {
			*r = best;
			return;
		}
	}
	memcpy(r->choices, x->best, x->nr_best);
	r->nr = x->nr_best;
	explore_replay(r->choices, r->nr);
}

/* Who makes a step: a number, or "1@4c5060+8": to CPU 1, what is there. */
static void print_choice(unsigned int id, FILE *f)
{
	struct op op;

	if (!memory->location || id < (unsigned int)nr_threads) {
		fprintf(f, "%u", id);
		return;
	}
	op = memory->location(id - nr_threads);
	fprintf(f, "%d@%lx+%zu", execution_owner(id), (unsigned long)op.addr,
		op.size);
}

void schedule_print(const struct report *r, FILE *f)
{
	unsigned int i, n;

	for (i = 0; i < r->nr; i += n) {
		for (n = 1; i + n < r->nr; n++)
			if (r->choices[i + n] != r->choices[i])
				break;
		if (i)
			fputc('.', f);
		print_choice(r->choices[i], f);
		fprintf(f, "x%u", n);
	}
}

/* The other way round: the number of who makes a step, or -1. */
static long parse_choice(const char *s, char **end)
{
	unsigned long cpu = strtoul(s, end, 10), addr, size;
	int agent;

	if (*end == s || **end != '@')
		return *end != s && cpu < IDS_MAX ? (long)cpu : -1;
	addr = strtoul(*end + 1, end, 16);
	if (!memory->agent_at || cpu >= (unsigned long)nr_threads ||
	    **end != '+')
		return -1;
	size = strtoul(*end + 1, end, 10);
	if (!size || size > sizeof(uint64_t))
		return -1;
	agent = memory->agent_at(cpu, addr, size);
	return agent < 0 ? -1 : nr_threads + agent;
}

int schedule_parse(const char *s, struct report *r)
{
	unsigned long n;
	char *end;
	long id;

	r->nr = 0;
	if (memory->replay)
		memory->replay();
	for (;;) {
		id = parse_choice(s, &end);
		if (id < 0 || *end != 'x')
			return -1;
		s = end + 1;
		n = strtoul(s, &end, 10);
		if (end == s || !n || n > STEPS_MAX - r->nr ||
		    id >= execution_ids())
			return -1;
		while (n--)
			r->choices[r->nr++] = id;
		if (!*end)
			return 0;
		if (*end != '.')
			return -1;
		s = end + 1;
	}
}
