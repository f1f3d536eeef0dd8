/* SPDX-License-Identifier: GPL-2.0 */
/*
 * storm.h - a timer's interrupts push, wherever the task happens to be
 *
 * inject.h chooses the accesses between which an interrupt comes.  A storm does
 * not: in CONFIG=debug, in real time, its timer comes between any two
 * instructions.  In virtual time it comes in udelay() and while tasks sleep.
 *
 *	static struct storm storm;
 *
 *	storm_init(test, &storm, ctx, 1000);
 *	if (storm_run(test, &storm, false))
 *		...storm.by_task + storm.by_interrupt have been pushed...
 *
 * Its requests are no items: there are too many of them.
 */
#ifndef KUNIT_STORM_H
#define KUNIT_STORM_H

#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/io_uring_types.h>

/** struct storm - what was pushed, by whom */
struct storm {
	struct io_ring_ctx *ctx;	/* to this ring */
	unsigned int most;	/* each side pushes so many, at the most */
	unsigned int by_task;	/* how many the task has pushed */
	unsigned int by_interrupt;	/* how many interrupts have pushed */
	struct storm_request *requests;	/* interrupts' first */
	struct hrtimer timer;	/* whose interrupts they are in storm_run() */
};

/** storm_init - make the requests; none is pushed yet; freed with the test */
void storm_init(struct kunit *test, struct storm *storm,
		struct io_ring_ctx *ctx, unsigned int most);

/** storm_push - the task pushes its next request */
void storm_push(struct storm *storm);

/** storm_interrupt - an interrupt pushes its next request; fits inject.h */
void storm_interrupt(void *storm);

/**
 * storm_run - the task pushes, and so do a timer's interrupts
 * @sleeps: does the task sleep now and then, so that others can run?
 *
 * Return: true if interrupts came. The test fails if none did.
 */
bool storm_run(struct kunit *test, struct storm *storm, bool sleeps);

/** storm_count - how many did not run, or more often than they were pushed? */
void storm_count(const struct storm *storm, unsigned int *lost,
		 unsigned int *twice);

#endif /* KUNIT_STORM_H */
