// SPDX-License-Identifier: GPL-2.0
/*
 * A memory in which a read need not get the newest value.
 *
 * Memory has the newest value of each location, and here are the others, in the
 * order in which they were written.  A CPU has seen some of them: what it reads
 * is the latest that has arrived there, and arrivals are steps that the
 * scheduler chooses, for each CPU and each location by itself.  So of two
 * values that were written one after the other to two locations, the second may
 * be seen first; and a value that is written may be seen by all others late,
 * which is what a store buffer does.
 *
 * What keeps this in order is a *view*: for each location a value that is not
 * to be missed.  Each CPU has one, and goes on only when all of that has
 * arrived.
 *
 *	writes a value			it is in the view
 *	reads a value			it is, and there is no way back
 *	release (smp_store_release)	the view is attached to the value
 *	acquire (smp_load_acquire)	what is attached to the value read joins
 *					the view
 *	relaxed (READ_ONCE)		it is put aside, for smp_rmb()
 *	smp_rmb()			what was put aside joins the view
 *	smp_wmb()			what is written from here on has this
 *					view attached
 *	smp_mb()			both; and there is one view for all
 *					smp_mb(), which takes, and gives to
 *					those that come later
 *	xchg(), cmpxchg() that writes	as smp_mb(); acts on the newest value
 *	unlock, lock			release, acquire; part of smp_wmb()
 *
 * An atomic hands on what was attached to the value that it has replaced.
 *
 * A thread that reads the address of an object acquires: what it reads there
 * depends on the address, and no machine that Linux runs on reads it earlier
 * (READ_ONCE() has what Alpha needs).  That is more than the kernel promises,
 * as other reads are kept in order, too.
 *
 * All that can happen here may happen in the kernel's own memory model
 * (tools/memory-model); but not the other way round: a write never comes before
 * a read of its own thread (LB), nor behind a write of another (2+2W, S).
 *
 * Views, without the arrivals, are from: Kang, Hur, Lahav, Vafeiadis, Dreyer,
 * "A promising semantics for relaxed-memory concurrency", POPL 2017; those
 * promises we do not have.
 */
#include <string.h>

#include "weak.h"
#include "world.h"

#define LOCATIONS_MAX	48
#define VALUES_MAX	128	/* of a location, in a run */
#define LOCKS_MAX	16
#define NO_STEP		UINT16_MAX

struct view {
	uint16_t at[LOCATIONS_MAX];
};

/*
 * Known from earlier runs: a location, and which CPUs read and write it.
 * @mixed: some access to it has another size, so everybody sees the newest.
 */
static struct location {
	uintptr_t addr;
	size_t size;
	uint32_t readers;
	uint32_t writers;
	bool mixed;
} locations[LOCATIONS_MAX];
static int nr_locations;

static struct {
	int cpu;
	int location;
} pairs[IDS_MAX];
static int nr_pairs;
static bool is_pair[THREADS_MAX][LOCATIONS_MAX];

static bool grew;

bool weak_follows_all;

/* The values of a location in this run. The first one was there before. */
static struct {
	struct value {
		uint64_t value;
		struct view attached;
		struct clock before;	/* of the step that wrote it */
		struct clock released;
		bool releases;
	} values[VALUES_MAX];
	unsigned int last;
} written[LOCATIONS_MAX];

static struct cpu {
	struct view view;
	struct view aside;		/* for smp_rmb() */
	struct view fenced;		/* at the last smp_wmb() */
	uint16_t arrived[LOCATIONS_MAX];
	uint16_t waited[LOCATIONS_MAX];	/* see waited_until() */
	uint16_t step[LOCATIONS_MAX][VALUES_MAX];	/* that brought it */
	bool rmb, wmb, wmb_after_rmb;	/* is about to have them */
} cpus[THREADS_MAX];

static struct view barriers;		/* the view of all smp_mb() */

static struct {
	uintptr_t addr;
	struct view view;
} locks[LOCKS_MAX];
static unsigned int nr_locks;
static struct view all_locks;

void weak_forget(void)
{
	nr_locations = 0;
	nr_pairs = 0;
	memset(is_pair, 0, sizeof(is_pair));
	grew = false;
}

