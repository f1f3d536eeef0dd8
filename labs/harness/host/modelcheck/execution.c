// SPDX-License-Identifier: GPL-2.0
/*
 * One run of a scenario.
 *
 * There are two orders of steps here, and both are kept as vector clocks.
 *
 * "before" is the order that cannot be changed without changing what the run
 * does: two steps of one thread, or two of which one writes what the other
 * accesses.  Runs that have this order in common are equivalent, and explore.c
 * tries one of them.
 *
 * "synced" is the order that the program can rely on: from a release to the
 * acquire that reads it, from an unlock to the next lock.  Two accesses to the
 * same bytes that are not ordered by it, of which one writes and one is a plain
 * C access, are a data race: the compiler may do with the plain one what breaks
 * the other.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "execution.h"
#include "scenario.h"
#include "tsan.h"
#include "weak.h"
#include "world.h"

#define RELEASES_MAX	64
#define FREED_MAX	16
#define BUFFER_MAX	16
#define SPIN_LIMIT	8	/* the same reads, with the same results */
#define SPIN_READS	4	/* so many of them in a loop */
#define LOOKS_MAX	(SPIN_LIMIT * SPIN_READS)
#define PATIENCE	200	/* looks of a thread that is alone */

struct execution run;

static struct clock before[IDS_MAX];
static struct clock synced[THREADS_MAX];
static struct clock fenced[THREADS_MAX];	/* at its last smp_wmb() */
static bool has_fenced[THREADS_MAX];
static bool fences[THREADS_MAX];	/* it is about to have a new one */
static struct clock step_synced[STEPS_MAX];

/* What an acquire of an address gets to see. */
static struct {
	uintptr_t addr;
	struct clock clock;
} releases[RELEASES_MAX];
static unsigned int nr_releases;
static struct clock all_released;

static struct {
	uintptr_t addr;
	size_t size;
	int step;
} freed[FREED_MAX];
static unsigned int nr_freed;

/* Locks that are taken. */
static struct {
	uintptr_t addr;
	int owner;
	bool spin;
} locks[RELEASES_MAX];
static unsigned int nr_locks;
static bool all_taken;

/*
 * A thread that reads the same again and again waits for somebody to write.
 * These are its last reads; it has not written since. @period: how many of them
 * come again and again, 0 if none.
 */
static struct {
	struct look {
		uintptr_t ip;
		uintptr_t sp;	/* a loop, and no recursion */
		uintptr_t addr;
		uint64_t value;
	} looks[LOOKS_MAX];
	unsigned int nr;
	unsigned int period;
} spin[THREADS_MAX];

/* What a thread has written and nobody else sees yet, the oldest first. */
static struct {
	struct op ops[BUFFER_MAX];
	struct clock before[BUFFER_MAX];
	struct clock synced[BUFFER_MAX];
	bool releases[BUFFER_MAX];
	unsigned int nr;
} buffers[THREADS_MAX];

enum memory_model model;
bool same_is_read = true;
bool overflowed;

static bool entered[THREADS_MAX];
static bool irqs_off[THREADS_MAX];
static unsigned int made[IDS_MAX];
static unsigned long all_steps;

void execution_fail(enum failure failure, const char *fmt, ...)
{
	va_list ap;

	if (run.failure)
		return;
	run.failure = failure;
	va_start(ap, fmt);
	vsnprintf(run.text, sizeof(run.text), fmt, ap);
	va_end(ap);
}

/* --- which threads can go on ---------------------------------------------- */

static bool lock_taken(uintptr_t addr)
{
	unsigned int i;

	for (i = 0; i < nr_locks; i++)
		if (locks[i].addr == addr)
			return true;
	return false;
}

/* What a thread has read, @ago reads ago. */
static struct look *look_at(int id, unsigned int ago)
{
	return &spin[id].looks[(spin[id].nr - ago) % LOOKS_MAX];
}

static bool is_spinning(int id)
{
	const struct op *next = &threads[id].next;
	const struct look *l = look_at(id, spin[id].period);

	return spin[id].period && next->kind != OP_WRITE &&
	       next->addr == l->addr && next->ip == l->ip &&
	       next->sp == l->sp;
}

