/* SPDX-License-Identifier: GPL-2.0 */
/*
 * execution.h - one run of a scenario, step by step, and what it did
 */
#ifndef MC_EXECUTION_H
#define MC_EXECUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "op.h"
#include "thread.h"

/* A run of so many steps is said to go on for ever: FAIL_LOOP. */
#define STEPS_MAX	2000

/**
 * IDS_MAX - how many there may be who make steps
 *
 * Each has a number, its id. The first are the threads; then come, as the
 * memory model has it, their store buffers, or the pairs of weak.h. A
 * thread_mask has a bit for each.
 */
#define IDS_MAX		64

/** thread_mask - a set of ids: bit n is the one with number n */
typedef uint64_t thread_mask;

/**
 * MASK() - the set that has only this one in it
 * @id: its number
 */
#define MASK(id)	((thread_mask)1 << (id))

/**
 * struct clock - how much of each thread came before
 * @of: for each thread, how many of its steps
 */
struct clock {
	uint16_t of[IDS_MAX];
};

/**
 * clock_join() - whatever came before either, came before this
 * @to: a clock; of each thread, it gets the larger number of the two
 * @from: the other one
 */
void clock_join(struct clock *to, const struct clock *from);

/**
 * struct step - one step that was made
 * @thread: by whom
 * @op: what
 * @nth: it was the thread's own nth step, counted from 1
 * @irqs_off: its thread had interrupts disabled
 * @before: what must come before it in every run that is equivalent to this
 *	one, itself included
 */
struct step {
	int thread;
	struct op op;
	unsigned int nth;
	bool irqs_off;
	struct clock before;
};

/**
 * enum failure - what may be wrong with a run
 */
enum failure {
	FAIL_NONE,		/* nothing, as far as it has come */
	FAIL_CHECK,		/* the scenario's own check */
	FAIL_FREED,		/* an access to what was given back */
	FAIL_RACE,		/* a data race */
	FAIL_CRASH,		/* SIGSEGV and its like */
	FAIL_STACK,		/* recursion without end */
	FAIL_LOOP,		/* a thread never ends */
	FAIL_DEADLOCK,		/* no thread can go on */
};

/**
 * struct execution - a run
 * @steps: what was done, in order
 * @nr: how many
 * @races: the steps that might as well have come after the last one, but for
 *	what they do to each other; of what excludes each other, such as two
 *	threads with a lock, the first step
 * @nr_races: how many
 * @failure: what is wrong with it
 * @text: in words
 * @at_end: it happened when all threads had ended, in the scenario's check
 * @ip: for FAIL_CRASH and its like, where in the code
 * @other: for FAIL_RACE and FAIL_FREED, the step it collides with
 */
struct execution {
	struct step steps[STEPS_MAX];
	unsigned int nr;
	unsigned int races[STEPS_MAX];
	unsigned int nr_races;
	enum failure failure;
	char text[200];
	bool at_end;
	uintptr_t ip;
	int other;
};

/* The run that is being made, or else the last one. */
extern struct execution run;

/**
 * enum memory_model - which order do others see a thread's accesses in?
 * @MODEL_SC: the order of the program (sequential consistency)
 * @MODEL_TSO: writes may be late, as on x86: a thread's writes wait in a store
 *	buffer, first in first out, while its reads go on
 * @MODEL_WEAK: a read need not get the newest value, if nothing orders it after
 *	the write: see weak.h
 */
enum memory_model {
	MODEL_SC,
	MODEL_TSO,
	MODEL_WEAK,
};

/* The one that runs are made with; not to be changed within an exploration. */
extern enum memory_model model;

/**
 * same_is_read - is a read-modify-write that changes nothing a mere read?
 *
 * That saves runs; but then two runs may stand for some of the same
 * interleavings, so whoever wants to count them says no. With %MODEL_WEAK it
 * never is: others can tell by what was attached to the value.
 */
extern bool same_is_read;

/**
 * overflowed - there was more to be kept than there is room for
 *
 * Then not everything is seen, and an exploration without a failure proves
 * nothing. explore() begins with false.
 */
extern bool overflowed;

/**
 * execution_begin() - put everything back to the beginning
 *
 * Every thread stands in front of its first step afterwards.
 */
void execution_begin(void);

/**
 * execution_enabled() - which threads could make a step now
 *
 * With MODEL_TSO, thread nr_threads + i is the store buffer of thread i; with
 * MODEL_WEAK, it is pair i of weak.h.
 *
 * A thread that reads the same again and again is not enabled until somebody
 * writes there. If there is nobody else, it may look some more: its loop may
 * have an end of its own.
 *
 * Return: a bit for each, see %MASK; 0 when it is time for execution_end().
 */
thread_mask execution_enabled(void);

/**
 * execution_step() - let a thread make its next step, and judge it
 * @id: one that is enabled
 */
void execution_step(int id);

/**
 * execution_end() - no thread is enabled: judge the whole
 */
void execution_end(void);

/**
 * execution_steps() - how many steps were made, since the program began
 *
 * Return: those of all runs together. If it does not grow, a thread computes
 * without a step; trouble.c looks now and then.
 */
unsigned long execution_steps(void);

/**
 * execution_ids() - how many threads there are, with what is like one
 *
 * Return: a number that is larger than each id. With %MODEL_WEAK it grows while
 * exploring, as weak_pairs() does.
 */
int execution_ids(void);

/**
 * execution_owner() - the thread that something like a thread belongs to
 * @id: a store buffer, or a pair, or a thread, which is its own
 *
 * Return: the id of a thread. A pair belongs to the one on its CPU that is no
 * interrupt.
 */
int execution_owner(int id);

/**
 * execution_pending() - what a thread, or a store buffer, would do next
 * @id: a thread that has not ended; of what is like one, only who is enabled
 *
 * Return: a copy of the step. What &struct op has "once it is done" is not to
 * be relied on yet, if it is a thread's.
 */
struct op execution_pending(int id);

/**
 * dependent() - does the order of two steps matter?
 * @ta: thread of the one
 * @a: the one
 * @tb: thread of the other
 * @b: the other
 *
 * Of a step that was made more is known than of one that is pending: a
 * cmpxchg() that has failed only reads.
 *
 * Return: true if it may. If not, and one comes right behind the other, then
 * the run with the two exchanged is equivalent.
 */
bool dependent(int ta, const struct op *a, int tb, const struct op *b);

/**
 * execution_waits() - is this a thread that has not ended and cannot go on?
 * @id: which
 *
 * Return: true if it waits: for a lock, in a loop, for its store buffer, for an
 * arrival, or because of an interrupt. False for what is only like a thread.
 */
bool execution_waits(int id);

/**
 * execution_suppose() - what if a thread that waits had made its step?
 * @id: which
 *
 * Nothing happens; but "run.races" is what it would be, and the step behind the
 * last one has its clock.
 */
void execution_suppose(int id);

/**
 * execution_fence() - called in a thread: smp_wmb(), or a part of smp_mb()
 *
 * What it did before is visible to who reads what it writes after this.
 */
void execution_fence(void);

/** execution_read_fence() - called in a thread: smp_rmb() */
void execution_read_fence(void);

/**
 * execution_fail() - note that something is wrong with this run
 * @failure: what
 * @fmt: in words, as for printf()
 *
 * Only the first one counts.
 */
void execution_fail(enum failure failure, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
