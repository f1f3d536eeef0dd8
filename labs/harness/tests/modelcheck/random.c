// SPDX-License-Identifier: GPL-2.0
/*
 * Programs drawn by lot, each tried in three ways that must agree.
 *
 *	states	 without the checker, from state to state (states.c)
 *	reduced	 the checker, as everybody uses it
 *	full	 the checker without reduction, where that is affordable
 *
 * What must be the same: whether any run fails; and if none does, the set of
 * endings, which is the values of all variables and of all that was read.  The
 * number of interleavings that the reduced runs stand for is the number of ways
 * through the states.  (Of a program that fails the checker need not see
 * everything: a run is over with its failure.)
 *
 * Data races are a property of a whole run and not of a state, so there the
 * checker with reduction is held against the checker without.
 *
 * Always the same programs, unless one says random SEED.
 */
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "program.h"
#include "tap.h"

#define WAYS_MAX	500	/* so many are affordable without reduction */
#define RUNS_MAX	60000

static uint64_t lot = 20240607;

/* xorshift64*; not the C library's, so that it is the same everywhere. */
static unsigned int draw(unsigned int below)
{
	lot ^= lot >> 12;
	lot ^= lot << 25;
	lot ^= lot >> 27;
	return (lot * 2685821657736338717u >> 33) % below;
}

/* Kinds of programs: which actions are drawn, by how many threads. */
static const struct kind {
	const char *name;
	uint8_t what[14];
	bool locks, tries, off;
	bool interrupt;
	unsigned int vars, longest, programs;
} kinds[] = {
	{ .name = "reads and writes", .vars = 2, .longest = 4, .programs = 120,
	  .what = { DO_READ, DO_READ, DO_WRITE, DO_COPY } },
	{ .name = "atomics", .vars = 2, .longest = 4, .programs = 120,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_XCHG, DO_CMPXCHG,
		    DO_CMPXCHG, DO_INC, DO_SKIP } },
	{ .name = "barriers", .vars = 3, .longest = 4, .programs = 100,
	  .what = { DO_READ, DO_READ, DO_WRITE, DO_WRITE, DO_FENCE,
		    DO_RELEASE, DO_ACQUIRE, DO_INC } },
	{ .name = "barriers of all kinds", .vars = 2, .longest = 4,
	  .programs = 150,
	  .what = { DO_READ, DO_READ, DO_READ, DO_WRITE, DO_WRITE, DO_WRITE,
		    DO_FENCE, DO_RELEASE, DO_ACQUIRE, DO_RMB, DO_WMB,
		    DO_COUNT, DO_CMPXCHG } },
	{ .name = "locks", .vars = 2, .longest = 3, .programs = 250,
	  .locks = true,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_INC, DO_SKIP } },
	{ .name = "interrupts", .vars = 2, .longest = 3, .programs = 150,
	  .interrupt = true,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_XCHG, DO_CMPXCHG } },
	{ .name = "interrupts and locks", .vars = 2, .longest = 2,
	  .programs = 150, .interrupt = true, .locks = true,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_INC } },
	{ .name = "locks, tried as well", .vars = 2, .longest = 2,
	  .programs = 200, .locks = true, .tries = true,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_INC } },
	{ .name = "locks made by hand", .vars = 2, .longest = 3,
	  .programs = 200, .locks = true, .off = true,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_XCHG } },
	{ .name = "completions", .vars = 2, .longest = 3, .programs = 200,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_POST, DO_POST, DO_TAKE } },
	{ .name = "waiting", .vars = 2, .longest = 3, .programs = 100,
	  .what = { DO_READ, DO_WRITE, DO_COPY, DO_INC, DO_AWAIT } },
	{ .name = "what is freed", .vars = 3, .longest = 4, .programs = 150,
	  .what = { DO_READ, DO_READ, DO_WRITE, DO_COPY, DO_CMPXCHG, DO_SKIP,
		    DO_FREE } },
	{ .name = "data races", .vars = 3, .longest = 4, .programs = 150,
	  .what = { DO_READ, DO_WRITE, DO_ACQUIRE, DO_RELEASE, DO_XCHG,
		    DO_CMPXCHG, DO_PLAIN_READ, DO_PLAIN_WRITE, DO_SKIP,
		    DO_SKIP } },
	{ .name = "data races, locks, interrupts", .vars = 3, .longest = 3,
	  .programs = 150, .locks = true, .interrupt = true,
	  .what = { DO_READ, DO_WRITE, DO_ACQUIRE, DO_RELEASE, DO_INC,
		    DO_PLAIN_READ, DO_PLAIN_WRITE, DO_SKIP } },
};

