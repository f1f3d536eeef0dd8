/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.h - in which order do others see a thread's accesses?
 *
 * Under sequential consistency in the order of the program, and memory has
 * nothing to do by itself.  Under other memory models it has *agents*: each is
 * like one more thread, whose steps bring a value to where others see it.
 *
 *	model	agents					see
 *	sc	none					memory_models.c
 *	tso	the store buffer of each thread		tso.c
 *	weak	each CPU with each location it reads	weak.c
 *
 * Agent n has the id nr_threads + n.
 */
#ifndef MC_MEMORY_H
#define MC_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "history.h"

/**
 * struct memory_model - what execution.c, and others, ask a memory model
 * @name: what MODEL= calls it
 * @text: what a verdict calls it
 * @agents_first: what an agent can do is done at once, unless another order is
 *	to be tried; and it counts for nothing when a schedule is judged by how
 *	often it changes from thread to thread
 *
 * @forget: another program: forget what is known of the last one
 * @begin: a new run
 * @grew: has this run shown agents that were not known when it began? Then the
 *	exploration has to start over. Asking makes it forget.
 *
 * @agents: how many there are
 * @owner: the thread to whose CPU an agent belongs; of those on a CPU, the one
 *	that is no interrupt
 * @can_step: has an agent something to do?
 * @pending: what it would do; only if it can
 * @step: it does that; the clock gets what must come before
 *
 * @waits: has a thread to wait for an agent before it makes its step?
 * @prepare: a thread is about to make a step: what it reads may not be what
 *	memory has. @before is the clock of each id.
 * @finish: it has made the step, and others may not see it yet
 * @order: which agents' steps must come before that one, though they do not
 *	depend on it
 * @hold: if the write was not published (&struct op.local), what can be relied
 *	on by who reads it once it is; NULL for nothing
 * @released: what can a thread that reads this rely on? False if that is what
 *	was published of the newest value; otherwise it sets a clock, or NULL
 * @note: a thread's step is over; with what was published with its value
 *
 * @dependent: does the order of two steps in memory matter? NULL if that is
 *	op_conflict().
 * @arrives: does a thread learn by an agent what others write here, and in no
 *	other way?
 * @wmb: smp_wmb() in a thread, or a part of smp_mb(). The thread's last step
 *	comes before it, but @note was not called yet.
 * @rmb: smp_rmb() likewise
 *
 * @location: which memory an agent brings values to: addr and size; for the
 *	schedules that are printed
 * @agent_at: the other way round, makes the agent if there is none; -1 if there
 *	is no room
 * @replay: a schedule follows that another process has explored
 *
 * NULL stands for nothing to be done, or for no.
 */
struct memory_model {
	const char *name;
	const char *text;
	bool agents_first;

	void (*forget)(void);
	void (*begin)(void);
	bool (*grew)(void);

	int (*agents)(void);
	int (*owner)(int agent);
	bool (*can_step)(int agent);
	struct op (*pending)(int agent);
	void (*step)(int agent, struct clock *clock);

	bool (*waits)(int id, const struct op *next);
	void (*prepare)(int id, struct op *op, struct clock *before);
	void (*finish)(int id, struct op *op, struct clock *before);
	void (*order)(int id, const struct op *op, struct clock *before);
	void (*hold)(int id, const struct clock *released);
	bool (*released)(int id, const struct op *op,
			 const struct clock **clock);
	void (*note)(int id, const struct step *s, const struct clock *clock);

	bool (*dependent)(int ta, const struct op *a, int tb,
			  const struct op *b);
	bool (*arrives)(int id, const struct op *op);
	void (*wmb)(int id);
	void (*rmb)(int id);

	struct op (*location)(int agent);
	int (*agent_at)(int cpu, uintptr_t addr, size_t size);
	void (*replay)(void);
};

#endif
