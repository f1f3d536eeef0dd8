/* SPDX-License-Identifier: GPL-2.0 */
/*
 * moment.h - at the n-th memory access of fallback.c, something else happens
 *
 * A test tries every moment of a function:
 *
 *	for (n = 0; ; n++) {
 *		...
 *		interrupt_at(n, 1, item_push, b);
 *		item_push(a);
 *		if (!moment_end())
 *			break;		(a was pushed in less than n accesses)
 *		...a and b must both be there...
 *	}
 *
 * It is a real interrupt: a timer that expires while the task is held in front
 * of the access.  In virtual time that is exact.  Where interrupts are disabled
 * none can come, so the moment is the next access with interrupts enabled.
 */
#ifndef KUNIT_MOMENT_H
#define KUNIT_MOMENT_H

#include <linux/types.h>

struct task_struct;

/**
 * interrupt_at - arrange for interrupts at an access of fallback.c
 * @n: how many accesses are left in peace before
 * @times: at how many accesses, from there on; one interrupt each
 * @fn: what the interrupt does, in hard interrupt context
 * @arg: passed to @fn
 *
 * Counts accesses by the calling task, but for those in interrupts.
 *
 * Context: Task. Give it an end with moment_end().
 */
void interrupt_at(unsigned int n, unsigned int times, void (*fn)(void *arg),
		  void *arg);

/**
 * interrupt_task_at - the same, at an access made by another task
 * @task: the task
 * @n: as above
 * @times: as above
 * @fn: as above
 * @arg: as above
 *
 * Context: Task. Give it an end with moment_end().
 */
void interrupt_task_at(struct task_struct *task, unsigned int n,
		       unsigned int times, void (*fn)(void *arg), void *arg);

/**
 * other_task_at - arrange for another task to run at an access of fallback.c
 * @n: how many accesses are left in peace before
 * @fn: what the other task does; it may sleep
 * @arg: passed to @fn
 *
 * The calling task waits in front of the access until @fn has returned, or for
 * a tenth of a second: @fn may be waiting for a lock that the caller holds.
 *
 * Context: Task. Sleeps. Give it an end with moment_end().
 */
void other_task_at(unsigned int n, void (*fn)(void *arg), void *arg);

/**
 * moment_end - no more interrupts, no other task
 *
 * Waits for the other task, if there is one.
 *
 * Context: Task. Sleeps.
 * Return: how often it happened; 0 if there were not so many accesses.
 */
unsigned int moment_end(void);

/**
 * moment_accesses - how many accesses of fallback.c were seen?
 *
 * A function of which nothing was seen has not been tested: a test that tried
 * every moment asks this at the end.
 *
 * Return: how many the task made between the last arrangement and its
 * moment_end(), those with interrupts disabled included.
 */
unsigned int moment_accesses(void);

/**
 * moment_stuck - did the other task never come back?
 *
 * Return: true if moment_end() gave up waiting for it, after ten seconds.
 */
bool moment_stuck(void);

/**
 * moment - an access of fallback.c is about to happen
 * @ip: where in its code
 * @addr: of what
 * @size: how many bytes
 * @write: whether it may write
 *
 * For access.c.
 *
 * Context: Any.
 */
void moment(unsigned long ip, unsigned long addr, size_t size, bool write);

#endif /* KUNIT_MOMENT_H */