void weak_begin(void)
{
	int i;

	for (i = 0; i < LOCATIONS_MAX; i++) {
		written[i].last = 0;
		memset(&written[i].values[0], 0, sizeof(struct value));
	}
	for (i = 0; i < nr_threads; i++) {
		memset(&cpus[i].view, 0, sizeof(struct view));
		memset(&cpus[i].aside, 0, sizeof(struct view));
		memset(&cpus[i].fenced, 0, sizeof(struct view));
		memset(cpus[i].arrived, 0, sizeof(cpus[i].arrived));
		memset(cpus[i].waited, 0, sizeof(cpus[i].waited));
		cpus[i].rmb = false;
		cpus[i].wmb = false;
		cpus[i].wmb_after_rmb = false;
	}
	memset(&barriers, 0, sizeof(barriers));
	memset(&all_locks, 0, sizeof(all_locks));
	nr_locks = 0;
}

bool weak_grew(void)
{
	bool was = grew;

	grew = false;
	return was;
}

/* --- locations and pairs -------------------------------------------------- */

static bool is_access(const struct op *op)
{
	return op->kind == OP_READ || op->kind == OP_WRITE ||
	       op->kind == OP_RMW;
}

/* The location of an access, or -1 if there is none for it. */
static int location_of(const struct op *op)
{
	int i;

	if (!is_access(op))
		return -1;
	for (i = 0; i < nr_locations; i++)
		if (locations[i].addr == op->addr &&
		    locations[i].size == op->size)
			return locations[i].mixed ? -1 : i;
	return -1;
}

static struct location *add_location(uintptr_t addr, size_t size)
{
	struct location *l, *new = &locations[nr_locations];

	for (l = locations; l < new; l++)
		if (l->addr == addr && l->size == size)
			return l;
	if (nr_locations == LOCATIONS_MAX) {
		overflowed = true;
		return NULL;
	}
	memset(new, 0, sizeof(*new));
	new->addr = addr;
	new->size = size;
	new->mixed = size > sizeof(uint64_t);
	for (l = locations; l < new; l++) {
		if (l->addr >= addr + size || addr >= l->addr + l->size)
			continue;
		new->mixed = true;
		grew = grew || !l->mixed;
		l->mixed = true;
	}
	nr_locations++;
	return new;
}

static void add_pair(int cpu, int location)
{
	if (is_pair[cpu][location])
		return;
	if (nr_threads + nr_pairs == IDS_MAX) {
		overflowed = true;
		return;
	}
	is_pair[cpu][location] = true;
	pairs[nr_pairs].cpu = cpu;
	pairs[nr_pairs++].location = location;
	grew = true;
}

/* Whoever reads a location that another CPU writes may see that late. */
static void learn(int cpu, const struct op *op)
{
	struct location *l;
	int i;

	if (!is_access(op))
		return;
	l = add_location(op->addr, op->size);
	if (!l)
		return;
	if (op->kind == OP_READ)
		l->readers |= 1u << cpu;
	else if (op->kind == OP_WRITE || op->wrote)
		l->writers |= 1u << cpu;
	for (i = 0; i < nr_threads && !l->mixed; i++)
		if (l->readers & 1u << i && l->writers & ~(1u << i))
			add_pair(i, l - locations);
}

static bool follows(int cpu, int location)
{
	return location >= 0 && (weak_follows_all || is_pair[cpu][location]);
}

bool weak_follows(int cpu, const struct op *op)
{
	return follows(cpu, location_of(op));
}

int weak_pairs(void)
{
	return nr_pairs;
}

int weak_pair(int cpu, uintptr_t addr, size_t size)
{
	const struct location *l = add_location(addr, size);
	int i;

	if (!l)
		return -1;
	add_pair(cpu, l - locations);
	for (i = 0; i < nr_pairs; i++)
		if (pairs[i].cpu == cpu && pairs[i].location == l - locations)
			return i;
	return -1;
}

int weak_cpu(int pair)
{
	return pairs[pair].cpu;
}

struct op weak_location(int pair)
{
	const struct location *l = &locations[pairs[pair].location];