/* On x86: everything with a lock prefix, and mfence. */
static bool drains_buffer(const struct op *op)
{
	return (op->kind != OP_READ && op->kind != OP_WRITE &&
		op->kind != OP_IRQS) || op->size > sizeof(uint64_t);
}

/* A read of more, or less, than the write that it finds in the buffer. */
static bool reads_a_part(int id, const struct op *op)
{
	const struct op *w;
	unsigned int i;

	for (i = 0; i < buffers[id].nr && op->kind == OP_READ; i++) {
		w = &buffers[id].ops[i];
		if (op_overlap(w, op) &&
		    (w->addr != op->addr || w->size != op->size))
			return true;
	}
	return false;
}

/* Is there an interrupt of this thread that has begun and is not over? */
static bool is_interrupted(int id)
{
	int i;

	for (i = 0; i < nr_threads; i++)
		if (threads[i].interrupts == id && entered[i] &&
		    !threads[i].ended)
			return true;
	return false;
}

/*
 * One interrupt at a time; and a CPU's store buffer is empty when it takes one
 * (Intel's manual, volume 3, "Store buffer").
 */
static bool may_interrupt(int id)
{
	return !irqs_off[id] && !is_interrupted(id) && !buffers[id].nr;
}

/* The thread that is not an interrupt, on the same CPU. */
static int cpu_of(int id)
{
	while (threads[id].interrupts >= 0)
		id = threads[id].interrupts;
	return id;
}

static bool is_enabled(int id)
{
	const struct thread *t = &threads[id];

	if (id >= nr_threads)
		return model == MODEL_WEAK ? weak_can_arrive(id - nr_threads) :
		       buffers[id - nr_threads].nr;
	if (t->ended || is_interrupted(id))
		return false;
	if (model == MODEL_WEAK && weak_waits(cpu_of(id), &t->next))
		return false;
	if (t->next.kind == OP_ENTER)
		return may_interrupt(t->interrupts);
	/* An atomic that may write waits for the writes before it. */
	if (buffers[id].nr &&
	    (drains_buffer(&t->next) || reads_a_part(id, &t->next)))
		return false;
	if (buffers[id].nr == BUFFER_MAX)
		return false;
	if (t->next.kind == OP_LOCK)
		return !all_taken && !lock_taken(t->next.addr);
	if (t->next.kind == OP_LOCK_ALL)
		return !all_taken && !nr_locks;
	return !is_spinning(id);
}

/*
 * A loop that looks so often and no oftener ends by itself: with nobody left to
 * wait for, it may go on for a while.
 */
