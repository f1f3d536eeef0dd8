// SPDX-License-Identifier: GPL-2.0
/*
 * Store buffers, as on x86.
 *
 * The code writes to memory, and reads from there, by itself.  So a write is
 * taken back and put into the buffer; and before a read what the thread has
 * written, and nobody else sees yet, is put into memory, for that moment.
 */
#include <string.h>

#include "races.h"
#include "thread.h"
#include "tso.h"

#define BUFFER_MAX	16

/* What a thread has written and nobody else sees yet, the oldest first. */
static struct buffer {
	struct late {
		struct op op;
		struct clock before;
		struct clock synced;
		bool releases;
	} writes[BUFFER_MAX];
	unsigned int nr;
} buffers[THREADS_MAX];

/* What memory has during a thread's step, for those who come after it. */
static uint64_t saved;
static bool is_saved;

static void tso_begin(void)
{
	int i;

	for (i = 0; i < THREADS_MAX; i++)
		buffers[i].nr = 0;
}

static int tso_agents(void)
{
	return nr_threads;
}

static int tso_owner(int agent)
{
	return agent;
}

static bool tso_can_step(int agent)
{
	return buffers[agent].nr;
}

static struct op tso_pending(int agent)
{
	return buffers[agent].writes[0].op;
}

/* The oldest write gets to memory. */
static void tso_step(int agent, struct clock *clock)
{
	struct buffer *b = &buffers[agent];
	const struct op *op = &b->writes[0].op;

	memcpy((void *)op->addr, &op->value, op->size);
	/* It comes after the write that it completes. */
	clock_join(clock, &b->writes[0].before);
	races_publish(op, b->writes[0].releases ? &b->writes[0].synced : NULL);
	memmove(b->writes, b->writes + 1, --b->nr * sizeof(b->writes[0]));
}

/* Everything with a lock prefix, and mfence. */
static bool drains_buffer(const struct op *op)
{
	return (op->kind != OP_READ && op->kind != OP_WRITE &&
		op->kind != OP_IRQS) || op->size > sizeof(uint64_t);
}

/* A read of more, or less, than the write that it finds in the buffer. */
static bool reads_a_part(const struct buffer *b, const struct op *op)
{
	const struct op *w;
	unsigned int i;

	for (i = 0; i < b->nr && op->kind == OP_READ; i++) {
		w = &b->writes[i].op;
		if (op_overlap(w, op) &&
		    (w->addr != op->addr || w->size != op->size))
			return true;
	}
	return false;
}

/*
 * A CPU's store buffer is empty when it takes an interrupt (Intel's manual,
 * volume 3, "Store buffer"), and when it makes an atomic access that may write.
 */
static bool tso_waits(int id, const struct op *next)
{
	const struct buffer *b = &buffers[id];

	if (next->kind == OP_ENTER)
		return buffers[threads[id].interrupts].nr;
	return b->nr == BUFFER_MAX ||
	       (b->nr && (drains_buffer(next) || reads_a_part(b, next)));
}

/* What the code is going to read: of what it has written itself, the latest. */
static void forward(const struct buffer *b, struct op *op)
{
	const struct op *w;
	unsigned int i;

	for (i = 0; i < b->nr; i++) {
		w = &b->writes[i].op;
		if (w->addr != op->addr || w->size != op->size)
			continue;
		memcpy((void *)op->addr, &w->value, op->size);
		op->local = true;
	}
}

static void tso_prepare(int id, struct op *op, struct clock *before)
{
	is_saved = (op->kind == OP_READ || op->kind == OP_WRITE) &&
		   op->size <= sizeof(saved);
	if (is_saved)
		memcpy(&saved, (void *)op->addr, op->size);
	op->local = false;
	if (is_saved && op->kind == OP_READ)
		forward(&buffers[id], op);
	/* It waited until the store buffer was empty. */
	if (drains_buffer(op))
		clock_join(&before[id], &before[nr_threads + id]);
}

static void tso_finish(int id, struct op *op, struct clock *before)
{
	struct buffer *b = &buffers[id];
	struct late *l = &b->writes[b->nr];

	if (is_saved && (op->kind == OP_WRITE || op->local))
		memcpy((void *)op->addr, &saved, op->size);
	if (!is_saved || op->kind != OP_WRITE)
		return;
	l->op = *op;
	l->op.kind = OP_FLUSH;
	l->before = before[id];
	l->before.of[id]++;
	b->nr++;
	op->local = true;
}

static void tso_hold(int id, const struct clock *released)
{
	struct late *l = &buffers[id].writes[buffers[id].nr - 1];

	l->releases = released;
	if (released)
		l->synced = *released;
}

/* The interrupted CPU's store buffer was empty. */
static void tso_order(int id, const struct op *op, struct clock *before)
{
	if (op->kind == OP_ENTER)
		clock_join(&before[id],
			   &before[nr_threads + threads[id].interrupts]);
}

/* Does a thread read what stands in its store buffer, and is it that? */
static bool reads_buffer(int ta, const struct op *a, int tb, const struct op *b)
{
	return a->local && a->kind == OP_READ && tb == ta + nr_threads &&
	       op_overlap(a, b);
}

static bool tso_dependent(int ta, const struct op *a, int tb,
			  const struct op *b)
{
	if (a->local || b->local)
		return reads_buffer(ta, a, tb, b) || reads_buffer(tb, b, ta, a);
	return op_conflict(a, b);
}

const struct memory_model tso_model = {
	.name = "tso",
	.text = "with store buffers (x86-TSO)",
	.begin = tso_begin,
	.agents = tso_agents,
	.owner = tso_owner,
	.can_step = tso_can_step,
	.pending = tso_pending,
	.step = tso_step,
	.waits = tso_waits,
	.prepare = tso_prepare,
	.finish = tso_finish,
	.order = tso_order,
	.hold = tso_hold,
	.dependent = tso_dependent,
};
