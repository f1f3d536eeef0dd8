/* SPDX-License-Identifier: GPL-2.0 */
/*
 * history.h - what was done in a run, in which order, and what is wrong with it
 */
#ifndef MC_HISTORY_H
#define MC_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "op.h"

/* A run of more steps than this is an infinite loop: FAIL_LOOP. */
#define STEPS_MAX	2000

/**
 * IDS_MAX - how many there may be who make steps
 *
 * Each has a number, its id. The first are the threads; then come the agents of
 * the memory model, see memory.h. A thread_mask has a bit for each.
 */
#define IDS_MAX		64

/** thread_mask - a set of ids: bit n is the one with number n */
typedef uint64_t thread_mask;

/** MASK() - the set that has only @id in it */
#define MASK(id)	((thread_mask)1 << (id))

/** struct clock - how much of each thread came before */
struct clock {
	uint16_t of[IDS_MAX];	/* for each id, how many of its steps */
};

/** clock_join() - whatever came before @from, came before @to as well */
void clock_join(struct clock *restrict to, const struct clock *restrict from);

/** struct step - one step that was made */
struct step {
	int thread;		/* by whom */
	struct op op;		/* what */
	unsigned int nth;	/* it was the thread's own nth step, counted
				 * from 1 */
	bool irqs_off;		/* its thread had interrupts disabled */
	struct clock before;	/* what must come before it in every run that is
				 * equivalent to this one, itself included */
};

/** enum failure - what may be wrong with a run */
enum failure {
	FAIL_NONE,		/* nothing, as far as it has come */
	FAIL_CHECK,		/* the scenario's own check */
	FAIL_FREED,		/* an access to what was freed */
	FAIL_RACE,		/* a data race */
	FAIL_CRASH,		/* SIGSEGV and its like */
	FAIL_STACK,		/* infinite recursion */
	FAIL_LOOP,		/* a thread never ends */
	FAIL_DEADLOCK,		/* no thread can go on */
};

/** struct execution - a run */
struct execution {
	struct step steps[STEPS_MAX];	/* what was done, in order */
	unsigned int nr;		/* how many */
	unsigned int races[STEPS_MAX];	/* the steps that might as well have
					 * come after the last one, but for what
					 * they do to each other; of what
					 * excludes each other, such as two
					 * threads with a lock, the first
					 * step */
	unsigned int nr_races;		/* how many */
	enum failure failure;		/* what is wrong with it */
	char text[200];			/* in words */
	bool given_up;			/* it needs more than the checker has
					 * room for: nothing is known of it */
	bool at_end;			/* it happened when all threads had
					 * ended, in the scenario's check */
	uintptr_t ip;			/* for FAIL_CRASH and its like, where in
					 * the code */
	int other;			/* for FAIL_RACE and FAIL_FREED, the
					 * step it collides with */
};

/* The run that is being made, or else the last one. */
extern struct execution run;

/* What runs are made with, see memory.h; not to be changed while exploring. */
extern const struct memory_model *memory;

/**
 * overflowed - there was more to be kept than there is room for
 *
 * Then not everything is seen, and an exploration without a failure proves
 * nothing. explore() begins with false.
 */
extern bool overflowed;

/**
 * run_fail() - note that something is wrong with this run
 *
 * Only the first failure counts.
 */
void run_fail(enum failure failure, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
