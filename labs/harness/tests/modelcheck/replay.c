// SPDX-License-Identifier: GPL-2.0
/*
 * Schedules that are made again: as they were printed, and of another program.
 *
 * The run that explore() has tried last is written down and read again.  That
 * must be the same run.  What is not a run of this program is told at the step
 * that cannot be made, whatever it is: a file is edited between two replays.
 */
#include <stdlib.h>
#include <string.h>

#include "crash.h"
#include "known.h"
#include "program.h"
#include "report.h"
#include "tap.h"
#include "world.h"

#define LETTERS_MAX	20000	/* of a schedule as text */

static char text[LETTERS_MAX], other[LETTERS_MAX + 1];
static struct report r;

/* How often a schedule was replayed, and how often not to its end. */
static unsigned int tried, refused;

/* A text, whatever it says: true if there was nothing wrong with the answer. */
static bool replay(const char *schedule)
{
	const char *obstacle;

	if (schedule_parse(schedule, &r))
		return true;
	obstacle = explore_replay(r.choices, r.nr);
	tried++;
	refused += !!obstacle;
	return obstacle ? run.nr < r.nr && !run.failure :
			  run.failure || run.nr == r.nr;
}

/* With each letter left out, doubled, or another one; and each beginning. */
static bool mutated(void)
{
	static const char letters[] = "0123x.@+";
	const size_t n = strlen(text), step = n / 100 + 1;
	bool right = true;
	const char *l;
	size_t i;

	for (i = 0; i < n && right; i += step) {
		memcpy(other, text, n + 1);
		memmove(other + i, other + i + 1, n - i);
		right = right && replay(other);
		memcpy(other, text, i + 1);
		memcpy(other + i + 1, text + i, n - i + 1);
		right = right && replay(other);
		memcpy(other, text, n + 1);
		for (l = letters; *l; l++) {
			other[i] = *l;
			right = right && replay(other);
		}
		other[i] = '\0';
		right = right && replay(other);
	}
	if (!right)
		printf("# %s\n# %s\n", text, other);
	return right;
}

/* Behind the end of a run nobody can make a step. */
static bool nothing_left(void)
{
	uint8_t choices[STEPS_MAX];
	const unsigned int nr = run.nr;
	unsigned int i;
	int id;

	for (i = 0; i < nr; i++)
		choices[i] = run.steps[i].thread;
	for (id = 0; id < execution_ids(); id++) {
		choices[nr] = id;
		if (!explore_replay(choices, nr + 1) || run.nr != nr)
			return false;
	}
	return true;
}

/* The schedule of a run of a scenario, one that fails if it has some. */
static void make_run(struct report *first)
{
	struct explore_options options = {
		.reduce = true,
		.runs_max = 20,
		.failed_max = 1,
	};
	static struct exploration x;

	explore(&options, &x);
	if (x.failed) {
		report_make(&x, first);
		return;
	}
	options.runs_max = 1;
	explore(&options, &x);
	for (first->nr = 0; first->nr < run.nr; first->nr++)
		first->choices[first->nr] = run.steps[first->nr].thread;
}

static bool judge(const struct known *k, enum model m)
{
	static struct report first;
	enum failure failure;
	bool at_end;
	FILE *f;

	memory = models[m];
	world_use(&k->s);
	make_run(&first);
	failure = run.failure;
	at_end = run.at_end;
	f = fmemopen(text, sizeof(text), "w");
	if (!f)
		abort();
	schedule_print(&first, f);
	fclose(f);
	if (!first.nr)
		return true;
	return !schedule_parse(text, &r) && r.nr == first.nr &&
	       !memcmp(r.choices, first.choices, r.nr) &&
	       !explore_replay(r.choices, r.nr) && run.failure == failure &&
	       run.at_end == at_end && (failure || nothing_left()) && mutated();
}

int main(void)
{
	unsigned int i, m;

	crash_begin();
	for (m = MODEL_SC; m < MODELS; m++)
		for (i = 0; i < nr_known; i++)
			if (!known[i].slow)
				ok(judge(&known[i], m), "%s, %s: made again",
				   known[i].s.name, model_text(m));
	ok(refused && refused < tried, "%u schedules, %u of them no run",
	   tried, refused);
	return done();
}