static bool may_look_again(int id)
{
	return !threads[id].ended && !is_interrupted(id) && is_spinning(id) &&
	       spin[id].nr < PATIENCE;
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

unsigned long execution_steps(void)
{
	return all_steps;
}

int execution_ids(void)
{
	switch (model) {
	case MODEL_TSO:
		return 2 * nr_threads;
	case MODEL_WEAK:
		return nr_threads + weak_pairs();
	default:
		return nr_threads;
	}
}

int execution_owner(int id)
{
	if (id < nr_threads)
		return id;
	id -= nr_threads;
	return model == MODEL_WEAK ? weak_cpu(id) : id;
}

struct op execution_pending(int id)
{
	if (id < nr_threads)
		return threads[id].next;
	if (model == MODEL_WEAK)
		return weak_arrival(id - nr_threads);
	return buffers[id - nr_threads].ops[0];
}

bool world_holds_lock(void)
{
	unsigned int i;

	/* A mutex of its own it may have; not one of the ring's. */
	for (i = 0; i < nr_locks; i++)
		if (locks[i].owner == thread_current() &&
		    (locks[i].spin || world_is_object(locks[i].addr)))
			return true;
	return false;
}

void world_irqs(bool on)
{
	int id = thread_current();

	if (id >= 0)
		irqs_off[id] = !on;
}

/* --- orders --------------------------------------------------------------- */

void clock_join(struct clock *to, const struct clock *from)
{
	int i;

	for (i = 0; i < execution_ids(); i++)
		if (from->of[i] > to->of[i])
			to->of[i] = from->of[i];
}

static bool is_lock_all(const struct op *o)
{
	return o->kind == OP_LOCK_ALL || o->kind == OP_UNLOCK_ALL;
}

static bool is_lock(const struct op *o)
{
	return o->kind == OP_LOCK || o->kind == OP_UNLOCK || is_lock_all(o);
}

/* Does an interrupt begin or end? */
static bool is_border(const struct op *o)
{
	return o->kind == OP_ENTER || o->kind == OP_EXIT;
}

static bool same_cpu(int ta, int tb)
{
	if (ta >= nr_threads || tb >= nr_threads)
		return false;
	return cpu_of(ta) == cpu_of(tb);
}

/* Does a thread read what stands in its store buffer, and is it that? */
static bool reads_buffer(int ta, const struct op *a, int tb, const struct op *b)
{
	return a->local && a->kind == OP_READ && tb == ta + nr_threads &&
	       op_overlap(a, b);
}

/* Is this a read, and does it know of what @b writes by arrivals only? */
static bool reads_late(int ta, const struct op *a, int tb, const struct op *b)
{
	return a->kind == OP_READ && !same_cpu(ta, tb) &&
	       (b->kind == OP_WRITE || b->kind == OP_RMW) &&
	       weak_follows(cpu_of(ta), a);
}

/* Does a value arrive that a thread reads? */
static bool reads_arrival(int ta, const struct op *a, int tb,
			  const struct op *b)
{
	return a->kind == OP_READ && b->kind == OP_ARRIVE &&
	       cpu_of(ta) == execution_owner(tb) && op_overlap(a, b);
}

bool dependent(int ta, const struct op *a, int tb, const struct op *b)
{
	if (ta == tb)
		return true;
	/* A thread can be interrupted before any of its steps, not within. */
	if (is_border(a) || is_border(b))
		return same_cpu(ta, tb);
	if (a->local || b->local)
		return reads_buffer(ta, a, tb, b) || reads_buffer(tb, b, ta, a);
	if (a->kind == OP_ARRIVE || b->kind == OP_ARRIVE)
		return reads_arrival(ta, a, tb, b) ||
		       reads_arrival(tb, b, ta, a);
	if (is_lock(a) && is_lock(b) && (is_lock_all(a) || is_lock_all(b)))
		return true;
	if (model == MODEL_WEAK) {
		if (weak_may_be_barrier(a) && weak_may_be_barrier(b))
			return true;
		if (reads_late(ta, a, tb, b) || reads_late(tb, b, ta, a))
			return false;
	}
	return op_overlap(a, b) && (op_writes(a) || op_writes(b));
}

static bool begins(const struct op *first, const struct op *last)
{
	switch (last->kind) {
	case OP_EXIT:
		return first->kind == OP_ENTER;
	case OP_UNLOCK_ALL:
		return first->kind == OP_LOCK_ALL;
	case OP_UNLOCK:
		return first->kind == OP_LOCK && first->addr == last->addr;
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
	bool out;
	int i;

	out = s->op.kind == OP_EXIT || (is_lock(&s->op) && is_lock(op));
	for (i = j; i >= 0; i--) {
		t = &run.steps[i];
		if (t->thread != s->thread)
			continue;
		if (op->kind == OP_ENTER && s->op.kind != OP_EXIT ?
		    !t->irqs_off : !out || begins(&t->op, &s->op))
			return i;
	}
	return -1;
}

static struct clock *release_of(uintptr_t addr, bool make)
{
	unsigned int i;

	for (i = 0; i < nr_releases; i++)
		if (releases[i].addr == addr)
			return &releases[i].clock;
	if (make && nr_releases == RELEASES_MAX)
		overflowed = true;
	if (!make || nr_releases == RELEASES_MAX)
		return NULL;
	releases[nr_releases].addr = addr;
	memset(&releases[nr_releases].clock, 0, sizeof(struct clock));
	return &releases[nr_releases++].clock;
}

/*
 * An acquire has read what an atomic left as it was. Whether that came before
 * or after may be no matter to explore.c, which then tries only one of the two;
 * so the thread can rely on it only if it always comes before.
 */
static void acquire_same(int id, const struct op *op)
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
		    before[id].of[t->thread] >= t->nth)
			clock_join(&synced[id], &step_synced[j]);
	}
}

