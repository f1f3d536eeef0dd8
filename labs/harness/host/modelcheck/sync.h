/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sync.h - counts that threads wait for: under the checker, and on real threads
 *
 * What sleeps and is woken up is made of it: completions, wait queues, work
 * items (sync.c).  Both the checker (kernel.c) and threads/world.c have the two
 * functions below.
 */
#ifndef MC_SYNC_H
#define MC_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct sync - what a thread is about to do with a count */
struct sync {
	uint32_t *count;	/* which one */
	size_t size;	/* how many bytes it concerns, from there on; 0 for the
			 * count alone */
	uint32_t need;	/* it waits until the count is that large */
	bool changes;	/* it changes something there */
	bool acquire;	/* it sees what others did before they released */
	bool release;	/* who acquires later sees what it did before */
	bool full;	/* a full barrier */
	bool idle;	/* a thread that waits here forever is merely idle */
	const char *what;	/* in words */
	uintptr_t ip;	/* the return address into the student's code */
};

/**
 * sync_begin() - wait until it may be done
 *
 * Nobody else gets at any count until sync_end().
 *
 * Return: false where nobody else can run, and it will never be possible.
 */
bool sync_begin(const struct sync *s);

/** sync_end() - it is done */
void sync_end(void);

/** sync_stack() - the thread on whose stack this is, or -1 */
int sync_stack(const void *p);

/** sync_alone() - can no other thread run? As in a scenario's ->check */
bool sync_alone(void);

/* So many work items can be in use in a run, each with a thread. */
#define WORKERS		4

/** works_begin() - a run begins: no work is queued */
void works_begin(void);

/** works_settle() - all that is queued runs, to its end */
void works_settle(void);

/** worker() - runs one of the work items, whenever it is queued; never ends */
void worker(void *number);

/**
 * works_exceeded() - there were more work items than that
 *
 * The run cannot be made; that is nobody's fault.
 */
void works_exceeded(void);

#endif