	return (struct op) { .addr = l->addr, .size = l->size };
}

/* --- arrivals ------------------------------------------------------------- */

bool weak_can_arrive(int pair)
{
	int l = pairs[pair].location;

	return cpus[pairs[pair].cpu].arrived[l] < written[l].last;
}

struct op weak_arrival(int pair)
{
	int l = pairs[pair].location;
	unsigned int next = cpus[pairs[pair].cpu].arrived[l] + 1;

	return (struct op) {
		.kind = OP_ARRIVE,
		.marked = true,
		.addr = locations[l].addr,
		.size = locations[l].size,
		.value = written[l].values[next].value,
	};
}

void weak_arrive(int pair, struct clock *clock)
{
	int l = pairs[pair].location;
	struct cpu *c = &cpus[pairs[pair].cpu];

	c->arrived[l]++;
	c->step[l][c->arrived[l]] = run.nr - 1;
	clock_join(clock, &written[l].values[c->arrived[l]].before);
}

/* Behind its own write nothing older is to come. */
static bool writes_location(const struct op *op, int l)
{
	return op->kind != OP_READ && l == location_of(op);
}

bool weak_waits(int cpu, const struct op *next)
{
	unsigned int arrived;
	int l;

	for (l = 0; l < nr_locations; l++) {
		if (!is_pair[cpu][l] || locations[l].mixed)
			continue;
		arrived = cpus[cpu].arrived[l];
		if (arrived < cpus[cpu].view.at[l] ||
		    (arrived < written[l].last && writes_location(next, l)))
			return true;
	}
	return false;
}

static void waited_until(struct cpu *c, int l, unsigned int until,
			 struct clock *clock)
{
	unsigned int step;

	while (c->waited[l] < until && c->waited[l] < c->arrived[l]) {
		step = c->step[l][++c->waited[l]];
		if (step != NO_STEP)
			clock_join(clock, &run.steps[step].before);
	}
}

void weak_waited_for_view(int cpu, struct clock *clock)
{
	struct cpu *c = &cpus[cpu];
	int l;

	for (l = 0; l < nr_locations; l++)
		if (follows(cpu, l))
			waited_until(c, l, c->view.at[l], clock);
}

void weak_waited_to_write(int cpu, const struct op *op, struct clock *clock)
{
	int l = location_of(op);

	if (follows(cpu, l) && writes_location(op, l))
		waited_until(&cpus[cpu], l, written[l].last, clock);
}

/* --- what a thread reads -------------------------------------------------- */

/* The value that a read gets, as its number. */
static unsigned int seen(int cpu, int l)
{
	return follows(cpu, l) ? cpus[cpu].arrived[l] : written[l].last;
}

bool weak_reads_old(int cpu, const struct op *op, uint64_t *value)
{
	int l = location_of(op);

	if (op->kind != OP_READ || l < 0 || seen(cpu, l) == written[l].last)
		return false;
	*value = written[l].values[seen(cpu, l)].value;
	return true;
}

bool weak_released(int cpu, const struct op *op, const struct clock **clock)
{
	int l = location_of(op);
	const struct value *v;

	if (op->kind != OP_READ || l < 0 || seen(cpu, l) == written[l].last)
		return false;
	v = &written[l].values[seen(cpu, l)];
	*clock = v->releases ? &v->released : NULL;
	return true;
}

/* --- views ---------------------------------------------------------------- */

static void view_join(struct view *to, const struct view *from)
{
	int l;

	for (l = 0; l < nr_locations; l++)
		if (from->at[l] > to->at[l])
			to->at[l] = from->at[l];
}

bool weak_may_be_barrier(const struct op *op)
{
	return op->kind == OP_FENCE || (op->kind == OP_RMW && op->full);
}

static bool is_barrier(const struct op *op)
{
	return weak_may_be_barrier(op) &&
	       (op->kind == OP_FENCE || op->wrote);
}

static void full_barrier(struct cpu *c)
{
	view_join(&c->view, &c->aside);
	view_join(&c->view, &barriers);
	barriers = c->view;
	c->fenced = c->view;
}

