// SPDX-License-Identifier: GPL-2.0
/*
 * Depth first through all schedules, without those that are the same.
 *
 * A run is made from its beginning each time; nothing is saved but the choices.
 * For each step of the current run there is a node, with the threads that were
 * tried there, and those that are yet to be.
 *
 * Most schedules differ in the order of steps that have nothing to do with each
 * other.  Two things keep us from trying those:
 *
 *   Source sets.  At first a node has one thread to try.  When a run shows two
 *   steps of different threads that are dependent, and nothing in between that
 *   forces their order, then the second might have come first: at the node of
 *   the first, a thread is added with which a run begins that has them the
 *   other way round.
 *
 *   Sleep sets.  A thread that was tried at a node sleeps there when the next
 *   one is tried, and goes on sleeping below, until a step is made that its own
 *   depends on.  A run in which all who could go on are asleep has been before.
 *
 * Abdulla, Aronis, Jonsson, Sagonas: "Optimal dynamic partial order reduction",
 * POPL 2014, where this is Source-DPOR.
 */
#include <string.h>

#include "execution.h"
#include "explore.h"
#include "extensions.h"

struct node {
	int chosen;
	thread_mask enabled;
	thread_mask todo;	/* to be tried, or tried */
	thread_mask done;
	thread_mask asleep;	/* when the node was reached */
	struct op ops[IDS_MAX];	/* what those who sleep did, or do */
};

static struct node nodes[STEPS_MAX + 1];
static unsigned int nr_nodes;

static int first_of(thread_mask mask)
{
	return __builtin_ctzll(mask);
}

/* Does step a have to come before step b? */
static bool ordered(unsigned int a, unsigned int b)
{
	const struct step *s = &run.steps[a];

	return run.steps[b].before.of[s->thread] >= s->nth;
}

/*
 * The threads with which a run can begin, from node j on, that has the last
 * step before step j and is like this one otherwise: of the steps that do not
 * have to come after j, and the last step, those that have none of them before
 * them.
 */
static thread_mask initials(unsigned int j, unsigned int last)
{
	unsigned int v[STEPS_MAX], n = 0, i, k;
	thread_mask seen = 0, mask = 0;
	bool first;

	for (i = j + 1; i <= last; i++) {
		if (i != last && ordered(j, i))
			continue;
		v[n++] = i;
		if (seen & MASK(run.steps[i].thread))
			continue;
		seen |= MASK(run.steps[i].thread);
		first = true;
		for (k = 0; k + 1 < n && first; k++)
			first = !ordered(v[k], i);
		if (first)
			mask |= MASK(run.steps[i].thread);
	}
	return mask;
}

/*
 * The last step might have come before an earlier one: have that tried.
 *
 * If nobody with whom such a run begins can go on there, then there is none: a
 * thread that waits in a loop for step j, say, could only look once more.
 */
static void reverse_races(unsigned int last)
{
	thread_mask mask;
	unsigned int i, j;

	for (i = 0; i < run.nr_races; i++) {
		j = run.races[i];
		mask = initials(j, last) & nodes[j].enabled;
		if (mask && !(mask & nodes[j].todo))
			nodes[j].todo |= MASK(first_of(mask));
	}
}

/*
 * All who could go on are asleep: from here on there is nothing new. But of
 * those who wait, say for a lock, no race was seen, as they made no step.
 * They might have come before its holder, and that may be new. At
 * the end of a run that is so for those who have nothing to do because it was
 * taken back.
 */
static void reverse_waits(bool (*waits)(int id))
{
	int id;

	for (id = 0; id < execution_ids(); id++) {
		if (!waits(id))
			continue;
		execution_suppose(id);
		reverse_races(run.nr);
	}
}

/*
 * Who still sleeps after a step: those whose own step it does not concern. That
 * step would be what it was when it was tried, or it would have been concerned.
 */
static thread_mask sleepers(const struct node *n, struct node *next)
{
	thread_mask mask = (n->asleep | n->done) & ~MASK(n->chosen), still = 0;
	int id;

	for (id = 0; id < execution_ids(); id++) {
		if (!(mask & MASK(id)) ||
		    dependent(id, &n->ops[id], n->chosen, &n->ops[n->chosen]))
			continue;
		still |= MASK(id);
		next->ops[id] = n->ops[id];
	}
	return still;
}

/* Whose turn is it at a new node?  The last one's, if it can go on. */
static int choose(const struct node *n, int last)
{
	thread_mask mask = n->enabled & ~n->asleep;
	thread_mask agents = mask & ~(MASK(nr_threads) - 1);

	if (!mask)
		return -1;
	/* What is seen at once is easier to follow. */
	if (memory->agents_first && agents)
		return first_of(agents);
	if (last >= 0 && (mask & MASK(last)))
		return last;
	return first_of(mask);
}