/*
 * A write, or a read-modify-write, gets to memory.
 *
 * @clock: what who acquires it can rely on, NULL for nothing
 */
static void publish(const struct op *op, const struct clock *clock)
{
	struct clock *rel = release_of(op->addr, clock);

	/* A read-modify-write carries on what it has read. */
	if (rel && op->kind != OP_RMW)
		memset(rel, 0, sizeof(*rel));
	if (rel && clock)
		clock_join(rel, clock);
}

/* What is visible to who reads what this step writes. */
static const struct clock *released(int id, const struct op *op)
{
	if (op->release)
		return &synced[id];
	return op->marked && has_fenced[id] ? &fenced[id] : NULL;
}

void execution_fence(void)
{
	int id = thread_current();

	/* The step that was made before this one is not in the clock yet. */
	if (id < 0 || !made[id])
		return;
	fences[id] = true;
	if (model == MODEL_WEAK)
		weak_wmb(cpu_of(id));
}

void execution_read_fence(void)
{
	int id = thread_current();

	if (id >= 0 && made[id] && model == MODEL_WEAK)
		weak_rmb(cpu_of(id));
}

/* What this step lets its thread rely on, and others after it. */
static void synchronize(int id, const struct op *op)
{
	const struct clock *rel;
	unsigned int i;

	if (op->kind == OP_ENTER)
		clock_join(&synced[id], &synced[threads[id].interrupts]);
	if (op->kind == OP_EXIT)
		clock_join(&synced[threads[id].interrupts], &synced[id]);
	if (op->acquire && !op->local) {
		rel = release_of(op->addr, false);
		if (model == MODEL_WEAK)
			weak_released(cpu_of(id), op, &rel);
		if (rel)
			clock_join(&synced[id], rel);
		acquire_same(id, op);
	}
	/* Every lock's holders of before, and of after. */
	if (op->kind == OP_LOCK_ALL)
		for (i = 0; i < nr_releases; i++)
			clock_join(&synced[id], &releases[i].clock);
	if (op->kind == OP_LOCK)
		clock_join(&synced[id], &all_released);
	synced[id].of[id]++;
	if (op->kind == OP_UNLOCK_ALL)
		clock_join(&all_released, &synced[id]);
	if (op->kind == OP_WRITE && op->local) {
		i = buffers[id].nr - 1;
		buffers[id].releases[i] = released(id, op);
		if (buffers[id].releases[i])
			buffers[id].synced[i] = *released(id, op);
	} else if (op->kind == OP_WRITE || op->kind == OP_UNLOCK ||
		   (op->kind == OP_RMW && op->wrote && !op->same)) {
		publish(op, released(id, op));
	}
	if (fences[id]) {
		fences[id] = false;
		fenced[id] = synced[id];
		has_fenced[id] = true;
	}
}

/* --- what may be wrong with a step ---------------------------------------- */

static void judge_freed(const struct step *s)
{
	unsigned int i;

	if (s->op.kind == OP_ENTER || s->op.kind == OP_EXIT ||
	    s->op.kind == OP_ARRIVE)
		return;
	for (i = 0; i < nr_freed; i++)
		if (s->op.addr < freed[i].addr + freed[i].size &&
		    freed[i].addr < s->op.addr + s->op.size) {
			run.other = freed[i].step;
			execution_fail(FAIL_FREED, s->op.kind == OP_FREE ?
				       "it is freed a second time" :
				       op_writes(&s->op) ?
				       "it writes to a request that was freed" :
				       "it reads a request that was freed");
		}
}

static bool may_race(const struct op *o)
{
	return o->kind == OP_READ || o->kind == OP_WRITE || o->kind == OP_RMW;
}

static void judge_race(unsigned int i)
{
	const struct step *s = &run.steps[i], *t;
	unsigned int j;

	if (!may_race(&s->op))
		return;
	for (j = i; j-- > 0;) {
		t = &run.steps[j];
		if (t->thread == s->thread || !may_race(&t->op) ||
		    !op_overlap(&t->op, &s->op) ||
		    (t->op.marked && s->op.marked) ||
		    !(op_writes(&t->op) || op_writes(&s->op)) ||
		    step_synced[i].of[t->thread] >= t->nth)
			continue;
		run.other = j;
		execution_fail(FAIL_RACE, "data race: nothing orders two accesses, and one of them is a plain C access");
		return;
	}
}

