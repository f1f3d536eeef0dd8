/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rings.h - rings, and the events that requests wait for
 *
 * The parent makes all of them; its children have copies, or share them.
 */
#ifndef STRESS_RINGS_H
#define STRESS_RINGS_H

#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>

#include "ledger.h"

#define MAX_RINGS	64	/* at a time */
#define MAX_EVENTS	128	/* at a time */
#define MAX_DUPS	3	/* duplicates of a ring's descriptor */

/** enum ring_kind - who may submit to a ring */
enum ring_kind {
	RING_SHARED,	/* everybody who has it */
	RING_SINGLE,	/* the child that enables it: SINGLE_ISSUER and
			 * DEFER_TASKRUN, made by the parent */
	RING_OWN,	/* the child that makes it; the parent has no
			 * descriptor of it */
	RING_KINDS,	/* how many kinds there are */
};

/** struct ring - a ring, until it is known to be freed */
struct ring {
	uint32_t number;	/* from 1; 0 if the slot is free */
	enum ring_kind kind;	/* who may submit */
	unsigned int entries;	/* its size */
	unsigned int flags;	/* IORING_SETUP_... */
	struct io_uring uring;	/* liburing's part, which each process has a
				 * copy of */
	bool mapped;		/* has the parent mapped it, to read CQEs? */
	bool open;		/* has the parent a descriptor? */
	int dups[MAX_DUPS];	/* more descriptors of the parent's, or -1 */
	int witness;		/* hangs up when the kernel frees the ring, see
				 * ring_witness() */
	int registers;		/* the other end of that, for a RING_OWN to
				 * register; or -1 */
	bool closed;		/* has the parent let go of it, or its only
				 * child ended? */
	uint32_t holders;	/* the newest child that may have a descriptor
				 * of it nevertheless */
	uint64_t since;		/* since when it should be gone, by clock_ms();
				 * 0 not yet */
	const char *how;	/* how it was closed, for messages */
};

/** struct event - what requests of one batch wait for */
struct event {
	bool used;		/* is the slot in use? */
	int theirs;		/* the end that they wait on, or a timerfd; -1
				 * when the parent has let go of it */
	int ours;		/* the end to write to, or -1 */
	uint64_t first;		/* number of the first request */
	unsigned int count;	/* how many there are */
	unsigned int fires;	/* how often it has been fired */
	unsigned int pins;	/* children that are still to fire it */
	uint32_t holders;	/* the newest child that may have the other
				 * end nevertheless */
	uint64_t since;		/* since when our end should have hung up, by
				 * clock_ms(); 0 not yet */
};

/* All rings; those with number 0 are free slots. */
extern struct ring rings[MAX_RINGS];

/* All events; those not used are free slots. */
extern struct event events[MAX_EVENTS];

/* The number of the last child that was started; it may hold what there is. */
extern uint32_t newest_child;

/** ring_find - a ring by its number, 0 for a free slot; or NULL */
struct ring *ring_find(uint32_t number);

/**
 * ring_make - make a ring, or what a child needs to make it
 *
 * Return: the ring, or NULL if there are too many.
 */
struct ring *ring_make(enum ring_kind kind, unsigned int entries,
		       unsigned int flags);

/** ring_toggle - open duplicate @n of a ring's descriptor, or close it */
void ring_toggle(struct ring *ring, unsigned int n);

/** ring_flush - close a duplicate: a close() flushes */
void ring_flush(struct ring *ring);

/** ring_reap - take all completions of a ring, and judge them */
void ring_reap(struct ring *ring);

/** ring_close_descriptors - leave nothing of a ring but its mapped memory */
void ring_close_descriptors(struct ring *ring);

/** ring_close - let go of a ring */
void ring_close(struct ring *ring);

/** ring_ended - the child is gone that had made a RING_OWN */
void ring_ended(struct ring *ring);

/**
 * event_make - make what requests can wait for
 *
 * Return: its index, or -1 if there are too many.
 */
int event_make(enum kind kind);

/**
 * event_let_go - the parent has no descriptor of @e->theirs any more
 *
 * It is closed here, unless a child has closed it.
 */
void event_let_go(struct event *e, bool close_it);

/**
 * rings_look - see what is gone, and judge what is not
 *
 * What only children up to @newest_child may hold must be gone once the oldest
 * that lives is a later one.
 */
void rings_look(uint32_t oldest_child);

/** rings_left - how many rings and events are not gone */
unsigned int rings_left(void);

#endif /* STRESS_RINGS_H */
