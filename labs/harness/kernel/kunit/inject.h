/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inject.h - at the n-th memory access of fallback.c, something else happens
 *
 * A test tries every access of a function:
 *
 *	for_each_access(n) {
 *		ctx = ring_new();
 *		a = item_new(ctx, item_free);
 *		b = item_new(ctx, item_free);
 *		interrupt_at(n, 1, item_push, b);
 *		item_push(a);
 *		if (inject_end() && !...a and b are both there...)
 *			break;
 *	}
 *
 * It is a real interrupt: a timer that expires while the task is held in front
 * of the access.  In virtual time that is exact.  Where interrupts are disabled
 * none can come, so it comes at the next access with interrupts enabled.
 */
#ifndef KUNIT_INJECT_H
#define KUNIT_INJECT_H

#include <kunit/test.h>
#include <linux/types.h>

struct task_struct;

/**
 * for_each_access - rounds in which something happens at each access in turn
 * @n: an unsigned int: how many accesses this round leaves in peace
 *
 * Each round begins without rings and items. In its body something is arranged
 * with one of the functions below, fallback.c is called, and inject_end() ends
 * what was arranged. The round in which it did not happen is the last one: all
 * accesses have been tried. Leave the loop with break after a failure.
 *
 * Context: Task. Sleeps.
 */
#define for_each_access(n) \
	for (inject_rounds(&(n)); inject_round();)

/** inject_rounds - for for_each_access(): begin; @n gets each round's number */
void inject_rounds(unsigned int *n);

/** inject_round - for for_each_access(): begin the next, if there is one */
bool inject_round(void);

/**
 * interrupt_at - arrange for interrupts at an access of fallback.c
 * @n: how many accesses are left in peace before
 * @times: at how many accesses, from there on; one interrupt each
 * @fn: what the interrupt does, in hard interrupt context
 *
 * Counts accesses by the calling task, but for those in interrupts.
 *
 * Context: Task. Pairs with inject_end().
 */
void interrupt_at(unsigned int n, unsigned int times, void (*fn)(void *arg),
		  void *arg);

/** interrupt_task_at - the same, at an access made by another task */
void interrupt_task_at(struct task_struct *task, unsigned int n,
		       unsigned int times, void (*fn)(void *arg), void *arg);

/**
 * other_task_at - arrange for another task to run at an access of fallback.c
 * @n: how many accesses are left in peace before
 * @fn: what the other task does; it may sleep
 *
 * The calling task waits in front of the access until @fn has returned, or for
 * a tenth of a second: @fn may be waiting for a lock that the caller holds.
 *
 * Context: Task. Sleeps. Pairs with inject_end().
 */
void other_task_at(unsigned int n, void (*fn)(void *arg), void *arg);

/**
 * inject_end - no more interrupts, no other task
 *
 * Waits for the other task, if there is one.
 *
 * Context: Task. Sleeps.
 * Return: how often it happened; 0 if there were not so many accesses.
 */
unsigned int inject_end(void);

/**
 * inject_watch_helpers - accesses by any task count, until inject_exit()
 *
 * For a function that may hand its work over, to a kworker say, and wait: the
 * kworker's accesses are as much its own as those that it makes itself.
 */
void inject_watch_helpers(void);

/** inject_stuck - did inject_end() give up waiting, after ten seconds? */
bool inject_stuck(void);

/**
 * inject_exit - end what is arranged, and free all rings and items
 *
 * For struct kunit_suite's ->exit; its ->init is items_init().
 */
void inject_exit(struct kunit *test);

/**
 * expect_at - say at which access it went wrong, and in which line, if it did
 * @ok: did what was expected hold in this round?
 * @what: what happened, such as "an interrupt pushed,"
 * @n: the round
 * @whose: whose access it was, such as "the drain"
 *
 * Return: @ok.
 */
bool expect_at(struct kunit *test, bool ok, const char *what, unsigned int n,
	       const char *whose);

/**
 * expect_accesses - fail the test if next to no accesses were seen
 * @few: less than that is next to none
 * @expected: what the function does at its accesses
 *
 * A function of which nothing was seen has not been tested, so this comes
 * behind for_each_access(). It looks at the last round, those accesses included
 * that were made with interrupts disabled.
 */
void expect_accesses(struct kunit *test, unsigned int few, const char *expected,
		     const char *read);

/** inject - for access.c: the access of fallback.c at @ip comes next */
void inject(unsigned long ip, unsigned long addr, size_t size, bool write);

#endif /* KUNIT_INJECT_H */
