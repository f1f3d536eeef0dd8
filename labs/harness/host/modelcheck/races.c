// SPDX-License-Identifier: GPL-2.0
/*
 * The order that the program can rely on: from a release to the acquire that
 * reads it, from an unlock to the next lock.
 *
 * Two accesses to the same bytes that are not ordered by it, of which one
 * writes and one is a plain C access, are a data race: the compiler may do with
 * the plain one what breaks the other.
 */
#include <string.h>

#include "memory.h"
#include "races.h"
#include "thread.h"

#define RELEASES_MAX	64

static struct synced {
	struct clock of[THREADS_MAX];
	struct clock fenced[THREADS_MAX];	/* at its last smp_wmb() */
	bool has_fenced[THREADS_MAX];
	bool fences[THREADS_MAX];	/* it is about to have a new one */
	struct clock all_released;
	unsigned int nr_releases;

	struct clock at_step[STEPS_MAX];

	/* What an acquire of an address gets to see. */
	struct {
		uintptr_t addr;
		struct clock clock;
	} releases[RELEASES_MAX];
} synced;

void races_begin(void)
{
	memset(&synced, 0, offsetof(struct synced, at_step));
}

static struct clock *release_of(uintptr_t addr, bool make)
{
	unsigned int i;

	for (i = 0; i < synced.nr_releases; i++)
		if (synced.releases[i].addr == addr)
			return &synced.releases[i].clock;
	if (make && i == RELEASES_MAX)
		overflowed = true;
	if (!make || i == RELEASES_MAX)
		return NULL;
	synced.releases[i].addr = addr;
	memset(&synced.releases[i].clock, 0, sizeof(struct clock));
	synced.nr_releases++;
	return &synced.releases[i].clock;
}

const struct clock *races_published(uintptr_t addr)
{
	return release_of(addr, false);
}

void races_publish(const struct op *op, const struct clock *clock)
{
	struct clock *rel = release_of(op->addr, clock);

	/* A read-modify-write carries on what it has read. */
	if (rel && op->kind != OP_RMW)
		memset(rel, 0, sizeof(*rel));
	if (rel && clock)
		clock_join(rel, clock);
}

void races_fence(int id)
{
	/* The step that was made before this one is not in the clock yet. */
	synced.fences[id] = true;
}

/*
 * An acquire has read what an atomic left as it was. Whether that came before
 * or after may be no matter to explore.c, which then tries only one of the two;
 * so the thread can rely on it only if it always comes before.
 */
static void acquire_same(int id, const struct op *op,
			 const struct clock *before)
{
	const struct step *t;
	unsigned int j;

	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (t->op.local || !op_overlap(&t->op, op))
			continue;
		if (t->op.kind == OP_WRITE || t->op.kind == OP_FLUSH)
			return;
		if (t->op.same && t->op.release &&
		    before->of[t->thread] >= t->nth)
			clock_join(&synced.of[id], &synced.at_step[j]);
	}
}

static void acquire(int id, const struct op *op, const struct clock *before)
{
	const struct clock *rel = release_of(op->addr, false);

	if (memory->released)
		memory->released(id, op, &rel);
	if (rel)
		clock_join(&synced.of[id], rel);
	acquire_same(id, op, before);
}

/* What is visible to who reads what this step writes. */
static const struct clock *released(int id, const struct op *op)
{
	if (op->release)
		return &synced.of[id];
	return op->marked && synced.has_fenced[id] ? &synced.fenced[id] : NULL;
}

static void judge_race(const struct step *s)
{
	const struct clock *clock = &synced.of[s->thread];
	const struct step *t;
	unsigned int j;

	if (!op_accesses(&s->op))
		return;
	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (t->thread == s->thread || !op_accesses(&t->op) ||
		    !op_conflict(&t->op, &s->op) ||
		    (t->op.marked && s->op.marked) ||
		    clock->of[t->thread] >= t->nth)
			continue;
		run.other = j;
		run_fail(FAIL_RACE, "data race: nothing orders two accesses, and one of them is a plain C access");
		return;
	}
}

void races_step(const struct step *s, const struct clock *before)
{
	const struct op *op = &s->op;
	int id = s->thread, stopped = threads[id].interrupts;
	struct clock *own = &synced.of[id];
	unsigned int i;

	if (op->kind == OP_ENTER)
		clock_join(own, &synced.of[stopped]);
	if (op->kind == OP_EXIT)
		clock_join(&synced.of[stopped], own);
	if (op->acquire && !op->local)
		acquire(id, op, before);
	/* Every lock's holders of before, and of after. */
	if (op->kind == OP_LOCK_ALL)
		for (i = 0; i < synced.nr_releases; i++)
			clock_join(own, &synced.releases[i].clock);
	if (op->kind == OP_LOCK)
		clock_join(own, &synced.all_released);
	own->of[id]++;
	if (op->kind == OP_UNLOCK_ALL)
		clock_join(&synced.all_released, own);
	if (op->kind == OP_WRITE && op->local)
		memory->hold(id, released(id, op));
	else if (op->kind == OP_WRITE || op->kind == OP_UNLOCK ||
		 (op->kind == OP_RMW && op->wrote && !op->same))
		races_publish(op, released(id, op));
	if (synced.fences[id]) {
		synced.fences[id] = false;
		synced.fenced[id] = *own;
		synced.has_fenced[id] = true;
	}
	synced.at_step[run.nr - 1] = *own;
	judge_race(s);
}