/*
 * One run: the choices that are given, and then our own.
 *
 * Return: false if it was cut short; @grew: because the exploration has to
 * start over.
 */
static bool make_run(const struct explore_options *o, unsigned int given,
		     bool *grew)
{
	thread_mask asleep = 0, enabled;
	struct node *n;
	int last = -1;

	execution_begin();
	while (!run.failure && (enabled = execution_enabled())) {
		n = &nodes[run.nr];
		if (run.nr >= given) {
			n->enabled = enabled;
			n->asleep = o->reduce ? asleep : 0;
			n->done = 0;
			n->chosen = choose(n, last);
			if (n->chosen < 0) {
				reverse_waits(execution_waits);
				return false;
			}
			n->todo = o->reduce ? MASK(n->chosen) : enabled;
			nr_nodes = run.nr + 1;
		}
		if (n->chosen < nr_threads || !memory->agents_first)
			last = n->chosen;
		execution_step(n->chosen);
		*grew = memory->grew && memory->grew();
		if (*grew || run.given_up)
			return false;
		if (o->reduce && run.nr >= given && !run.failure)
			reverse_races(run.nr - 1);
		n->ops[n->chosen] = run.steps[run.nr - 1].op;
		asleep = sleepers(n, n + 1);
	}
	if (o->reduce && !run.failure)
		reverse_waits(execution_was_robbed);
	if (!run.failure)
		execution_end();
	return !run.given_up;
}

/*
 * How often it changes from thread to thread; and an old value that is read is
 * as hard to follow.
 */
static unsigned int switches(void)
{
	unsigned int i, n = 0;
	int last = -1;

	for (i = 0; i < run.nr; i++) {
		n += run.steps[i].op.old_value;
		if (run.steps[i].op.kind == OP_ARRIVE)
			continue;
		n += last >= 0 && run.steps[i].thread != last;
		last = run.steps[i].thread;
	}
	return n;
}

/* Few changes from thread to thread are easy to follow, and few steps. */
static void keep_best(struct exploration *x, unsigned int *cost)
{
	unsigned int i, c = switches() * 16 + run.nr;

	if (x->nr_best && c >= *cost)
		return;
	*cost = c;
	x->nr_best = run.nr;
	for (i = 0; i < run.nr; i++)
		x->best[i] = run.steps[i].thread;
}

static bool is_enough(const struct explore_options *o,
		      const struct exploration *x, uint64_t failed)
{
	const uint64_t runs = x->runs + x->cut;

	return run.given_up || (o->failed_max && failed >= o->failed_max) ||
	       (o->runs_max && runs >= o->runs_max) ||
	       (o->runs_max_failed && x->failed && runs >= o->runs_max_failed);
}

void explore(const struct explore_options *o, struct exploration *x)
{
	unsigned int given = 0, cost = 0;
	uint64_t failed = 0, places = o->count;
	thread_mask left;
	struct node *n;
	bool grew = false;

	memset(x, 0, sizeof(*x));
	nr_nodes = 0;
	if (memory->forget)
		memory->forget();
	overflowed = false;
	for (;;) {
		if (!make_run(o, given, &grew)) {
			if (grew) {
				memset(x, 0, sizeof(*x));
				nr_nodes = 0;
				given = 0;
				continue;
			}
			x->cut++;
		} else {
			x->runs++;
			if (places && !run.failure)
				x->interleavings += linear_extensions(&places);
			if (o->count && !places)
				return;
			if (run.failure) {
				x->failed++;
				failed += run.failure == FAIL_LOOP ||
					  run.failure == FAIL_STACK ?
					  ENDLESS : 1;
				x->failures |= 1u << run.failure;
				keep_best(x, &cost);
			}
		}
		if (is_enough(o, x, failed))
			return;

		/* The last node that has something left to try. */
		while (nr_nodes) {
			n = &nodes[nr_nodes - 1];
			n->done |= MASK(n->chosen);
			left = n->todo & ~n->done & ~n->asleep & n->enabled;
			if (left)
				break;
			nr_nodes--;
		}
		if (!nr_nodes)
			break;
		n->chosen = first_of(left);
		given = nr_nodes;
	}
	x->complete = !overflowed;
}

const char *explore_replay(const uint8_t *choices, unsigned int nr)
{
	const char *obstacle = NULL;

	execution_begin();
	while (run.nr < nr && !run.failure) {
		obstacle = execution_obstacle(choices[run.nr]);
		if (obstacle)
			return obstacle;
		execution_step(choices[run.nr]);
	}
	if (!run.failure && !execution_enabled())
		execution_end();
	return NULL;
}
