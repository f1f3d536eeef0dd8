/* SPDX-License-Identifier: GPL-2.0 */
/*
 * meanwhile.h - what goes on while a call is made, and must not hold it up
 *
 *	works_sleep();
 *	call_begin(&call, ring_end, ctx);
 *	back = call_returns(&call);
 *	works_end();
 *	expect(test, back, ...);
 *
 * A call that waits for what it must not wait for would wait for the test, and
 * the test for it.  So a task of its own makes the call, and has a few seconds.
 */
#ifndef KUNIT_MEANWHILE_H
#define KUNIT_MEANWHILE_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/types.h>

struct item;

#ifndef KUNIT_CASE_SLOW
/* A test that takes longer than a second. To 6.1 they are all the same. */
#define KUNIT_CASE_SLOW KUNIT_CASE
#endif

/* How long a call may take that has nothing to wait for. */
#define CALL_S		5

/** struct call - a call in a kernel thread of its own */
struct call {
	void (*fn)(void *arg);	/* what is called */
	void *arg;		/* and with what */
	struct completion returned;	/* when it has returned */
};

/** call_begin - call a function in another task. Sleeps */
void call_begin(struct call *call, void (*fn)(void *arg), void *arg);

/** call_begin_in_user - the same in a task that is no kernel thread */
void call_begin_in_user(struct call *call, void (*fn)(void *arg), void *arg);

/** call_returns - wait for its return. False if it took more than CALL_S */
bool call_returns(struct call *call);

/**
 * works_sleep - a work that is not the ring's sleeps in each system workqueue
 *
 * Context: Task. Sleeps until all of them do. Pairs with works_end().
 */
void works_sleep(void);

/** works_end - these works return, and have returned */
void works_end(void);

/**
 * slow_ms - how long something slow takes, in milliseconds
 *
 * In virtual time 20 seconds: more than anybody who waits for a time would
 * wait, and less than the 30 after which the kernel reports a hung task, such
 * as the one that waits for the end of a KUnit test. In real time it is short.
 */
unsigned int slow_ms(void);

/**
 * patience - how often to look for what should come soon
 * @steps: how often in virtual time, where nothing else takes any
 *
 * Return: @steps; in real time many more. The machine may be busy, and that
 * must not fail a test.
 */
unsigned int patience(unsigned int steps);

/** gate_close - from now on, item_waits() waits */
void gate_close(void);

/** gate_open - those that wait go on, and nobody waits any more */
void gate_open(void);

/** gate_reached - wait until an item waits there. False if none does in time */
bool gate_reached(unsigned int ms);

/** item_waits - an act: waits for gate_open(), and then goes */
void item_waits(struct item *it);

#endif /* KUNIT_MEANWHILE_H */