/* --- steps ---------------------------------------------------------------- */

static void note_lock(int id, const struct op *op)
{
	unsigned int i;

	if (is_lock_all(op)) {
		all_taken = op->kind == OP_LOCK_ALL;
	} else if (op->kind == OP_LOCK && nr_locks == RELEASES_MAX) {
		execution_fail(FAIL_CHECK, "it takes more than %d locks",
			       RELEASES_MAX);
	} else if (op->kind == OP_LOCK) {
		locks[nr_locks].addr = op->addr;
		locks[nr_locks].spin = op->spin;
		locks[nr_locks++].owner = id;
	} else if (op->kind == OP_UNLOCK) {
		for (i = 0; i < nr_locks; i++)
			if (locks[i].addr == op->addr) {
				locks[i] = locks[--nr_locks];
				return;
			}
		execution_fail(FAIL_CHECK, "it gives back a lock that nobody has");
	}
}

static void note_free(const struct op *op)
{
	if (op->kind != OP_FREE)
		return;
	if (nr_freed == FREED_MAX) {
		overflowed = true;
		return;
	}
	freed[nr_freed].addr = op->addr;
	freed[nr_freed].size = op->size;
	freed[nr_freed++].step = run.nr - 1;
}

static bool same_look(const struct look *a, const struct look *b)
{
	return a->ip == b->ip && a->sp == b->sp && a->addr == b->addr &&
	       a->value == b->value;
}

/* Have the last reads been made SPIN_LIMIT times, @period at a time? */
static bool repeats(int id, unsigned int period)
{
	unsigned int i;

	if (spin[id].nr < period * SPIN_LIMIT)
		return false;
	for (i = 1; i <= period * (SPIN_LIMIT - 1); i++)
		if (!same_look(look_at(id, i), look_at(id, i + period)))
			return false;
	return true;
}

static void forget_looks(int id)
{
	spin[id].nr = 0;
	spin[id].period = 0;
}

static void note_spin(int id, const struct op *op)
{
	unsigned int period;

	/* A lock that is taken with xchg() is looked at with xchg(). */
	if (op->kind == OP_WRITE ||
	    (op->kind == OP_RMW && op->value != op->old)) {
		forget_looks(id);
		return;
	}
	if (op->kind != OP_READ && op->kind != OP_RMW)
		return;
	*look_at(id, 0) = (struct look) {
		.ip = op->ip,
		.sp = op->sp,
		.addr = op->addr,
		.value = op->value,
	};
	spin[id].nr++;
	spin[id].period = 0;
	for (period = SPIN_READS; period; period--)
		if (repeats(id, period))
			spin[id].period = period;
}

/* Does a thread see something new in this? */
static bool may_see(int id, int by, const struct op *op)
{
	if (op->kind == OP_ARRIVE)
		return cpu_of(id) == execution_owner(by);
	if (model == MODEL_WEAK && !same_cpu(id, by) &&
	    weak_follows(cpu_of(id), op))
		return false;
	/* What was there before is nothing new. */
	if (op->kind == OP_RMW && op->value == op->old)
		return false;
	return op_writes(op);
}

/* Whoever waited for this address may look again. */
static void wake_spinners(int by, const struct op *op)
{
	unsigned int ago;
	int i;

	for (i = 0; i < nr_threads; i++)
		for (ago = spin[i].period; ago && may_see(i, by, op);
		     ago--)
			if (look_at(i, ago)->addr - op->addr < op->size ||
			    op->addr - look_at(i, ago)->addr < sizeof(long)) {
				forget_looks(i);
				break;
			}
}

static uint64_t value_at(const struct op *op)
{
	uint64_t value = 0;

	if (op->size <= sizeof(value) && may_race(op))
		memcpy(&value, (void *)op->addr, op->size);
	return value;
}

