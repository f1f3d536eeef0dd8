// SPDX-License-Identifier: GPL-2.0
/*
 * The order that the program can rely on: from a release to the acquire that
 * reads it, from an unlock to the next lock.
 *
 * Two accesses to the same bytes that are not ordered by it, of which one
 * writes and one is a plain C access, are a data race: the compiler may do with
 * the plain one what breaks the other.
 *
 * What counts is what the kernel's memory model calls a race: see "Plain
 * accesses and data races" in tools/memory-model.  A marked read that does not
 * acquire, READ_ONCE() or xchg_relaxed(), orders some of what comes behind it
 * all the same.  What it has brought is put aside, for
 *
 *	an access through the address that it has read; if that is a marked
 *	read, again for what is accessed through the address that it gets;
 *	a marked write, for it may depend on the value: who does not look at
 *	it writes in other runs as well;
 *	a release, which hands it on; smp_rmb(); a full barrier.
 */
#include <string.h>

#include "memory.h"
#include "objects.h"
#include "races.h"
#include "thread.h"

#define RELEASES_MAX	64

static struct synced {
	struct clock of[THREADS_MAX];
	struct clock aside[THREADS_MAX];
	struct clock fenced[THREADS_MAX];	/* at its last smp_wmb() */
	bool has_fenced[THREADS_MAX];
	bool wmb[THREADS_MAX], rmb[THREADS_MAX]; /* it is about to have one */
	struct clock all_released;
	unsigned int nr_releases;

	/* What an acquire of an address gets to see. */
	struct {
		uintptr_t addr;
		struct clock clock;
	} releases[RELEASES_MAX];

	struct clock released[STEPS_MAX];	/* by a release */
	struct clock got[STEPS_MAX];		/* by a marked read */
} synced;

void races_begin(void)
{
	memset(&synced, 0, offsetof(struct synced, released));
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

	/* A read-modify-write carries on what it has read, as does a count. */
	if (rel && op->kind != OP_RMW && op->kind != OP_SYNC)
		memset(rel, 0, sizeof(*rel));
	if (rel && clock)
		clock_join(rel, clock);
}

/* The step that was made before one of these is not in the clock yet. */
void races_wmb(int id)
{
	synced.wmb[id] = true;
}

void races_rmb(int id)
{
	synced.rmb[id] = true;
}

/*
 * A read of what an atomic left as it was. Whether that came before or after
 * may be no matter to explore.c, which then tries only one of the two; so the
 * thread can rely on it only if it always comes before.
 */
static void read_same(const struct op *op, const struct clock *before,
		      struct clock *got)
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
			clock_join(got, &synced.released[j]);
	}
}

/* What comes before an access because of the address that it goes to. */
static void follow_address(int id, const struct op *op, struct clock *clock)
{
	const struct step *t;
	unsigned int j;

	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (t->thread == id && t->op.marked && op_reads(&t->op) &&
		    t->op.size == sizeof(void *) && !op_acquires(&t->op) &&
		    object_is_static(op_got(&t->op)) &&
		    object_leads_to(op_got(&t->op), op->addr))
			clock_join(clock, &synced.got[j]);
	}
}

/* A marked read; @clock has what comes before it, and gets what it brings. */
static void read_marked(int id, const struct op *op, const struct clock *before,
			struct clock *clock)
{
	const struct clock *rel = release_of(op->addr, false);

	if (memory->released)
		memory->released(id, op, &rel);
	if (rel)
		clock_join(clock, rel);
	read_same(op, before, clock);
	synced.got[run.nr - 1] = *clock;
	clock_join(op_acquires(op) ? &synced.of[id] : &synced.aside[id], clock);
}

/* What is visible to who reads what this step writes. */
static const struct clock *released(int id, const struct op *op)
{
	if (op->release)
		return &synced.released[run.nr - 1];
	return op->marked && synced.has_fenced[id] ? &synced.fenced[id] : NULL;
}

/* Can step @s rely on it that @t came before? */
static bool relies_on(const struct step *s, const struct clock *clock,
		      const struct step *t)
{
	const struct op *op = &s->op;

	if (clock->of[t->thread] >= t->nth)
		return true;
	/* What it writes may depend on what was read; plain C may not. */
	return op->marked && (op->kind == OP_WRITE ||
			      (op->kind == OP_RMW && t->op.kind == OP_READ)) &&
	       synced.aside[s->thread].of[t->thread] >= t->nth;
}

static void judge_race(const struct step *s, const struct clock *clock)
{
	const struct step *t;
	unsigned int j;

	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (t->thread == s->thread || !op_accesses(&t->op) ||
		    !op_conflict(&t->op, &s->op) ||
		    (t->op.marked && s->op.marked) || relies_on(s, clock, t))
			continue;
		run.other = j;
		run_fail(FAIL_RACE, "data race: nothing orders two accesses, and one of them is a plain C access");
		return;
	}
}

static void access_step(const struct step *s, const struct clock *before)
{
	struct clock clock = synced.of[s->thread];

	follow_address(s->thread, &s->op, &clock);
	if (s->op.marked && op_reads(&s->op) && !s->op.local)
		read_marked(s->thread, &s->op, before, &clock);
	judge_race(s, &clock);
}

/* An interrupt is on the CPU of the thread that it stops. */
static void change_thread(int to, int from)
{
	clock_join(&synced.of[to], &synced.of[from]);
	clock_join(&synced.aside[to], &synced.aside[from]);
}

/* A lock's earlier holders, or those of every lock if it takes them all. */
static void lock_step(int id, const struct op *op)
{
	const struct clock *rel = release_of(op->addr, false);
	unsigned int i;

	if (op->kind != OP_LOCK_ALL && rel)
		clock_join(&synced.of[id], rel);
	for (i = 0; op->kind == OP_LOCK_ALL && i < synced.nr_releases; i++)
		clock_join(&synced.of[id], &synced.releases[i].clock);
	if (op->kind != OP_SYNC)
		clock_join(&synced.of[id], &synced.all_released);
}

void races_step(const struct step *s, const struct clock *before)
{
	const struct op *op = &s->op;
	int id = s->thread, stopped = threads[id].interrupts;
	struct clock *own = &synced.of[id], *rel = &synced.released[run.nr - 1];

	if (op->kind == OP_ENTER)
		change_thread(id, stopped);
	if (op->kind == OP_EXIT)
		change_thread(stopped, id);
	if (op_is_barrier(op))
		clock_join(own, &synced.aside[id]);
	if (op->kind == OP_LOCK || op->kind == OP_LOCK_ALL ||
	    (op->kind == OP_TRYLOCK && op->wrote) ||
	    (op->kind == OP_SYNC && op->acquire))
		lock_step(id, op);
	if (op_may_lock(op))
		clock_join(own, &synced.all_released);
	if (op_accesses(op))
		access_step(s, before);
	own->of[id]++;
	*rel = *own;
	clock_join(rel, &synced.aside[id]);
	if (op->kind == OP_UNLOCK_ALL)
		clock_join(&synced.all_released, rel);
	if (op->kind == OP_WRITE && op->local)
		memory->hold(id, released(id, op));
	else if (op->kind == OP_WRITE || op->kind == OP_UNLOCK ||
		 (op->kind == OP_SYNC && op->release) ||
		 (op->kind == OP_RMW && op->wrote && !op->same))
		races_publish(op, released(id, op));
	if (synced.rmb[id])
		clock_join(own, &synced.aside[id]);
	if (synced.wmb[id]) {
		synced.fenced[id] = *own;
		synced.has_fenced[id] = true;
	}
	synced.rmb[id] = synced.wmb[id] = false;
}
