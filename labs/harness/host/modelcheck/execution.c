// SPDX-License-Identifier: GPL-2.0
/*
 * One run of a scenario.
 *
 * Of the steps of a run an order is kept, as vector clocks: the one that cannot
 * be changed without changing what the run does, because two steps are of one
 * thread, or one writes what the other accesses.  Runs that have this order in
 * common are equivalent, and explore.c tries one of them.  The order that the
 * program can rely on is another one, see races.c.
 */
#include <string.h>

#include "execution.h"
#include "objects.h"
#include "wait_loop.h"
#include "races.h"
#include "tsan.h"
#include "world.h"

#define FREED_MAX	16
#define LOCKS_MAX	64

bool same_is_read = true;
static unsigned long all_steps;

/* How far the run has come. */
static struct {
	struct clock before[IDS_MAX];
	unsigned int made[IDS_MAX];		/* steps */
	bool entered[THREADS_MAX];		/* of interrupts */

	struct {
		uintptr_t addr;
		size_t size;
		int step;
	} freed[FREED_MAX];
	unsigned int nr_freed;

	/* Locks that are taken. */
	struct {
		uintptr_t addr;
		int owner;
		bool spin;
	} locks[LOCKS_MAX];
	unsigned int nr_locks;
	bool all_taken;
} now;

/* --- which threads can go on ---------------------------------------------- */

bool execution_lock_taken(uintptr_t addr)
{
	unsigned int i;

	if (now.all_taken)
		return true;
	for (i = 0; i < now.nr_locks; i++)
		if (now.locks[i].addr == addr)
			return true;
	return false;
}

/* Is there an interrupt of this thread that has begun and is not over? */
static bool is_interrupted(int id)
{
	int i;

	for (i = 0; i < nr_threads; i++)
		if (threads[i].interrupts == id && now.entered[i] &&
		    !threads[i].ended)
			return true;
	return false;
}

/* One interrupt at a time. */
static bool may_interrupt(int id)
{
	return !threads[id].irqs_off && !is_interrupted(id);
}

/*
 * A lock that the file has made of an atomic is not known here. But if it may
 * be taken in push, who has it has disabled interrupts.
 */
static bool may_have_lock(int id)
{
	int i;

	for (i = 0; i < nr_threads; i++)
		if (i != id && !threads[i].ended && threads[i].irqs_off)
			return true;
	return false;
}

static bool is_locked_out(int id, const struct op *next)
{
	switch (next->kind) {
	case OP_LOCK:
		return execution_lock_taken(next->addr);
	case OP_LOCK_ALL:
		return now.all_taken || now.nr_locks || may_have_lock(id);
	case OP_IRQS:
		return now.all_taken;
	default:
		return false;
	}
}

static bool count_is_reached(const struct op *next)
{
	uint32_t count;

	memcpy(&count, (void *)next->addr, sizeof(count));
	return count >= next->need;
}

const char *execution_obstacle(int id)
{
	const struct thread *t = &threads[id];

	if (id >= nr_threads)
		return memory->can_step(id - nr_threads) ? NULL :
		       "nothing that it has not seen was written there";
	if (t->ended)
		return "it has ended";
	if (is_interrupted(id))
		return "it is interrupted";
	if (memory->waits && memory->waits(id, &t->next))
		return "what was written must get to memory, or to its CPU, first";
	if (t->next.kind == OP_ENTER && !may_interrupt(t->interrupts))
		return "it is an interrupt, and none can come now";
	if (t->next.kind == OP_SYNC && !count_is_reached(&t->next))
		return "what it waits for has not come";
	return is_locked_out(id, &t->next) ? "it waits for a lock" : NULL;
}

static bool is_enabled(int id)
{
	return !execution_obstacle(id) &&
	       (id >= nr_threads || !wait_loop_waits(id, &threads[id].next));
}

/*
 * A loop that looks so often and no oftener ends by itself: with nobody left to
 * wait for, it may go on for a while.
 */
static bool may_look_again(int id)
{
	return !threads[id].ended && !is_interrupted(id) &&
	       wait_loop_waits(id, &threads[id].next) &&
	       wait_loop_has_patience(id);
}

thread_mask execution_enabled(void)
{
	thread_mask mask = 0;
	int i;

	for (i = 0; i < execution_ids(); i++)
		if (is_enabled(i))
			mask |= MASK(i);
	for (i = 0; i < nr_threads && !mask; i++)
		if (may_look_again(i))
			mask = MASK(i);
	return mask;
}