/* What the code is going to read: of what it has written itself, the latest. */
static bool forward(int id, const struct op *op, void *saved)
{
	const struct op *w;
	bool any = false;
	unsigned int i;

	if (op->size > sizeof(uint64_t) || op->kind != OP_READ)
		return false;
	memcpy(saved, (void *)op->addr, op->size);
	for (i = 0; i < buffers[id].nr; i++) {
		w = &buffers[id].ops[i];
		if (w->addr != op->addr || w->size != op->size)
			continue;
		memcpy((void *)op->addr, &w->value, op->size);
		any = true;
	}
	return any;
}

/* The code has written to memory; but nobody is to see it yet. */
static void keep_back(int id, struct op *op, const void *saved)
{
	op->value = value_at(op);
	memcpy((void *)op->addr, saved, op->size);
	op->local = true;
	buffers[id].ops[buffers[id].nr] = *op;
	buffers[id].ops[buffers[id].nr].kind = OP_FLUSH;
	buffers[id].ops[buffers[id].nr].local = false;
	buffers[id].before[buffers[id].nr++] = before[id];
}

static void flush(int id, struct op *op)
{
	int i = id - nr_threads;

	memcpy((void *)op->addr, &op->value, op->size);
	/* It comes after the write that it completes. */
	clock_join(&before[id], &buffers[i].before[0]);
	publish(op, buffers[i].releases[0] ? &buffers[i].synced[0] : NULL);
	buffers[i].nr--;
	memmove(buffers[i].ops, buffers[i].ops + 1,
		buffers[i].nr * sizeof(buffers[i].ops[0]));
	memmove(buffers[i].before, buffers[i].before + 1,
		buffers[i].nr * sizeof(buffers[i].before[0]));
	memmove(buffers[i].synced, buffers[i].synced + 1,
		buffers[i].nr * sizeof(buffers[i].synced[0]));
	memmove(buffers[i].releases, buffers[i].releases + 1,
		buffers[i].nr * sizeof(buffers[i].releases[0]));
}

/* What a thread is to read has been overwritten: put it there for a moment. */
static bool put_old(int id, struct op *op, uint64_t *saved)
{
	uint64_t value;

	op->old_value = weak_reads_old(cpu_of(id), op, &value);
	if (!op->old_value)
		return false;
	*saved = value_at(op);
	memcpy((void *)op->addr, &value, op->size);
	return true;
}

/* Let the thread do it, as this memory model has it. */
static void perform(int id, struct step *s)
{
	uint64_t saved = 0;
	bool forwarded = false;

	if (s->op.kind == OP_FLUSH) {
		flush(id, &s->op);
		return;
	}
	if (s->op.kind == OP_ARRIVE) {
		weak_arrive(id - nr_threads, &before[id]);
		return;
	}
	if (model == MODEL_WEAK) {
		weak_waited_for_view(cpu_of(id), &before[id]);
		forwarded = put_old(id, &s->op, &saved);
	}
	if (model == MODEL_TSO && may_race(&s->op)) {
		if (s->op.kind == OP_WRITE && s->op.size <= sizeof(saved))
			memcpy(&saved, (void *)s->op.addr, s->op.size);
		forwarded = forward(id, &s->op, &saved);
		s->op.local = forwarded;
	}
	if (s->op.kind == OP_READ)
		s->op.value = value_at(&s->op);
	/* It waited until the store buffer was empty. */
	if (model == MODEL_TSO && drains_buffer(&s->op))
		clock_join(&before[id], &before[nr_threads + id]);
	s->op.old = s->op.old_value ? saved : value_at(&s->op);
	rmw_wrote = false;
	thread_step(id);
	s->op.wrote = rmw_wrote;
	if (s->op.kind == OP_WRITE || s->op.kind == OP_RMW)
		s->op.value = value_at(&s->op);
	/* Not if others can tell by what was attached to the value. */
	s->op.same = same_is_read && model != MODEL_WEAK &&
		     s->op.kind == OP_RMW && s->op.value == s->op.old;
	if (forwarded)
		memcpy((void *)s->op.addr, &saved, s->op.size);
	if (model == MODEL_TSO && s->op.kind == OP_WRITE &&
	    s->op.size <= sizeof(saved)) {
		before[id].of[id] = s->nth;
		keep_back(id, &s->op, &saved);
	}
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
	const struct clock own = before[id];
	const struct step *t;
	unsigned int j;
	int turn;

	for (j = run.nr - 1; j-- > 0;) {
		t = &run.steps[j];
		if (before[id].of[t->thread] >= t->nth ||
		    !dependent(t->thread, &t->op, id, &s->op))
			continue;
		turn = t->thread != id ? where_to_turn(j, &s->op) : -1;
		if (turn >= 0 && own.of[t->thread] < run.steps[turn].nth)
			run.races[run.nr_races++] = turn;
		clock_join(&before[id], &t->before);
	}
	/* The interrupted CPU's store buffer was empty. */
	if (model == MODEL_TSO && s->op.kind == OP_ENTER)
		clock_join(&before[id],
			   &before[nr_threads + threads[id].interrupts]);
	if (model == MODEL_WEAK && id < nr_threads)
		weak_waited_to_write(cpu_of(id), &s->op, &before[id]);
	before[id].of[id] = s->nth;
	s->before = before[id];
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
		clock_join(&before[id], &before[t->thread]);
	}
}

