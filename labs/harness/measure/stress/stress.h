/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stress.h - rings, events, and what a child is to do with them
 *
 * The parent makes all of it and decides everything, by throwing dice; a child
 * gets a script, and does what is in it.  So a run can be had again.
 */
#ifndef STRESS_STRESS_H
#define STRESS_STRESS_H

#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "ledger.h"

#define MAX_RINGS	64	/* at a time */
#define MAX_EVENTS	128	/* at a time */
#define MAX_CHILDREN	64	/* at a time */
#define MAX_BATCHES	3	/* of one child */
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

/**
 * struct ring - a ring, until it is known to be freed
 * @number: from 1; 0 if the slot is free
 * @kind: who may submit
 * @entries: its size
 * @flags: IORING_SETUP_...
 * @uring: liburing's part, which each process has a copy of
 * @mapped: has the parent @uring, and can read CQEs?
 * @open: has the parent a descriptor?
 * @dups: more descriptors of the parent's, or -1
 * @witness: hangs up when the kernel frees the ring, see ring_witness()
 * @registers: the other end of @witness, for a RING_OWN to register; or -1
 * @closed: has the parent let go of it, or its only child ended?
 * @holders: the newest child that may have a descriptor of it nevertheless
 * @since: since when it should be gone, by clock_ms(); 0 not yet
 * @how: how it was closed, for messages
 */
struct ring {
	uint32_t number;
	enum ring_kind kind;
	unsigned int entries;
	unsigned int flags;
	struct io_uring uring;
	bool mapped;
	bool open;
	int dups[MAX_DUPS];
	int witness;
	int registers;
	bool closed;
	uint32_t holders;
	uint64_t since;
	const char *how;
};

/**
 * struct event - what requests of one batch wait for
 * @used: is the slot in use?
 * @theirs: the end that they wait on, or a timerfd; -1 when the parent has
 *	let go of it
 * @ours: the end to write to, or -1
 * @first: number of the first request
 * @count: how many there are
 * @fires: how often it has been fired
 * @pins: children that are still to fire it
 * @holders: the newest child that may have @theirs nevertheless
 * @since: since when @ours should have hung up, by clock_ms(); 0 not yet
 */
struct event {
	bool used;
	int theirs;
	int ours;
	uint64_t first;
	unsigned int count;
	unsigned int fires;
	unsigned int pins;
	uint32_t holders;
	uint64_t since;
};

/**
 * struct batch - requests to submit together
 * @kind: of each
 * @first: number of the first; a CHAIN or LIMITED has two, one behind the other
 * @count: how many requests, those behind a link not counted
 * @event: index of what they wait for, or -1
 * @gap_ms: sleep so long before
 * @delay_ms: when a TIMEOUT, LIMIT or TIMER expires
 * @async: with IOSQE_ASYNC: io-wq starts them
 */
struct batch {
	enum kind kind;
	uint64_t first;
	unsigned int count;
	int event;
	unsigned int gap_ms;
	unsigned int delay_ms;
	bool async;
};

/** enum ending - how a child ends */
enum ending {
	ENDS_AT_ONCE,	/* by itself, when it has submitted */
	ENDS_LATER,	/* by itself, after a while */
	ENDS_KILLED,	/* by SIGKILL, at any moment */
	ENDS_IN_EXEC,	/* as this program: it becomes another */
	ENDINGS,	/* how many endings there are */
};

/**
 * struct script - what a child is to do
 * @number: of the child
 * @ring: index of its ring, or -1
 * @ring_number: the number of that ring: the index may be another's when this
 *	one is gone
 * @batches: what it submits
 * @n_batches: how many of them
 * @fires: indices of events that it fires
 * @n_fires: how many of them
 * @shares_files: it has no descriptors of its own, but those of the parent:
 *	nothing is closed when it ends
 * @tidies: it first closes what is not its business: rings, too
 * @steals: descriptor of the parent's that it duplicates for itself, or -1
 * @leaves: it closes its ring when it has submitted
 * @waits: it waits for completions, not for time
 * @stays_ms: so long before it ends
 * @ending: how
 */
struct script {
	uint32_t number;
	int ring;
	uint32_t ring_number;
	struct batch batches[MAX_BATCHES];
	unsigned int n_batches;
	int fires[MAX_BATCHES];
	unsigned int n_fires;
	bool shares_files;
	bool tidies;
	int steals;
	bool leaves;
	bool waits;
	unsigned int stays_ms;
	enum ending ending;
};

/**
 * struct said - what a child lets the parent know, in shared memory
 * @busy: it is submitting: not the moment to kill it
 * @done: it has submitted all; one that shares the parent's descriptors does
 *	not need its ring any more
 * @let_go: has it closed the event's end of each batch? For one that shares the
 *	parent's descriptors.
 * @error: what went wrong, if anything did
 */
struct said {
	bool busy;
	bool done;
	bool let_go[MAX_BATCHES];
	char error[120];
};

/* All rings; those with number 0 are free slots. */
extern struct ring rings[MAX_RINGS];

/* All events; those not used are free slots. */
extern struct event events[MAX_EVENTS];

/**
 * batch_submit - hand requests over
 * @ring: to this ring
 * @b: which
 * @said: gets @said->error; @said->busy is set meanwhile
 *
 * Return: true if all were handed over.
 */
bool batch_submit(struct ring *ring, const struct batch *b, struct said *said);

/**
 * event_fire - what requests wait for happens
 * @e: the event, which has an end of ours
 *
 * Writes for each request as much as a read asks for.
 */
void event_fire(struct event *e);

/**
 * child_run - what a child does, from its first to its last moment
 * @script: what that is
 * @said: for the parent
 * @parent: its process
 */
void child_run(const struct script *script, struct said *said, pid_t parent)
	__attribute__((noreturn));

#endif /* STRESS_STRESS_H */