bool execution_waits(int id)
{
	return id < nr_threads && !threads[id].ended && !is_enabled(id);
}

bool execution_was_robbed(int id)
{
	const struct op *next = &threads[id].next;
	unsigned int i;

	if (!execution_waits(id) || next->kind != OP_SYNC)
		return false;
	for (i = run.nr; i-- > 0;)
		if (op_conflict(&run.steps[i].op, next) &&
		    op_writes(&run.steps[i].op))
			return run.steps[i].thread != id;
	return false;
}

unsigned long execution_steps(void)
{
	return all_steps;
}

int execution_ids(void)
{
	return nr_threads + (memory->agents ? memory->agents() : 0);
}

int execution_owner(int id)
{
	return id < nr_threads ? id : memory->owner(id - nr_threads);
}

struct op execution_pending(int id)
{
	return id < nr_threads ? threads[id].next :
				 memory->pending(id - nr_threads);
}

bool execution_holds_lock(int id)
{
	unsigned int i;

	/* A mutex of its own it may have; not one of the ring's. */
	for (i = 0; i < now.nr_locks; i++)
		if (now.locks[i].owner == id &&
		    (now.locks[i].spin || object_is(now.locks[i].addr)))
			return true;
	return false;
}

void execution_wmb(void)
{
	int id = thread_current();

	if (id < 0 || !now.made[id])
		return;
	races_wmb(id);
	if (memory->wmb)
		memory->wmb(id);
}

void execution_rmb(void)
{
	int id = thread_current();

	if (id < 0 || !now.made[id])
		return;
	races_rmb(id);
	if (memory->rmb)
		memory->rmb(id);
}

/* --- order ---------------------------------------------------------------- */

static bool is_lock_all(const struct op *o)
{
	return o->kind == OP_LOCK_ALL || o->kind == OP_UNLOCK_ALL;
}

static bool is_lock(const struct op *o)
{
	return o->kind == OP_LOCK || o->kind == OP_UNLOCK || is_lock_all(o);
}

/* May it be to do with a lock? See may_have_lock(). */
static bool may_be_lock(const struct op *o)
{
	return is_lock(o) || o->kind == OP_TRYLOCK || o->kind == OP_IRQS ||
	       o->irqs_off;
}

/* Does an interrupt begin or end? */
static bool is_border(const struct op *o)
{
	return o->kind == OP_ENTER || o->kind == OP_EXIT;
}

bool dependent(int ta, const struct op *a, int tb, const struct op *b)
{
	if (ta == tb)
		return true;
	/* A thread can be interrupted before any of its steps, not within. */
	if (is_border(a) || is_border(b))
		return thread_same_cpu(ta, tb);
	if ((is_lock_all(a) && may_be_lock(b)) ||
	    (is_lock_all(b) && may_be_lock(a)))
		return true;
	return memory->dependent ? memory->dependent(ta, a, tb, b) :
				   op_conflict(a, b);
}

static bool begins(const struct op *first, const struct op *last)
{
	switch (last->kind) {
	case OP_EXIT:
		return first->kind == OP_ENTER;
	case OP_UNLOCK_ALL:
		return first->kind == OP_LOCK_ALL;
	case OP_UNLOCK:
		return (first->kind == OP_LOCK ||
			(first->kind == OP_TRYLOCK && first->wrote)) &&
		       first->addr == last->addr;
	default:
		return true;
	}
}

/*
 * Step j is followed by one that depends on it. Before which step would that
 * have to be made, to be made first? Before j, or if others are kept out from
 * an earlier step to this one, then before that: the lock was free when it was
 * taken, the interrupt's CPU before it came, interrupts enabled before they
 * were disabled.
 *
 * Return: the step, or -1 if there is none.
 */
static int where_to_turn(unsigned int j, const struct op *op)
{
	const struct step *s = &run.steps[j], *t;
	bool enabled = op->kind == OP_ENTER && s->op.kind != OP_EXIT;
	bool out;
	int i;

	out = s->op.kind == OP_EXIT ||
	      (is_lock(&s->op) && (is_lock(op) || op->kind == OP_IRQS));
	if (op->kind == OP_LOCK_ALL && !is_lock(&s->op))
		enabled = true;
	for (i = j; i >= 0; i--) {
		t = &run.steps[i];
		if (t->thread != s->thread)
			continue;
		if (enabled ? !t->irqs_off : !out || begins(&t->op, &s->op))
			return i;
	}
	return -1;
}

