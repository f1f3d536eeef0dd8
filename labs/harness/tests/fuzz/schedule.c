// SPDX-License-Identifier: GPL-2.0
/*
 * SCHEDULE=, and the run that it is.
 *
 * Input: a byte for the scenario, one for the memory model, and the schedule.
 * Where things are differs from build to build, so "@g" to "@z" stand for the
 * places that the scenario reads late: "1@g+8x1".
 *
 * The scenarios are those of the checker's own tests.
 */
#include <string.h>

#include "../modelcheck/known.h"
#include "fuzz.h"
#include "report.h"
#include "text.h"
#include "world.h"

#define PLACES	20	/* 'g' to 'z' */

static struct op places[PLACES];
static int nr_places;

/* Which places are there, as the first run of all shows. */
static void find_places(void)
{
	const struct explore_options o = { .reduce = true, .runs_max = 1 };
	static struct exploration x;
	int i;

	nr_places = 0;
	explore(&o, &x);
	for (i = 0; memory->location && i < memory->agents(); i++)
		if (nr_places < PLACES)
			places[nr_places++] = memory->location(i);
	if (memory->forget)
		memory->forget();
}

/* Of those that crash, or make no more steps, signals tell, see crash.c. */
static bool needs_signals(const struct known *k)
{
	unsigned int i;

	for (i = 0; i < MODELS; i++)
		if (k->fails[i] == FAIL_CRASH || k->fails[i] == FAIL_STACK)
			return true;
	return k->words && strstr(k->words, "computes");
}

static char *expand(const char *s, size_t n)
{
	struct text out = { 0 };

	for (; n && *s; s++, n--) {
		text_add(&out, s, 1);
		if (*s == '@' && n > 1 && s[1] >= 'g' && s[1] <= 'z' &&
		    s[1] - 'g' < nr_places) {
			s++;
			n--;
			text_printf(&out, "%lx",
				    (unsigned long)places[*s - 'g'].addr);
		}
	}
	text_add(&out, "", 0);
	return out.s;
}

static char *print(const struct report *r)
{
	size_t n;
	char *text;
	FILE *f = open_memstream(&text, &n);

	schedule_print(r, f);
	fclose(f);
	return text;
}

/* Written down and read again it is the same. */
static void check_print(const struct report *r)
{
	static struct report again;
	char *text = print(r), *second;

	if (memory->forget)
		memory->forget();
	must(!schedule_parse(text, &again));
	must(again.nr == r->nr && !memcmp(again.choices, r->choices, r->nr));
	second = print(&again);
	must(!strcmp(text, second));
	free(text);
	free(second);
}

static void show(struct report *r, const char *title)
{
	size_t n;
	char *text;
	FILE *f = open_memstream(&text, &n);

	report_table(r, f, "# ", "fallback.c");
	report_dot(r, f, title);
	fclose(f);
	for (char *tab = text; (tab = strchr(tab, '\t'));)
		*tab = ' ';
	must_be_clean(text, n);
	free(text);
}

static void replay(struct report *r, const char *title)
{
	const char *obstacle = explore_replay(r->choices, r->nr);
	unsigned int nr = run.nr;
	enum failure failure = run.failure;
	unsigned int i;

	must(nr <= r->nr);
	for (i = 0; i < nr; i++)
		must(run.steps[i].thread == r->choices[i]);
	if (obstacle) {
		must(nr < r->nr && !failure);
		must(execution_owner(r->choices[nr]) < nr_threads);
		return;
	}
	must(failure || nr == r->nr);
	show(r, title);
	must(run.nr == nr && run.failure == failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct known *k;
	static struct report r;
	char *text;

	if (size < 2)
		return 0;
	k = &known[data[0] % nr_known];
	if (k->slow || needs_signals(k))
		return 0;
	memory = models[data[1] % MODELS];
	world_use(&k->s);
	find_places();
	text = expand((const char *)data + 2, size - 2);
	if (!schedule_parse(text, &r)) {
		must(r.nr && r.nr <= STEPS_MAX);
		check_print(&r);
		replay(&r, k->s.name);
	}
	free(text);
	return 0;
}