static struct act draw_act(const struct kind *k)
{
	unsigned int n = 0;
	struct act a;

	while (n < sizeof(k->what) && k->what[n])
		n++;
	a.what = k->what[draw(n)];
	a.var = draw(k->vars);
	a.a = a.what == DO_SKIP || a.what == DO_CMPXCHG ? draw(2) :
	      1 + draw(2);
	a.b = 1 + draw(2);
	return a;
}

/* An action, or two of which the first decides about the other. */
static unsigned int add_some(const struct kind *k, struct act *act)
{
	unsigned int n = 0;

	do
		act[n] = draw_act(k);
	while (act[n++].what == DO_SKIP && n < 2);
	if (act[n - 1].what == DO_SKIP)
		act[n - 1].what = DO_READ;
	return n;
}

static unsigned int add_locked(const struct kind *k, struct act *act)
{
	static const uint8_t take[] = { DO_LOCK, DO_LOCK, DO_LOCK_ALL };
	struct act lock = { .what = take[draw(3)], .var = draw(LOCKS) };
	unsigned int n = 0;

	if (k->tries && draw(2)) {
		lock.what = DO_TRYLOCK;
		act[n++] = lock;
		act[n++].what = DO_SKIP;	/* it was 0: no unlock */
		lock.what = DO_UNLOCK;
		act[n++] = lock;
		return n;
	}
	act[n++] = lock;
	n += add_some(k, act + n);
	/* Sometimes a second lock, which may be the first one. */
	if (lock.what == DO_LOCK && !draw(3)) {
		struct act second = { .what = DO_LOCK, .var = draw(LOCKS) };

		act[n++] = second;
		second.what = DO_UNLOCK;
		act[n++] = second;
	}
	lock.what = lock.what == DO_LOCK ? DO_UNLOCK : DO_UNLOCK_ALL;
	act[n++] = lock;
	return n;
}

static void draw_task(const struct kind *k, struct task *t, unsigned int tasks,
		      bool off)
{
	unsigned int n = 0, some = 1 + draw(tasks > 2 ? 3 : k->longest);

	if (some > k->longest)
		some = k->longest;
	while (some--) {
		if (off && !draw(3)) {
			t->act[n++].what = DO_OFF;
			n += add_some(k, t->act + n);
			t->act[n++].what = DO_ON;
		} else if (k->locks && draw(3)) {
			n += add_locked(k, t->act + n);
		} else {
			n += add_some(k, t->act + n);
		}
		if (n + 6 >= ACTS)
			break;
	}
}

static void draw_program(const struct kind *k, struct program *p)
{
	unsigned int tasks = 2 + draw(2), i;

	memset(p, 0, sizeof(*p));
	p->name = k->name;
	for (i = 0; i < tasks; i++) {
		/* The last is an interrupt; a third one perhaps a second. */
		if (k->interrupt && (i == tasks - 1 || (i && !draw(3))))
			p->task[i].on = 1;
		draw_task(k, &p->task[i], tasks,
			  k->off || (k->interrupt && !i));
	}
}

#define FREED	(1u << FAIL_FREED)
#define STUCK	(1u << FAIL_DEADLOCK | 1u << FAIL_LOOP)

static bool has(const struct program *p, enum what what)
{
	int t, i;

	for (t = 0; t < TASKS; t++)
		for (i = 0; i < ACTS; i++)
			if (p->task[t].act[i].what == what)
				return true;
	return false;
}

static struct {
	unsigned int programs, full, failing, races;
	uint64_t states, reduced_runs, full_runs;
	long double ways;
} sum;