/* A pointer: what is read through it is read after it. */
static bool acquires(const struct op *op)
{
	uint64_t read = op->kind == OP_RMW ? op->old : op->value;

	/* A cmpxchg that fails orders nothing. */
	if (op->acquire && !op->relaxed && (op->kind == OP_READ || op->wrote))
		return true;
	return op->size == sizeof(void *) && world_is_memory(read);
}

static void note_read(struct cpu *c, const struct op *op, int l, unsigned int n)
{
	if (n > c->view.at[l])
		c->view.at[l] = n;
	view_join(acquires(op) ? &c->view : &c->aside,
		  &written[l].values[n].attached);
}

static void note_write(struct cpu *c, const struct step *s, int l,
		       const struct clock *released)
{
	unsigned int n = written[l].last + 1;
	struct value *v = &written[l].values[n];

	if (n == VALUES_MAX) {
		overflowed = true;
		return;
	}
	if (n == 1)
		written[l].values[0].value = s->op.old;
	written[l].last = n;
	c->view.at[l] = n;
	c->arrived[l] = n;
	c->waited[l] = n;
	c->step[l][n] = NO_STEP;
	v->value = s->op.value;
	v->before = s->before;
	v->releases = released;
	if (released)
		v->released = *released;
	v->attached = s->op.release ? c->view : c->fenced;
	v->attached.at[l] = n;
	if (s->op.kind == OP_RMW)
		view_join(&v->attached, &written[l].values[n - 1].attached);
}

static struct view *lock_view(uintptr_t addr)
{
	unsigned int i;

	for (i = 0; i < nr_locks; i++)
		if (locks[i].addr == addr)
			return &locks[i].view;
	if (nr_locks == LOCKS_MAX)
		return &all_locks;
	locks[nr_locks].addr = addr;
	memset(&locks[nr_locks].view, 0, sizeof(struct view));
	return &locks[nr_locks++].view;
}

/*
 * What was written with a lock held, or before, is seen before what the next
 * holder writes, by others as well (po-unlock-lock-po of the kernel's model).
 */
static void take_view(struct cpu *c, const struct view *v)
{
	view_join(&c->view, v);
	view_join(&c->fenced, v);
}

static void note_lock(struct cpu *c, const struct op *op)
{
	unsigned int i;

	switch (op->kind) {
	case OP_LOCK:
		take_view(c, lock_view(op->addr));
		take_view(c, &all_locks);
		break;
	case OP_UNLOCK:
		view_join(lock_view(op->addr), &c->view);
		break;
	case OP_LOCK_ALL:
		for (i = 0; i < nr_locks; i++)
			take_view(c, &locks[i].view);
		take_view(c, &all_locks);
		break;
	case OP_UNLOCK_ALL:
		view_join(&all_locks, &c->view);
		break;
	default:
		break;
	}
}

void weak_step(int cpu, const struct step *s, const struct clock *released)
{
	struct cpu *c = &cpus[cpu];
	const struct op *op = &s->op;
	int l;

	learn(cpu, op);
	l = location_of(op);
	if (is_barrier(op))
		full_barrier(c);
	if (l >= 0 && op->kind != OP_WRITE)
		note_read(c, op, l, op->kind == OP_READ ? seen(cpu, l) :
			  written[l].last);
	if (l >= 0 && (op->kind == OP_WRITE || op->wrote))
		note_write(c, s, l, released);
	if (is_barrier(op))
		full_barrier(c);
	note_lock(c, op);
	if (c->wmb)
		c->fenced = c->view;
	if (c->rmb)
		view_join(&c->view, &c->aside);
	if (c->wmb_after_rmb)
		c->fenced = c->view;
	c->rmb = false;
	c->wmb = false;
	c->wmb_after_rmb = false;
}

/*
 * The step that the thread has made before is not noted yet, so this cannot be
 * done now.
 */
void weak_rmb(int cpu)
{
	cpus[cpu].rmb = true;
}

void weak_wmb(int cpu)
{
	cpus[cpu].wmb = true;
	cpus[cpu].wmb_after_rmb = cpus[cpu].rmb;
}