/*
 * The steps that must come before the last one, and those of them that might
 * have come after it.
 *
 * From the latest back: what is not in the clock yet when we come to it has
 * nothing between it and this step that forces their order.
 */
static void order(int id, struct step *s)
{
	const struct clock own = now.before[id];
	const struct step *t;
	unsigned int j;
	int turn;

	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (now.before[id].of[t->thread] >= t->nth ||
		    !dependent(t->thread, &t->op, id, &s->op))
			continue;
		turn = t->thread != id ? where_to_turn(j, &s->op) : -1;
		if (turn >= 0 && own.of[t->thread] < run.steps[turn].nth)
			run.races[run.nr_races++] = turn;
		clock_join(&now.before[id], &t->before);
	}
	if (memory->order && id < nr_threads)
		memory->order(id, &s->op, now.before);
	now.before[id].of[id] = s->nth;
	s->before = now.before[id];
}

/* It cannot be made now because of an interrupt, which might not have begun. */
static void order_interrupts(int id, const struct step *s)
{
	int cpu = s->op.kind == OP_ENTER ? threads[id].interrupts : id;
	unsigned int j;

	for (j = run.nr - 1; j-- > 0;) {
		const struct step *t = &run.steps[j];

		if (t->op.kind != OP_ENTER || threads[t->thread].ended ||
		    threads[t->thread].interrupts != cpu)
			continue;
		run.races[run.nr_races++] = j;
		clock_join(&now.before[id], &now.before[t->thread]);
	}
}

void execution_suppose(int id)
{
	const struct clock own = now.before[id];
	struct step *s = &run.steps[run.nr];

	s->thread = id;
	s->op = execution_pending(id);
	s->nth = now.made[id] + 1;
	run.nr++;
	run.nr_races = 0;
	order_interrupts(id, s);
	order(id, s);
	now.before[id] = own;
	run.nr--;
}

/* --- steps ---------------------------------------------------------------- */

static void judge_freed(const struct step *s)
{
	unsigned int i;

	if (s->op.kind == OP_ENTER || s->op.kind == OP_EXIT ||
	    s->op.kind == OP_ARRIVE)
		return;
	for (i = 0; i < now.nr_freed; i++)
		if (s->op.addr < now.freed[i].addr + now.freed[i].size &&
		    now.freed[i].addr < s->op.addr + s->op.size) {
			run.other = now.freed[i].step;
			run_fail(FAIL_FREED, s->op.kind == OP_FREE ?
				       "it is freed a second time" :
				       op_writes(&s->op) ?
				       "it writes to %s that was freed" :
				       "it reads %s that was freed",
				 object_kind(now.freed[i].addr));
		}
}

/*
 * Before the step is made: in it a thread goes on up to the next one, and may
 * get where it must not have a lock, or has to have it.
 */
static void note_lock(int id, struct op *op)
{
	unsigned int i;

	if (op->kind == OP_TRYLOCK)
		op->wrote = op->need && !execution_lock_taken(op->addr);
	if (is_lock_all(op)) {
		now.all_taken = op->kind == OP_LOCK_ALL;
	} else if (!is_lock(op) && !(op->kind == OP_TRYLOCK && op->wrote)) {
		return;
	} else if (op->kind != OP_UNLOCK && now.nr_locks == LOCKS_MAX) {
		run_fail(FAIL_CHECK, "it takes more than %d locks",
			       LOCKS_MAX);
	} else if (op->kind != OP_UNLOCK) {
		now.locks[now.nr_locks].addr = op->addr;
		now.locks[now.nr_locks].spin = op->spin;
		now.locks[now.nr_locks++].owner = id;
	} else {
		for (i = 0; i < now.nr_locks; i++)
			if (now.locks[i].addr == op->addr) {
				now.locks[i] = now.locks[--now.nr_locks];
				return;
			}
		run_fail(FAIL_CHECK, "it gives back a lock that nobody has");
	}
}

static void note_free(const struct op *op)
{
	if (op->kind != OP_FREE)
		return;
	if (now.nr_freed == FREED_MAX) {
		overflowed = true;
		return;
	}
	now.freed[now.nr_freed].addr = op->addr;
	now.freed[now.nr_freed].size = op->size;
	now.freed[now.nr_freed++].step = run.nr - 1;
}

