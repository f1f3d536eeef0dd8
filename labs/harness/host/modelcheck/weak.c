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
 *	release (smp_store_release)	the view is attached to the value, with
 *					what was put aside
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
 *	complete, wait; queue a work	likewise
 *
 * An atomic hands on what was attached to the value that it has replaced.
 *
 * A thread that reads the address of an object reads what is there after it, as
 * that depends on the address, on every machine that Linux runs on (READ_ONCE()
 * has what Alpha needs): what is attached to the address counts for accesses in
 * that object.  That is more than the kernel promises if the address was read
 * with a plain C access, which is then a data race in most cases.
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

#include "objects.h"
#include "thread.h"
#include "weak.h"

#define LOCATIONS_MAX	48
#define VALUES_MAX	128	/* of a location, in a run */
#define LOCKS_MAX	16
#define ADDRESSES_MAX	8	/* that a CPU has read */
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

/*
 * Every location may be read late, known or not: another process has explored,
 * and knew its pairs.
 */
static bool follows_all;

/* What memory has while a thread reads an older value. */
static uint64_t newest;

/* The values of a location in this run. The first one was there before. */
static struct {
	struct value {
		uint64_t value;
		struct view attached;
		struct clock before;	/* of the step that wrote it */
		struct clock released;
		bool releases;
		bool may_unlock;	/* with interrupts disabled */
	} values[VALUES_MAX];
	unsigned int last;
} written[LOCATIONS_MAX];

static struct cpu {
	struct view view;
	struct view aside;		/* for smp_rmb() */
	struct view fenced;		/* at the last smp_wmb() */
	uint16_t arrived[LOCATIONS_MAX];
	uint16_t waited[LOCATIONS_MAX];	/* see waited_until() */
	bool rmb, wmb, wmb_after_rmb;	/* is about to have them */
	struct address {
		uint64_t value;
		struct view view;	/* for accesses there */
	} addresses[ADDRESSES_MAX];
	unsigned int nr_addresses;
	uint16_t step[LOCATIONS_MAX][VALUES_MAX];	/* that brought it */
} cpus[THREADS_MAX];

static struct view barriers;		/* the view of all smp_mb() */

static struct {
	uintptr_t addr;
	struct view view;
} locks[LOCKS_MAX];
static unsigned int nr_locks;
static struct view all_locks;

static void weak_forget(void)
{
	nr_locations = 0;
	nr_pairs = 0;
	memset(is_pair, 0, sizeof(is_pair));
	follows_all = false;
	grew = false;
}

static void weak_begin(void)
{
	int i;

	for (i = 0; i < LOCATIONS_MAX; i++) {
		written[i].last = 0;
		memset(&written[i].values[0], 0, sizeof(struct value));
	}
	for (i = 0; i < nr_threads; i++)
		memset(&cpus[i], 0, offsetof(struct cpu, step));
	memset(&barriers, 0, sizeof(barriers));
	memset(&all_locks, 0, sizeof(all_locks));
	nr_locks = 0;
}

static bool weak_grew(void)
{
	bool was = grew;

	grew = false;
	return was;
}

/* --- locations and pairs -------------------------------------------------- */