static struct outcome states, reduced, full;

static bool quiet;

static bool differ(const struct program *p, const struct how *how,
		   const char *what)
{
	if (quiet)
		return false;
	printf("# %s%s: %s\n", model_text(how->model),
	       how->exact ? ", exact" : "", what);
	program_print(p, stdout);
	printf("#   states:  %u endings, failures %#x, %.0Lf ways\n",
	       states.endings.nr, states.failures, states.ways);
	printf("#   reduced: %u endings, failures %#x, %.0Lf ways, %llu runs\n",
	       reduced.endings.nr, reduced.failures, reduced.ways,
	       (unsigned long long)reduced.runs);
	printf("#   full:    %u endings, failures %#x, %llu runs%s\n",
	       full.endings.nr, full.failures, (unsigned long long)full.runs,
	       full.complete ? "" : ", not all");
	return false;
}

/* The checker against the states. */
static bool agree_with_states(const struct program *p, const struct how *how)
{
	if (!reduced.complete)
		return differ(p, how, "it took too many runs");
	if (reduced.failures & 1 << FAIL_RACE)
		return true;
	if (!states.failures != !reduced.failures)
		return differ(p, how, "fails, or does not");
	if (states.failures) {
		if ((reduced.failures & STUCK && !(states.failures & STUCK)) ||
		    (reduced.failures & FREED && !(states.failures & FREED)))
			return differ(p, how, "fails in another way");
		sum.failing++;
		return true;
	}
	if (!endings_same(&states.endings, &reduced.endings))
		return differ(p, how, "other endings");
	/* In a state there is nothing that has not arrived. */
	if (how->exact && !has(p, DO_AWAIT) && reduced.ways != states.ways &&
	    how->model != MODEL_WEAK)
		return differ(p, how, "another number of interleavings");
	return true;
}

/* How many runs are there without reduction? */
static long double ways(const struct how *how)
{
	return how->model == MODEL_WEAK ? reduced.ways : states.ways;
}

/* The checker against itself, without reduction. */
static bool agree_with_full(const struct program *p, const struct how *how)
{
	if (full.complete && !states.failures && !full.failures &&
	    !has(p, DO_AWAIT) && full.runs != ways(how))
		return differ(p, how, "another number of runs, all of them");
	if (!full.failures && reduced.failures)
		return full.complete ?
		       differ(p, how, "fails only with reduction") : true;
	if (full.failures && !reduced.failures)
		return differ(p, how, "fails only without reduction");
	if (reduced.failures & ~full.failures && full.complete)
		return differ(p, how, "fails in a way that is not there");
	if (full.complete && !full.failures &&
	    !endings_same(&full.endings, &reduced.endings))
		return differ(p, how, "endings lost by the reduction");
	if (full.failures & 1 << FAIL_RACE)
		sum.races++;
	return true;
}

static bool try(const struct program *p, enum model m)
{
	struct how how = { .model = m, .runs_max = RUNS_MAX };
	int exact;

	states_try(p, m, &states);
	if (!states.complete || states.endings.full)
		return true;
	sum.programs++;
	sum.states += states.runs;
	/* With late reads there is only one way to look at an atomic. */
	for (exact = m == MODEL_WEAK; exact < 2; exact++) {
		how.exact = exact;
		how.full = false;
		how.runs_max = RUNS_MAX;
		checker_try(p, &how, &reduced);
		memset(&full, 0, sizeof(full));
		if (!agree_with_states(p, &how))
			return false;
		sum.reduced_runs += exact ? reduced.runs : 0;
		sum.ways += exact ? ways(&how) : 0;
		if (ways(&how) > WAYS_MAX &&
		    !has(p, DO_PLAIN_READ) && !has(p, DO_PLAIN_WRITE))
			continue;
		how.full = true;
		how.runs_max = WAYS_MAX;
		checker_try(p, &how, &full);
		if (!agree_with_full(p, &how))
			return false;
		sum.full++;
		sum.full_runs += full.runs;
	}
	return true;
}

