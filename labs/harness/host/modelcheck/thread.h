/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - threads that run one step at a time, when they are told to
 *
 * Each is a coroutine of this process: a stack of its own, and nothing runs
 * unless somebody has called thread_step().  There are no host threads, so
 * every run with the same choices is the same run.
 */
#ifndef MC_THREAD_H
#define MC_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "op.h"

/* So many may have a stack. No scenario has as many: SCENARIO_THREADS. */
#define THREADS_MAX	16

/** struct thread - one of them */
struct thread {
	const char *name;	/* for reports */
	void (*fn)(void *arg);	/* what it runs */
	void *arg;	/* passed to fn */
	int interrupts;	/* the thread whose CPU it interrupts; -1 for a task */
	struct op next;	/* what it is about to do; valid unless ended */
	bool ended;	/* fn has returned */
	bool irqs_off;	/* it has disabled interrupts */
	int atomic;	/* how often it has entered where nobody may sleep */
};

/**
 * thread_begin() - run a thread up to its first step
 *
 * Whatever it was doing before is forgotten.
 */
void thread_begin(int id);

/**
 * thread_step() - let a thread do what it is about to do
 *
 * It runs on to the step after that, and stops in front of it.
 */
void thread_step(int id);

/**
 * thread_alone() - run a function to its end, without steps
 * @fn: the function; it may call thread_abandon(), as a thread may
 *
 * For what happens before the first step and after the last one.
 */
void thread_alone(void (*fn)(void));

/**
 * thread_announce() - called in a thread: "I am about to do this"
 *
 * Returns when thread_step() says so. Outside of any thread, at once.
 */
void thread_announce(const struct op *op);

/**
 * thread_abandon() - called in a thread: it can go no further
 *
 * Back in thread_step(), which returns with the thread @ended. Does nothing
 * outside of threads.
 */
void thread_abandon(void);

/**
 * thread_current() - which thread is running; -1 for none
 *
 * Return: its place in threads[]; -1 in thread_alone() as well, so that what
 * a scenario does there is no step.
 */
int thread_current(void);

/**
 * thread_on_stack() - is this on a stack, so nobody's but its thread's?
 *
 * Return: true for each of the stacks, and for the gaps below them, where
 * nothing may be touched.
 */
bool thread_on_stack(uintptr_t addr);

/** thread_stack() - the thread whose stack this is, or -1 */
int thread_stack(uintptr_t addr);

/**
 * thread_overflowed() - is this just below a stack?
 *
 * Return: the thread, or -1.
 */
int thread_overflowed(uintptr_t addr);

/**
 * thread_any() - is anything of a scenario running, steps or not?
 *
 * Return: true in a thread and in thread_alone(). What goes wrong there is the
 * student's, or the scenario's; elsewhere it is the checker's own.
 */
bool thread_any(void);

/** thread_cpu() - the thread on its CPU that is no interrupt */
int thread_cpu(int id);

/** thread_same_cpu() - are both threads, and on one CPU? */
bool thread_same_cpu(int a, int b);

/* Those of the scenario. Behind all of them thread_alone() has its place. */
extern struct thread threads[];

/* How many of them the scenario has. */
extern int nr_threads;

#endif