/* The location of an access, or -1 if there is none for it. */
static int location_of(const struct op *op)
{
	int i;

	if (!op_accesses(op))
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
		grew = grew || !l->mixed;
		new->mixed = l->mixed = true;
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

/* A CPU may see late what another CPU writes. */
static void learn(int cpu, const struct op *op)
{
	struct location *l;
	int i;

	if (!op_accesses(op))
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
	return location >= 0 && (follows_all || is_pair[cpu][location]);
}

static bool weak_arrives(int id, const struct op *op)
{
	return follows(thread_cpu(id), location_of(op));
}

static int weak_agents(void)
{
	return nr_pairs;
}

static int weak_owner(int pair)
{
	return pairs[pair].cpu;
}

static struct op weak_location(int pair)
{
	const struct location *l = &locations[pairs[pair].location];

	return (struct op) { .addr = l->addr, .size = l->size };
}

static int weak_agent_at(int cpu, uintptr_t addr, size_t size)
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

static void weak_replay(void)
{
	follows_all = true;
}

/* --- arrivals ------------------------------------------------------------- */

static bool weak_can_step(int pair)
{
	int l = pairs[pair].location;

	return cpus[pairs[pair].cpu].arrived[l] < written[l].last;
}

/* It brings the next value; there may be newer ones. None is left out. */
static struct op weak_pending(int pair)
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

static void weak_step(int pair, struct clock *clock)
{
	int l = pairs[pair].location;
	struct cpu *c = &cpus[pairs[pair].cpu];

	c->arrived[l]++;
	c->step[l][c->arrived[l]] = run.nr - 1;
	clock_join(clock, &written[l].values[c->arrived[l]].before);
}

/*
 * The oldest value of a location with which a step can be made. @own: what the
 * step accesses, another location or the same.
 */
static unsigned int oldest(const struct cpu *c, const struct op *op, int own,
			   int l)
{
	unsigned int n = c->view.at[l], i;

	for (i = 0; l == own && i < c->nr_addresses; i++)
		if (c->addresses[i].view.at[l] > n &&
		    object_leads_to(c->addresses[i].value, op->addr))
			n = c->addresses[i].view.at[l];
	return n;
}

/*
 * For what is in its CPU's view and has not come; and before a write, for older
 * values of that location.
 */
static bool weak_waits(int id, const struct op *next)
{
	int cpu = thread_cpu(id), own = location_of(next), l;
	unsigned int arrived;

	for (l = 0; l < nr_locations; l++) {
		if (!is_pair[cpu][l] || locations[l].mixed)
			continue;
		arrived = cpus[cpu].arrived[l];
		if (arrived < oldest(&cpus[cpu], next, own, l) ||
		    (l == own && next->kind != OP_READ &&
		     arrived < written[l].last))
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

/* A thread goes on: what it waited for comes before its step. */
static void waited_for_view(int cpu, const struct op *op, struct clock *clock)
{
	struct cpu *c = &cpus[cpu];
	int own = location_of(op), l;

	for (l = 0; l < nr_locations; l++)
		if (follows(cpu, l))
			waited_until(c, l, oldest(c, op, own, l), clock);
}

/*
 * And so does what it waited for because of where it writes; but only in this
 * run: it might have been made before what has arrived was written.
 */
static void weak_order(int id, const struct op *op, struct clock *before)
{
	int cpu = thread_cpu(id), l = location_of(op);

	if (follows(cpu, l) && op->kind != OP_READ)
		waited_until(&cpus[cpu], l, written[l].last, &before[id]);
}

/* --- what a thread reads -------------------------------------------------- */

/* The value that a read gets, as its number. */
static unsigned int seen(int cpu, int l)
{
	return follows(cpu, l) ? cpus[cpu].arrived[l] : written[l].last;
}

/* A value that others have overwritten; NULL if it reads what memory has. */
static const struct value *old_value(int id, const struct op *op)
{
	int l = location_of(op), cpu = thread_cpu(id);

	if (op->kind != OP_READ || l < 0 || seen(cpu, l) == written[l].last)
		return NULL;
	return &written[l].values[seen(cpu, l)];
}

/* What is to be read has been overwritten: put it there, for this step. */
static void weak_prepare(int id, struct op *op, struct clock *before)
{
	const struct value *v;

	waited_for_view(thread_cpu(id), op, &before[id]);
	v = old_value(id, op);
	op->old_value = v;
	if (!v)
		return;
	newest = 0;
	memcpy(&newest, (void *)op->addr, op->size);
	memcpy((void *)op->addr, &v->value, op->size);
}

static void weak_finish(int id, struct op *op, struct clock *before)
{
	(void)id;
	(void)before;
	/* Others can tell by what is attached to the value. */
	op->same = false;
	if (!op->old_value)
		return;
	op->old = newest;
	memcpy((void *)op->addr, &newest, op->size);
}

static bool weak_released(int id, const struct op *op,
			  const struct clock **clock)
{
	const struct value *v = old_value(id, op);

	if (!v)
		return false;
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

/*
 * Two of these are in one order for all CPUs.  A cmpxchg() that fails is none,
 * but is taken for one: whether it fails may depend on what has nothing to do
 * with the other barrier, and for explore.c two steps are dependent or not
 * whatever third came before them.
 */
static bool may_be_barrier(const struct op *op)
{
	return op->kind == OP_FENCE ||
	       ((op->kind == OP_RMW || op->kind == OP_SYNC) && op->full);
}

static void full_barrier(struct cpu *c)
{
	view_join(&c->view, &c->aside);
	view_join(&c->view, &barriers);
	barriers = c->view;
	c->fenced = c->view;
}

/* What comes with an address is for accesses there. */
static void note_address(struct cpu *c, uint64_t value, const struct view *view)
{
	struct address *a = c->addresses;

	while (a < c->addresses + c->nr_addresses && a->value != value)
		a++;
	if (a == c->addresses + ADDRESSES_MAX) {
		view_join(&c->view, view);
		return;
	}
	if (a == c->addresses + c->nr_addresses) {
		c->nr_addresses++;
		a->value = value;
	}
	view_join(&a->view, view);
}

static void note_read(struct cpu *c, const struct op *op, int l, unsigned int n)
{
	struct view got = written[l].values[n].attached;
	unsigned int i;

	if (n > c->view.at[l])
		c->view.at[l] = n;
	/* It was read through an address itself. */
	for (i = 0; i < c->nr_addresses; i++)
		if (object_leads_to(c->addresses[i].value, op->addr))
			view_join(&got, &c->addresses[i].view);
	view_join(op_acquires(op) ? &c->view : &c->aside, &got);
	if (op->size == sizeof(void *) && object_is_static(op_got(op)))
		note_address(c, op_got(op), &got);
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
	v->may_unlock = s->op.release && s->op.irqs_off;
	if (released)
		v->released = *released;
	v->attached = s->op.release ? c->view : c->fenced;
	if (s->op.release)
		view_join(&v->attached, &c->aside);
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

/* Locks that the file has made: see op_may_lock(). */
static void take_own_locks(struct cpu *c)
{
	const struct value *v;
	int l;

	for (l = 0; l < nr_locations; l++) {
		v = &written[l].values[written[l].last];
		if (v->may_unlock)
			take_view(c, &v->attached);
	}
}

static void note_lock(struct cpu *c, const struct op *op)
{
	unsigned int i;

	switch (op->kind) {
	case OP_LOCK:
		take_view(c, lock_view(op->addr));
		take_view(c, &all_locks);
		break;
	case OP_TRYLOCK:
		if (op->wrote) {
			take_view(c, lock_view(op->addr));
			take_view(c, &all_locks);
		}
		break;
	case OP_SYNC:
		if (op->acquire)
			take_view(c, lock_view(op->addr));
		if (op->release) {
			view_join(lock_view(op->addr), &c->view);
			view_join(lock_view(op->addr), &c->aside);
		}
		break;
	case OP_UNLOCK:
		view_join(lock_view(op->addr), &c->view);
		view_join(lock_view(op->addr), &c->aside);
		break;
	case OP_LOCK_ALL:
		for (i = 0; i < nr_locks; i++)
			take_view(c, &locks[i].view);
		take_view(c, &all_locks);
		take_own_locks(c);
		break;
	case OP_UNLOCK_ALL:
		view_join(&all_locks, &c->view);
		view_join(&all_locks, &c->aside);
		break;
	default:
		break;
	}
}

static void weak_note(int id, const struct step *s,
		      const struct clock *released)
{
	int cpu = thread_cpu(id), l;
	struct cpu *c = &cpus[cpu];
	const struct op *op = &s->op;

	learn(cpu, op);
	l = location_of(op);
	if (op_is_barrier(op))
		full_barrier(c);
	if (l >= 0 && op->kind != OP_WRITE)
		note_read(c, op, l, op->kind == OP_READ ? seen(cpu, l) :
			  written[l].last);
	if (l >= 0 && (op->kind == OP_WRITE || op->wrote))
		note_write(c, s, l, released);
	if (op_is_barrier(op))
		full_barrier(c);
	note_lock(c, op);
	if (op_may_lock(op))
		take_view(c, &all_locks);
	if (c->wmb)
		c->fenced = c->view;
	if (c->rmb)
		view_join(&c->view, &c->aside);
	if (c->wmb_after_rmb)
		c->fenced = c->view;
	c->rmb = c->wmb = c->wmb_after_rmb = false;
}

static void weak_rmb(int id)
{
	cpus[thread_cpu(id)].rmb = true;
}

static void weak_wmb(int id)
{
	struct cpu *c = &cpus[thread_cpu(id)];

	c->wmb = true;
	c->wmb_after_rmb = c->rmb;
}

/* --- dependence ----------------------------------------------------------- */

/* Is this a read, and does it know of what @b writes by arrivals only? */
static bool reads_late(int ta, const struct op *a, int tb, const struct op *b)
{
	return a->kind == OP_READ && !thread_same_cpu(ta, tb) &&
	       (b->kind == OP_WRITE || b->kind == OP_RMW) &&
	       weak_arrives(ta, a);
}

/* Does a value arrive that a thread reads? */
static bool reads_arrival(int ta, const struct op *a, int tb,
			  const struct op *b)
{
	return a->kind == OP_READ && b->kind == OP_ARRIVE &&
	       thread_cpu(ta) == pairs[tb - nr_threads].cpu && op_overlap(a, b);
}

static bool weak_dependent(int ta, const struct op *a, int tb,
			   const struct op *b)
{
	if (a->kind == OP_ARRIVE || b->kind == OP_ARRIVE)
		return reads_arrival(ta, a, tb, b) ||
		       reads_arrival(tb, b, ta, a);
	if (may_be_barrier(a) && may_be_barrier(b))
		return true;
	if (reads_late(ta, a, tb, b) || reads_late(tb, b, ta, a))
		return false;
	return op_conflict(a, b);
}

const struct memory_model weak_model = {
	.name = "weak",
	.text = "with reads that need not get the newest value",
	.agents_first = true,
	.forget = weak_forget,
	.begin = weak_begin,
	.grew = weak_grew,
	.agents = weak_agents,
	.owner = weak_owner,
	.can_step = weak_can_step,
	.pending = weak_pending,
	.step = weak_step,
	.waits = weak_waits,
	.prepare = weak_prepare,
	.finish = weak_finish,
	.order = weak_order,
	.released = weak_released,
	.note = weak_note,
	.dependent = weak_dependent,
	.arrives = weak_arrives,
	.wmb = weak_wmb,
	.rmb = weak_rmb,
	.location = weak_location,
	.agent_at = weak_agent_at,
	.replay = weak_replay,
};