/* What is begun and ended goes as a whole. */
static bool begins(const struct act *a, const struct act *b)
{
	return a->var == b->var &&
	       ((a->what == DO_LOCK && b->what == DO_UNLOCK) ||
		(a->what == DO_LOCK_ALL && b->what == DO_UNLOCK_ALL) ||
		(a->what == DO_OFF && b->what == DO_ON));
}

static bool ends(const struct act *a)
{
	return a->what == DO_UNLOCK || a->what == DO_UNLOCK_ALL ||
	       a->what == DO_ON;
}

static void remove_act(struct task *t, int i)
{
	memmove(&t->act[i], &t->act[i + 1],
		(ACTS - 1 - i) * sizeof(t->act[0]));
	memset(&t->act[ACTS - 1], 0, sizeof(t->act[0]));
}

/* Leave out what the difference does not need, and show what is left. */
static void shrink(struct program *p, enum model m)
{
	struct program less;
	int t, i, j;

	quiet = true;
	for (t = 0; t < program_tasks(p); t++)
		for (i = 0; p->task[t].act[i].what != DO_NOTHING; i++) {
			if (ends(&p->task[t].act[i]))
				continue;
			less = *p;
			for (j = i + 1; j < ACTS; j++)
				if (begins(&p->task[t].act[i],
					   &p->task[t].act[j])) {
					remove_act(&less.task[t], j);
					break;
				}
			remove_act(&less.task[t], i);
			if (program_tasks(&less) == program_tasks(p) &&
			    !try(&less, m)) {
				*p = less;
				t = -1;
				break;
			}
		}
	quiet = false;
	try(p, m);
}

static bool among(const struct endings *some, const struct endings *all)
{
	unsigned int i, j;

	for (i = j = 0; i < some->nr; i++) {
		while (j < all->nr &&
		       memcmp(&all->of[j], &some->of[i], sizeof(some->of[i])))
			j++;
		if (j == all->nr)
			return false;
	}
	return true;
}

/* What can happen in order can happen on x86, and so on. */
static bool models_are_nested(const struct program *p)
{
	static struct outcome of[MODELS];
	unsigned int m;

	for (m = MODEL_SC; m < MODELS; m++) {
		states_try(p, m, &of[m]);
		if (!of[m].complete || of[m].endings.full || of[m].failures)
			return true;
	}
	if (among(&of[MODEL_SC].endings, &of[MODEL_TSO].endings) &&
	    among(&of[MODEL_TSO].endings, &of[MODEL_WEAK].endings))
		return true;
	program_print(p, stdout);
	printf("#   %u endings, %u, %u\n", of[MODEL_SC].endings.nr,
	       of[MODEL_TSO].endings.nr, of[MODEL_WEAK].endings.nr);
	return false;
}

int main(int argc, char **argv)
{
	unsigned int i, n, k, bad;
	struct program p;

	if (argc > 1)
		lot = strtoull(argv[1], NULL, 0) | 1;
	for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (i = MODEL_SC; i < MODELS; i++) {
			bad = 0;
			for (n = 0; n < kinds[k].programs && bad < 3; n++) {
				draw_program(&kinds[k], &p);
				quiet = true;
				if (!try(&p, i)) {
					bad++;
					shrink(&p, i);
				}
			}
			ok(!bad, "%u programs with %s, %s: nothing is lost",
			   n, kinds[k].name, model_text(i));
		}
	}
	for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (bad = n = 0; n < kinds[k].programs && !bad; n++) {
			draw_program(&kinds[k], &p);
			bad = !models_are_nested(&p);
		}
		ok(!bad, "%u programs with %s: each model allows what the one before does",
		   n, kinds[k].name);
	}
	printf("# %u programs: %llu states, %.0Lf ways, %llu runs; %u of them without reduction, %llu runs; %u fail, %u have races\n",
	       sum.programs, (unsigned long long)sum.states, sum.ways,
	       (unsigned long long)sum.reduced_runs, sum.full / 2,
	       (unsigned long long)sum.full_runs, sum.failing / 2,
	       sum.races / 2);
	return done();
}
