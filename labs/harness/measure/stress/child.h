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

/** struct batch - requests to submit together */
struct batch {
	enum kind kind;		/* of each */
	uint64_t first;		/* number of the first; a CHAIN or LIMITED has
				 * two, one behind the other */
	unsigned int count;	/* how many requests, those behind a link not
				 * counted */
	int event;		/* index of what they wait for, or -1 */
	unsigned int gap_ms;	/* sleep so long before */
	unsigned int delay_ms;	/* when a TIMEOUT, LIMIT or TIMER expires */
	bool async;		/* with IOSQE_ASYNC: io-wq starts them */
};

/** enum ending - how a child ends */
enum ending {
	ENDS_AT_ONCE,	/* by itself, when it has submitted */
	ENDS_LATER,	/* by itself, after a while */
	ENDS_KILLED,	/* by SIGKILL, at any moment */
	ENDS_IN_EXEC,	/* as this program: it becomes another */
	ENDINGS,	/* how many endings there are */
};

/** struct script - what a child is to do */
struct script {
	uint32_t number;	/* of the child */
	int ring;		/* index of its ring, or -1 */
	uint32_t ring_number;	/* the number of that ring: the index may be
				 * another's when this one is gone */
	struct batch batches[MAX_BATCHES];	/* what it submits */
	unsigned int n_batches;	/* how many of them */
	int fires[MAX_BATCHES];	/* indices of events that it fires */
	unsigned int n_fires;	/* how many of them */
	bool shares_files;	/* it has no descriptors of its own, but
				 * those of the parent: nothing is closed
				 * when it ends */
	bool tidies;		/* it first closes what is not its business:
				 * rings, too */
	int steals;		/* descriptor of the parent's that it duplicates
				 * for itself, or -1 */
	bool leaves;		/* it closes its ring when it has submitted */
	bool waits;		/* it waits for completions, not for time */
	unsigned int stays_ms;	/* so long before it ends */
	enum ending ending;	/* how */
};

/** struct said - what a child lets the parent know, in shared memory */
struct said {
	bool busy;	/* it is submitting: not the moment to kill it */
	bool done;	/* it has submitted all; one that shares the parent's
			 * descriptors does not need its ring any more */
	bool let_go[MAX_BATCHES];	/* has it closed the event's end of each
					 * batch? For one that shares the
					 * parent's descriptors. */
	char error[120];	/* what went wrong, if anything did */
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
