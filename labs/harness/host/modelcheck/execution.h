/* SPDX-License-Identifier: GPL-2.0 */
/*
 * execution.h - making a run of a scenario, step by step
 */
#ifndef MC_EXECUTION_H
#define MC_EXECUTION_H

#include "memory.h"
#include "thread.h"

/**
 * same_is_read - is a read-modify-write that changes nothing a mere read?
 *
 * That saves runs; but then two runs may stand for some of the same
 * interleavings, so it must be off where they are counted. In weak.c it never
 * is: others can tell by what was attached to the value.
 */
extern bool same_is_read;

/**
 * execution_begin() - put everything back to the beginning
 *
 * Every thread stands in front of its first step afterwards.
 */
void execution_begin(void);

/**
 * execution_enabled() - which threads, and agents, could make a step now
 *
 * A thread that reads the same again and again is not enabled until somebody
 * writes there. If there is nobody else, it may look some more: its loop may
 * have an end of its own.
 *
 * Return: a bit for each, see %MASK; 0 when it is time for execution_end().
 */
thread_mask execution_enabled(void);

/**
 * execution_obstacle() - what keeps a thread, or an agent, from making a step?
 *
 * Return: in words; NULL if nothing does. That it would only look once more in
 * a loop is no obstacle, though it is not enabled then.
 */
const char *execution_obstacle(int id);

/**
 * execution_step() - let one that has no obstacle make its next step; judge it
 */
void execution_step(int id);

/** execution_end() - no thread is enabled: judge the whole */
void execution_end(void);

/**
 * execution_steps() - how many steps were made, since the program began
 *
 * Return: those of all runs together. If it does not grow, a thread computes
 * without a step; crash.c looks now and then.
 */
unsigned long execution_steps(void);

/**
 * execution_ids() - how many threads and agents there are
 *
 * Return: a number that is larger than each id. It may grow while exploring,
 * see &struct memory_model.
 */
int execution_ids(void);

/** execution_owner() - a thread, or the one that an agent belongs to */
int execution_owner(int id);

/**
 * execution_pending() - what a thread, or an enabled agent, would do next
 *
 * Return: a copy of the step. What &struct op has "once it is done" is not to
 * be relied on yet, if it is a thread's.
 */
struct op execution_pending(int id);

/**
 * dependent() - does the order of step @a of @ta and @b of @tb matter?
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
 *
 * Return: true if it waits: for a lock, in a loop, for an agent, or because of
 * an interrupt. False for an agent.
 */
bool execution_waits(int id);

/**
 * execution_was_robbed() - does it wait for what another has taken?
 *
 * Return: true for a thread that has nothing to do, and might have had.
 */
bool execution_was_robbed(int id);

/**
 * execution_suppose() - what if a thread that waits had made its step?
 *
 * Nothing happens; but "run.races" is what it would be, and the step behind the
 * last one has its clock.
 */
void execution_suppose(int id);

/**
 * execution_holds_lock() - has a thread a lock with which it must not sleep?
 *
 * Return: true for a spinlock, and for any lock in a ring or a request. A mutex
 * elsewhere does not count; nor does scenario_lock().
 */
bool execution_holds_lock(int id);

/** execution_lock_taken() - is this lock taken, by any thread? */
bool execution_lock_taken(uintptr_t addr);

/** execution_wmb() - called in a thread: smp_wmb(), or a part of smp_mb() */
void execution_wmb(void);

/** execution_rmb() - called in a thread: smp_rmb() */
void execution_rmb(void);

#endif
