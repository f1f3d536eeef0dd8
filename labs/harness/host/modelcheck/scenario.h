/* SPDX-License-Identifier: GPL-2.0 */
/*
 * scenario.h - a small story whose every interleaving is tried
 *
 * A scenario is a C file in labs/NN-name/model/.  It has a ring, a few
 * requests, and threads that push and drain them.  It says what must hold in
 * the end; what must hold at each step (nobody accesses what was freed, no data
 * race, no deadlock, every thread ends) the checker looks after.
 */
#ifndef MC_SCENARIO_H
#define MC_SCENARIO_H

#include <stddef.h>

/* So many threads at most, interrupts included. */
#define SCENARIO_THREADS	7

/**
 * struct scenario_thread - who does something
 * @name: for reports
 * @fn: what it does
 * @arg: passed to @fn
 * @interrupts: the name of a thread above it in the list: this one is an
 *	interrupt on that thread's CPU. It comes once, at any time, and that
 *	thread stands still until it is over. NULL for a task.
 */
struct scenario_thread {
	const char *name;
	void (*fn)(void *arg);
	void *arg;
	const char *interrupts;
};

/**
 * struct scenario - the story
 * @name: what "make modelcheck" calls it
 * @claim: what holds in every interleaving, as a sentence
 * @init: called before each run; everything is to be as in the beginning
 * @threads: who; the last has no name
 * @check: called after each run; calls scenario_fail() if something is wrong
 */
struct scenario {
	const char *name;
	const char *claim;
	void (*init)(void);
	struct scenario_thread threads[SCENARIO_THREADS + 1];
	void (*check)(void);
};

/** SCENARIO - define one; the checker finds it by itself */
#define SCENARIO(id)							\
	static const struct scenario id;				\
	static const struct scenario *const id##_listed			\
	__attribute__((used, section("scenarios"))) = &id;		\
	static const struct scenario id

/**
 * scenario_fail() - something does not hold at the end of a run
 * @fmt: what was seen, as for printf()
 */
void scenario_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** scenario_object() - give a piece of memory a name, for reports */
void scenario_object(const char *name, void *addr, size_t size);

/**
 * scenario_lock() - take every lock that the student's file may have
 *
 * For a part of a scenario that stands for code which the student has yet to
 * write, and which would take the same locks. Code without locks is not
 * hindered by it.
 */
void scenario_lock(void);

/** scenario_unlock() - give them back */
void scenario_unlock(void);

/**
 * scenario_settle() - for ->check: work items that are still queued run now
 *
 * Somewhere a kworker would do so.
 */
void scenario_settle(void);

/**
 * scenario_free() - an object is given back: nobody may access it from now on
 *
 * A step of the thread that calls it.
 */
void scenario_free(void *addr, size_t size);

#endif
