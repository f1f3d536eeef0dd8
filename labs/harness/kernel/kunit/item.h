/* SPDX-License-Identifier: GPL-2.0 */
/*
 * item.h - rings and requests for a KUnit test to push and to drain
 *
 * A ring here is a struct io_ring_ctx with nothing around it: no file, no task,
 * nothing that io_uring does with one.  An item is a request and what the test
 * knows about it: how often its callback ran, what the callback is to do, and
 * whether the request is still there.
 *
 *	ctx = ring_new();
 *	a = item_new(ctx, item_free);
 *	item_push(a);
 *	ring_drain(ctx);
 *	expect_all_ran(test);
 *
 * After item_free() nobody may use the request's memory: it is filled with a
 * pattern, each access by fallback.c is noted, and in CONFIG=debug it is freed,
 * so that KASAN sees accesses by anybody.
 */
#ifndef KUNIT_ITEM_H
#define KUNIT_ITEM_H

#include <kunit/test.h>
#include <linux/compiler.h>
#include <linux/io_uring_types.h>
#include <linux/types.h>

/** struct item - a request, and what is known about it */
struct item {
	struct io_kiocb *req;	/* not to be looked at once gone is set */
	void (*act)(struct item *it);	/* what its callback does, or NULL */
	unsigned int again;	/* for item_pushes_again(): how often, still */
	unsigned int pushes;	/* how often it was pushed */
	unsigned int runs;	/* how often its callback ran */
	unsigned int before;	/* callbacks begun when it was pushed last */
	bool gone;	/* its callback has given the memory back */
};

/**
 * items_init - a test begins: no rings, no items, nothing seen
 *
 * For struct kunit_suite's ->init; its ->exit is inject_exit().
 */
void items_init(struct kunit *test);

/**
 * items_need - no test says anything new where the simplest has failed
 * @simplest: the name of a test, which comes before those that need it
 *
 * For a suite's ->init, after items_init(): skips the test if @simplest has
 * failed an expect().
 */
void items_need(struct kunit *test, const char *simplest);

/**
 * items_restart - free all rings and items, with io_fallback_exit() called
 *
 * What has been noted against fallback.c stays noted.
 *
 * Context: Task. Sleeps.
 */
void items_restart(void);

/**
 * ring_new - a ring, with io_fallback_init() called
 *
 * Context: The test's task. Sleeps. Fails the test, and ends it here, when
 * io_fallback_init() fails.
 *
 * Return: the ring; items_restart() frees it.
 */
struct io_ring_ctx *ring_new(void);

/**
 * ring_close - the last close: from here on the ring is dying
 *
 * As percpu_ref_is_dying() says. ring_turn() and ring_end() call it, too.
 *
 * Context: Task.
 */
void ring_close(struct io_ring_ctx *ctx);

/**
 * ring_turn - a turn of the exit work, with all that it calls of a fallback.c
 *
 * The first turn comes after the last close, so the ring is dying by then, and
 * begins with io_fallback_ring_exit_begin().
 *
 * Context: Kernel thread. Sleeps.
 */
void ring_turn(void *ring);

/**
 * ring_end - io_fallback_ring_exit_end(), io_fallback_exit(), the ring is freed
 *
 * Whatever is on its list stays there.
 *
 * Context: Kernel thread. Sleeps.
 */
void ring_end(void *ring);

/**
 * ring_may_be_gone - note it if fallback.c accesses this ring from now on
 *
 * For an interrupt that has run the last request. With NULL it is there again.
 *
 * Context: Any.
 */
void ring_may_be_gone(const struct io_ring_ctx *ctx);

/** ring_drain - io_run_ctx_fallback(), as a function that inject.h can call */
void ring_drain(void *ring);

/**
 * item_new - a request that has not been pushed yet
 * @act: what its callback does; one of those below, or NULL
 *
 * Context: Task. Sleeps. At most ITEMS_MAX at a time.
 * Return: the item.
 */
struct item *item_new(struct io_ring_ctx *ctx, void (*act)(struct item *it));

/* So many items can be there at once. */
#define ITEMS_MAX	64

/* What ->next and ->func of a new item are: they have never been set. */
#define ITEM_NOT_LINKED	((void *)0x5a5a5a5a5a5a5a5aUL)

/**
 * item_push - io_req_task_work_add_fallback(), as inject.h can call it
 *
 * Context: Any.
 */
void item_push(void *item);

/**
 * item_push_next - push the youngest item that was never pushed
 *
 * For interrupts that come again and again, each with an item of its own.
 *
 * Context: Any.
 */
void item_push_next(void *unused);

/** item_free - an act: the request's memory is given back */
void item_free(struct item *it);

/** item_scribbles - an act: the callback_head is used for something else */
void item_scribbles(struct item *it);

/** item_pushes_again - an act: pushed again @again times, and then it goes */
void item_pushes_again(struct item *it);

/** item_sleeps - an act: sleeps for a while, and then goes */
void item_sleeps(struct item *it);

/** item_callback - what the tests push with */
void item_callback(struct callback_head *cb);

/** item_of - the item whose callback_head this is, or NULL */
struct item *item_of(const struct callback_head *cb);

/** items_count - how many were made since the last items_restart()? */
unsigned int items_count(void);

/** item_nr - one of these, from 0 on, or NULL */
struct item *item_nr(unsigned int nr);

/** items_lost - how many items ran less often than they were pushed? */
unsigned int items_lost(void);

/** items_twice - how many items ran more often than they were pushed? */
unsigned int items_twice(void);

/** items_ran_since - how many others began to run after an item was pushed? */
unsigned int items_ran_since(const struct item *it);

/** items_accessed - note it if fallback.c accesses what is gone */
void items_accessed(unsigned long ip, unsigned long addr, size_t size,
		    bool write);

/**
 * expect - fail the test, with words for a student, unless something holds
 * @ok: does it hold?
 * @expected: what should be; at most some 100 characters
 * @fmt: what was seen instead, as for printk()
 *
 * Only the first failure of a test says something: those behind it follow from
 * it, and a test's log has little room (512 bytes in 6.1).
 *
 * Return: @ok.
 */
bool expect(struct kunit *test, bool ok, const char *expected,
	    const char *read, const char *fmt, ...) __printf(5, 6);

/** expect_untouched - fallback.c must not have accessed what was gone */
bool expect_untouched(struct kunit *test);

/**
 * expect_irqs_kept - push must leave interrupts as they are
 * @a: is pushed with a spinlock held and interrupts disabled, as by a driver
 * @b: is pushed with interrupts enabled
 *
 * Context: Task, interrupts enabled.
 * Return: true if it did, both times. Interrupts are enabled in any case.
 */
bool expect_irqs_kept(struct kunit *test, struct item *a, struct item *b,
		      const char *read);

/**
 * expect_all_ran - each item that was pushed ran, and once for each push
 *
 * And in a context where it may sleep, and nobody touched it afterwards.
 */
bool expect_all_ran(struct kunit *test);

#endif /* KUNIT_ITEM_H */
