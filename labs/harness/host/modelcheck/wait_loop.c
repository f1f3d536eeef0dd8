// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that wait in a loop.  See wait_loop.h.
 */
#include "wait_loop.h"
#include "thread.h"

#define SPIN_LIMIT	8	/* the same reads, with the same results */
#define SPIN_READS	4	/* so many of them in a loop */
#define LOOKS_MAX	(SPIN_LIMIT * SPIN_READS)
#define PATIENCE	200	/* looks of a thread that is alone */

/*
 * The last reads of each thread; it has not written since. @period: how many of
 * them are repeated, 0 if none.
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

/* What a thread has read, @ago reads ago. */
static struct look *look_at(int id, unsigned int ago)
{
	return &spin[id].looks[(spin[id].nr - ago) % LOOKS_MAX];
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

void wait_loop_forget(int id)
{
	spin[id].nr = 0;
	spin[id].period = 0;
}

void wait_loop_note(int id, const struct op *op)
{
	unsigned int period;

	/* A lock that is taken with xchg() is looked at with xchg(). */
	if (op->kind == OP_WRITE ||
	    (op->kind == OP_RMW && op->value != op->old) ||
	    ((op->kind == OP_TRYLOCK || op->kind == OP_SYNC) && op->wrote)) {
		wait_loop_forget(id);
		return;
	}
	if (op->kind != OP_READ && op->kind != OP_RMW &&
	    op->kind != OP_TRYLOCK && op->kind != OP_SYNC)
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

bool wait_loop_waits(int id, const struct op *next)
{
	const struct look *l = look_at(id, spin[id].period);

	return spin[id].period && next->kind != OP_WRITE &&
	       next->addr == l->addr && next->ip == l->ip &&
	       next->sp == l->sp;
}

bool wait_loop_has_patience(int id)
{
	return spin[id].nr < PATIENCE;
}

bool wait_loop_looks_at(int id, const struct op *op)
{
	unsigned int ago;

	for (ago = spin[id].period; ago; ago--)
		if (look_at(id, ago)->addr - op->addr < op->size ||
		    op->addr - look_at(id, ago)->addr < sizeof(long))
			return true;
	return false;
}
