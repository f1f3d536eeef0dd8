/* SPDX-License-Identifier: GPL-2.0 */
/*
 * child.h - what a child is to do with rings and events
 *
 * The parent decides everything, by throwing dice; a child gets a script, and
 * does what is in it.  So a run can be repeated.
 */
#ifndef STRESS_CHILD_H
#define STRESS_CHILD_H

#include <sys/types.h>

#include "rings.h"

#define MAX_BATCHES	3	/* of one child */

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

/** batch_submit - hand requests over; false if @said->error says why not */
bool batch_submit(struct ring *ring, const struct batch *b, struct said *said);

/**
 * event_fire - what requests wait for happens
 *
 * Writes for each request as much as a read asks for.
 */
void event_fire(struct event *e);

/** child_run - what a child does, from its first to its last moment */
void child_run(const struct script *script, struct said *said, pid_t parent)
	__attribute__((noreturn));

#endif /* STRESS_CHILD_H */
