/* SPDX-License-Identifier: GPL-2.0 */
/*
 * item.h - a ring and some requests, for scenarios
 *
 * The same words as in the KUnit tests, see labs/harness/kernel/kunit/item.h:
 * an item is a request and what is known about it.
 */
#ifndef MC_ITEM_H
#define MC_ITEM_H

#include "fallback.h"
#include "scenario.h"

/** struct model_item - a request, and what is known about it */
struct model_item {
	struct io_kiocb req;	/* the request */
	unsigned int again;	/* how often its callback pushes it again before
				 * it is freed */
	unsigned int pushes;	/* how often it was pushed */
	unsigned int pushed;	/* and how often push has returned */
	unsigned int runs;	/* how often its callback ran */
	u32 ran;	/* the same, for who looks in the middle of a run */
};

extern struct io_ring_ctx ring;
extern struct model_item a, b, c, d;

/** items_init() - an empty ring; no item was pushed yet. A scenario's ->init */
void items_init(void);

/** item_push() - push an item */
void item_push(void *item);

/** ring_drain() - io_run_ctx_fallback() of a ring */
void ring_drain(void *ctx);

/**
 * ring_turn() - a turn of a ring's exit work, with all that it calls of a
 * fallback.c; before the first, io_fallback_ring_exit_begin()
 */
void ring_turn(void *ctx);

/** items_are_looked_at() - for ->init, with ring_close() or ring_goes() */
void items_are_looked_at(void);

/**
 * ring_close() - io_fallback_flush() of a ring, by a task of a user
 *
 * No callback may run in that task; and when it returns, those that were pushed
 * before it was called must have run.
 */
void ring_close(void *ctx);

/**
 * ring_goes() - a turn of a ring's exit; and if all requests have run then, its
 * end: io_fallback_ring_exit_end(), io_fallback_exit(), and its memory is freed
 *
 * For a scenario whose ->init calls items_are_looked_at() and whose ->check is
 * items_ran_at_exit().
 */
void ring_goes(void *ctx);

/** item_callback() - what items are pushed with: its request is freed */
void item_callback(struct callback_head *cb);

/**
 * items_ran_once() - each push ran once, the last drain included
 *
 * A scenario's ->check: drains once more, as somebody will some day.
 */
void items_ran_once(void);

/**
 * items_ran_at_exit() - each push ran once, the ring's exit included
 *
 * A scenario's ->check: makes a turn of the exit more, as there is one after
 * each push, and has the ring freed.
 */
void items_ran_at_exit(void);

/**
 * items_ran() - each push ran once, by now
 *
 * A scenario's ->check, where nothing may be left to a later drain.
 */
void items_ran(void);

#endif