/* Does a thread see something new in this? */
static bool may_see(int id, int by, const struct op *op)
{
	if (op->kind == OP_ARRIVE)
		return thread_cpu(id) == execution_owner(by);
	if (memory->arrives && !thread_same_cpu(id, by) &&
	    memory->arrives(id, op))
		return false;
	/* What was there before is nothing new. */
	if (op->kind == OP_RMW && op->value == op->old)
		return false;
	return op_writes(op);
}

/* Threads that wait in a loop for this address may look again. */
static void wake_spinners(int by, const struct op *op)
{
	int i;

	for (i = 0; i < nr_threads; i++)
		if (wait_loop_looks_at(i, op) && may_see(i, by, op))
			wait_loop_forget(i);
}

static uint64_t value_at(const struct op *op)
{
	uint64_t value = 0;

	if (op->size <= sizeof(value) && op_accesses(op))
		memcpy(&value, (void *)op->addr, op->size);
	return value;
}

/* Let the thread do it, as this memory model has it. */
static void perform(int id, struct op *op)
{
	if (memory->prepare)
		memory->prepare(id, op, now.before);
	op->old = value_at(op);
	if (op->kind == OP_READ)
		op->value = op->old;
	rmw_wrote = false;
	thread_step(id);
	if (op->kind != OP_TRYLOCK && op->kind != OP_SYNC)
		op->wrote = rmw_wrote;
	if (op->kind == OP_SYNC)
		memcpy(&op->value, (void *)op->addr, sizeof(op->need));
	if (op->kind == OP_WRITE || op->kind == OP_RMW)
		op->value = value_at(op);
	op->same = same_is_read && op->kind == OP_RMW && op->value == op->old;
	if (memory->finish)
		memory->finish(id, op, now.before);
}

static void note(int id, const struct step *s)
{
	races_step(s, &now.before[id]);
	if (memory->note)
		memory->note(id, s, races_published(s->op.addr));
	note_free(&s->op);
	wait_loop_note(id, &s->op);
}

void execution_step(int id)
{
	struct step *s = &run.steps[run.nr];

	s->thread = id;
	s->op = execution_pending(id);
	s->nth = ++now.made[id];
	s->irqs_off = id < nr_threads && threads[id].irqs_off;
	run.nr++;
	all_steps++;

	judge_freed(s);
	if (run.failure)
		return;
	if (s->op.kind == OP_ENTER)
		now.entered[id] = true;
	if (id < nr_threads) {
		note_lock(id, &s->op);
		perform(id, &s->op);
	} else {
		memory->step(id - nr_threads, &now.before[id]);
	}
	run.nr_races = 0;
	order(id, s);
	if (id < nr_threads)
		note(id, s);
	if (!s->op.local)
		wake_spinners(id, &s->op);
	if (run.nr == STEPS_MAX)
		run_fail(FAIL_LOOP, "it goes on forever: more than %d steps",
			 STEPS_MAX);
}

void execution_begin(void)
{
	int i;

	run.nr = 0;
	run.failure = FAIL_NONE;
	run.ip = 0;
	run.at_end = false;
	run.given_up = false;
	run.other = -1;
	memset(&now, 0, sizeof(now));
	for (i = 0; i < THREADS_MAX; i++)
		wait_loop_forget(i);
	races_begin();
	if (memory->begin)
		memory->begin();
	world_begin();
	for (i = 0; i < nr_threads; i++)
		thread_begin(i);
}

void execution_end(void)
{
	int i;

	for (i = 0; i < nr_threads && !run.failure; i++) {
		/* Who is interrupted waits only for the interrupt. */
		if (threads[i].ended || is_interrupted(i) ||
		    (threads[i].next.kind == OP_SYNC && threads[i].next.idle))
			continue;
		if (threads[i].next.kind == OP_ENTER)
			run_fail(FAIL_DEADLOCK, "%s cannot come: interrupts are never enabled again",
				       threads[i].name);
		else if (wait_loop_waits(i, &threads[i].next))
			run_fail(FAIL_LOOP, "%s waits in a loop for something that never comes",
				       threads[i].name);
		else if (threads[i].next.kind == OP_SYNC)
			run_fail(FAIL_DEADLOCK, "%s waits for something that never comes: it %s",
				       threads[i].name, threads[i].next.what);
		else
			run_fail(FAIL_DEADLOCK, "%s waits for a lock that is never given back",
				       threads[i].name);
	}
	if (!run.failure) {
		run.at_end = true;
		world_check();
	}
}
