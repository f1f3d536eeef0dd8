/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program.h - small concurrent programs, as data
 *
 * What is tried here is not C but a handful of numbers, so that programs can be
 * drawn by lot, and so that there can be two ways to run one: under the
 * checker, whose calls it makes as compiled C would (run.c), and without it, as
 * steps from state to state (states.c).  The two have nothing in common but
 * this header.
 */
#ifndef MC_TEST_PROGRAM_H
#define MC_TEST_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memory_models.h"

#define VARS	4	/* shared variables; all are 0 in the beginning */
#define LOCKS	2
#define TASKS	4	/* threads of a program, interrupts among them */
#define ACTS	12	/* actions of a thread */

#define NOT_READ	0xff

/** enum what - what a thread does; struct act has @var, @a and @b */
enum what {
	DO_NOTHING,
	DO_READ,	/* READ_ONCE() */
	DO_WRITE,	/* WRITE_ONCE() of @a */
	DO_COPY,	/* WRITE_ONCE() of what was read last, plus @a */
	DO_ACQUIRE,	/* smp_load_acquire() */
	DO_RELEASE,	/* smp_store_release() of @a */
	DO_PLAIN_READ,	/* a plain C access */
	DO_PLAIN_WRITE,	/* a plain C access, writes @a */
	DO_XCHG,	/* xchg() with @a */
	DO_CMPXCHG,	/* cmpxchg() from @a to @b */
	DO_INC,		/* atomic_fetch_inc() */
	DO_COUNT,	/* atomic_inc(), which orders nothing */
	DO_FENCE,	/* smp_mb() */
	DO_FREE,	/* the variable is given back */
	DO_LOCK,	/* spin_lock(); @var is which */
	DO_UNLOCK,	/* spin_unlock() */
	DO_LOCK_ALL,	/* scenario_lock() */
	DO_UNLOCK_ALL,	/* scenario_unlock() */
	DO_OFF,		/* local_irq_disable() */
	DO_ON,		/* local_irq_enable(); no step */
	DO_AWAIT,	/* reads until it reads something else than 0 */
	DO_TRYLOCK,	/* spin_trylock(); reads 1 if it got it, or 0 */
	DO_POST,	/* complete(); @var is which */
	DO_TAKE,	/* wait_for_completion() */
	DO_RMB,		/* smp_rmb(); no step */
	DO_WMB,		/* smp_wmb(); no step */
	DO_SKIP,	/* no step; if @a was read last, the next is left out */
};

/** struct act - one action */
struct act {
	uint8_t what;	/* of &enum what */
	uint8_t var;	/* on which variable, or which lock */
	uint8_t a;	/* see there */
	uint8_t b;	/* likewise */
};

/* Actions, as tables have them. */
#define R(v)		{ DO_READ, v, 0, 0 }
#define W(v, x)		{ DO_WRITE, v, x, 0 }
#define ACQ(v)		{ DO_ACQUIRE, v, 0, 0 }
#define REL(v, x)	{ DO_RELEASE, v, x, 0 }
#define MB		{ DO_FENCE, 0, 0, 0 }
#define WMB		{ DO_WMB, 0, 0, 0 }
#define RMB		{ DO_RMB, 0, 0, 0 }
#define L(l)		{ DO_LOCK, l, 0, 0 }
#define U(l)		{ DO_UNLOCK, l, 0, 0 }
#define CAS(v, a, b)	{ DO_CMPXCHG, v, a, b }
#define XCHG(v, x)	{ DO_XCHG, v, x, 0 }
#define COUNT(v)	{ DO_COUNT, v, 0, 0 }
#define IF(x)		{ DO_SKIP, 0, 1 - (x), 0 }	/* was it @x? */
#define OFF		{ DO_OFF, 0, 0, 0 }
#define ON		{ DO_ON, 0, 0, 0 }
#define P(...)		{ { __VA_ARGS__ }, 0 }	/* a thread that does them */

/** struct task - a thread of a program */
struct task {
	struct act act[ACTS];	/* what it does; ends with DO_NOTHING */
	int on;	/* 0, or for an interrupt 1 + the thread that it interrupts */
};

/** struct program - threads that begin together */
struct program {
	const char *name;		/* for messages */
	struct task task[TASKS];	/* the threads; the first without
					 * actions is none */
};

/** struct ending - what can be seen of a run in the end */
struct ending {
	uint8_t var[VARS];		/* the variables */
	uint8_t got[TASKS][ACTS];	/* what each action has read; NOT_READ
					 * if it has not */
};

/** struct endings - a set of them */
#define ENDINGS_MAX	4096
struct endings {
	unsigned int nr;		/* how many */
	struct ending of[ENDINGS_MAX];	/* they, in order once endings_sort()
					 * was called */
	bool full;			/* there were more than fit */
};

/** struct outcome - what came out of trying a program */
struct outcome {
	struct endings endings;	/* of the runs that came to their end */
	unsigned int failures;	/* a bit for each &enum failure that there
				 * was */
	long double ways;	/* how many interleavings there are */
	uint64_t runs;		/* how many were tried */
	bool complete;		/* whether that was all */
};

int program_tasks(const struct program *p);
void program_print(const struct program *p, FILE *f);

void endings_add(struct endings *e, const struct ending *one);
void endings_sort(struct endings *e);
bool endings_same(const struct endings *a, const struct endings *b);

/**
 * states_try() - find out by going from state to state
 *
 * Knows nothing of data races; @o->runs is the number of states. With
 * MODEL_WEAK, @o->ways means nothing: here there are no arrivals, but a read
 * has a choice.
 */
void states_try(const struct program *p, enum model m, struct outcome *o);

/** model_text() - "in order", or what it is */
const char *model_text(enum model m);

/** struct how - how the checker is to try it */
struct how {
	enum model model;	/* the memory model */
	bool full;		/* without reduction */
	bool exact;		/* an atomic that changes nothing is a write all
				 * the same */
	uint64_t runs_max;	/* so many runs and no more, 0 for all */
};

/** checker_try() - find out by asking the checker */
void checker_try(const struct program *p, const struct how *how,
		 struct outcome *o);

#endif