void execution_suppose(int id)
{
	const struct clock own = before[id];
	struct step *s = &run.steps[run.nr];

	s->thread = id;
	s->op = execution_pending(id);
	s->nth = made[id] + 1;
	run.nr++;
	run.nr_races = 0;
	order_interrupts(id, s);
	order(id, s);
	before[id] = own;
	run.nr--;
}

bool execution_waits(int id)
{
	return id < nr_threads && !threads[id].ended && !is_enabled(id);
}

void execution_step(int id)
{
	struct step *s = &run.steps[run.nr];

	s->thread = id;
	s->op = execution_pending(id);
	s->nth = ++made[id];
	s->irqs_off = id < nr_threads && irqs_off[id];
	run.nr++;
	all_steps++;

	judge_freed(s);
	if (run.failure)
		return;
	if (s->op.kind == OP_ENTER)
		entered[id] = true;
	perform(id, s);
	run.nr_races = 0;
	order(id, s);

	if (id < nr_threads) {
		synchronize(id, &s->op);
		if (model == MODEL_WEAK)
			weak_step(cpu_of(id), s,
				  release_of(s->op.addr, false));
		step_synced[run.nr - 1] = synced[id];
		note_lock(id, &s->op);
		note_free(&s->op);
		note_spin(id, &s->op);
		judge_race(run.nr - 1);
	}
	if (!s->op.local)
		wake_spinners(id, &s->op);
	if (run.nr == STEPS_MAX)
		execution_fail(FAIL_LOOP, "it goes on for ever: more than %d steps",
			       STEPS_MAX);
}

void execution_begin(void)
{
	int i;

	run.nr = 0;
	run.failure = FAIL_NONE;
	run.ip = 0;
	run.at_end = false;
	run.other = -1;
	nr_releases = 0;
	nr_freed = 0;
	nr_locks = 0;
	all_taken = false;
	memset(&all_released, 0, sizeof(all_released));
	memset(before, 0, sizeof(before));
	memset(synced, 0, sizeof(synced));
	memset(has_fenced, 0, sizeof(has_fenced));
	memset(fences, 0, sizeof(fences));
	memset(entered, 0, sizeof(entered));
	memset(irqs_off, 0, sizeof(irqs_off));
	memset(made, 0, sizeof(made));
	for (i = 0; i < THREADS_MAX; i++) {
		buffers[i].nr = 0;
		forget_looks(i);
	}
	if (model == MODEL_WEAK)
		weak_begin();
	world_begin();
	for (i = 0; i < nr_threads; i++)
		thread_begin(i);
}

void execution_end(void)
{
	int i;

	for (i = 0; i < nr_threads && !run.failure; i++) {
		/* Who is interrupted waits only for the interrupt. */
		if (threads[i].ended || is_interrupted(i))
			continue;
		if (threads[i].next.kind == OP_ENTER)
			execution_fail(FAIL_DEADLOCK, "%s cannot come: interrupts are never enabled again",
				       threads[i].name);
		else if (is_spinning(i))
			execution_fail(FAIL_LOOP, "%s waits in a loop for something that never comes",
				       threads[i].name);
		else
			execution_fail(FAIL_DEADLOCK, "%s waits for a lock that is never given back",
				       threads[i].name);
	}
	if (!run.failure) {
		run.at_end = true;
		world_check();
	}
}
