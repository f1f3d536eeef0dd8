/* SPDX-License-Identifier: GPL-2.0 */
/*
 * orphan.h - make orphans, and find out what became of them
 *
 * An orphan is a request that completes when the task that submitted it is
 * gone.  Its completion cannot be task_work of that task any more, so it goes
 * to fallback.c.  To make one:
 *
 *	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 7 };
 *
 *	orphan_arm(&ring, &o);		a child submits it, and is gone
 *	orphan_fire(&o);		what it waits for happens: push
 *	orphan_wait(&ring, &o, 5000, &seen);	its CQE
 *
 * There are several kinds, because they come to fallback.c by different ways:
 *
 *	kind		waits for		pushed from	its CQE says
 *	----------------------------------------------------------------
 *	ORPHAN_POLL	data in a pipe		write()		-ECANCELED
 *	ORPHAN_READ	data in a pipe		write()		-ECANCELED
 *	ORPHAN_RECV	data in a unix socket	write()		-ECANCELED
 *	ORPHAN_TIMEOUT	a time			a hard		-ETIME
 *						interrupt
 *	ORPHAN_LINK	data in a pipe, and	write(), and	-ECANCELED
 *			then a NOP		a callback	twice
 *
 * Why a timeout says -ETIME: poll, read and recv have work left to do when they
 * are woken.  They ask io_should_terminate_tw() whether there is still somebody
 * to do it for, and give up.  A timeout has none: io_timeout_fn(), in the
 * interrupt, knows the result already, and its task_work only delivers it
 * (io_uring/timeout.c: io_timeout_complete() in 6.12, io_req_task_complete() in
 * 6.1).
 *
 * ORPHAN_LINK is a POLL_ADD with IOSQE_IO_LINK and a NOP behind it.  When the
 * poll is canceled, the NOP is, too; and since it belongs to the same dead
 * task, it is pushed by the very callback that cancels the poll
 * (io_fail_links() in io_uring/timeout.c).
 *
 * How to see that an orphan has run when there is no ring any more to look
 * into: a request holds its file.  With our own descriptor of it closed
 * (orphan_let_go()), the request is the last to hold it, and when it has run,
 * the other end hangs up (expect_ring_gone()).  And how to see that a ring has
 * been freed: it holds the files that are registered with it (ring_witness()).
 *
 * What cannot be set up fails the running test and ends the program, see
 * setup.h.
 */
#ifndef GUEST_ORPHAN_H
#define GUEST_ORPHAN_H

#include <liburing.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "setup.h"

/** enum orphan_kind - what an orphan waits for, see the table above */
enum orphan_kind {
	ORPHAN_POLL,
	ORPHAN_READ,
	ORPHAN_RECV,
	ORPHAN_TIMEOUT,
	ORPHAN_LINK,
	ORPHAN_KINDS,
};

/* What fires writes; a request that is carried out would find it. */
#define ORPHAN_DATA	"hello"

/**
 * RING_GONE_MS - how long a ring may take to go, in milliseconds
 *
 * The exit work drains in its first turn, at once; dropping the last reference
 * and the files takes one to three ticks of 10 ms. A turn comes every five to
 * six ticks, so this allows for three turns that were not needed.
 */
#define RING_GONE_MS	200

/* In the user_data of the NOP behind an ORPHAN_LINK. */
#define ORPHAN_NOP	(1ULL << 32)

/** struct orphan - requests of one kind, and what they wait for */
struct orphan {
	enum orphan_kind kind;	/* what they are; set it before orphan_arm(),
				 * like count and user_data */
	unsigned int count;	/* how many; all wait for the same event */
	uint64_t user_data;	/* of the first; that of the next is one more,
				 * and so on. The NOP of an ORPHAN_LINK has
				 * ORPHAN_NOP in addition */

	int theirs;		/* the end of the pipe or socket that the
				 * requests wait on, or -1 */
	int ours;		/* the other end, or -1 */
	uint64_t expires;	/* for ORPHAN_TIMEOUT: its clock_ms() */
	char buf[16];	/* where ORPHAN_READ and ORPHAN_RECV were told to put
			 * the data: at this address in the child's memory. In
			 * ours it is never written, unless a request is carried
			 * out in our name */
};

/** struct orphan_seen - which completions came */
struct orphan_seen {
	unsigned int cqes;	/* how many, of any kind */
	unsigned int right;	/* how many of those were expected and had the
				 * right result */
	unsigned int wrong;	/* how many were expected and had another
				 * result */
	unsigned int strange;	/* how many nobody had submitted */
	unsigned int twice;	/* how many came once more */
	int res;	/* the result of the first that was wrong */
	uint64_t ms;	/* when the last came, in milliseconds from the call */
};

/** orphan_ring - make a ring with room for twice @entries CQEs, or fail */
void orphan_ring(struct io_uring *ring, unsigned int entries);

/** ring_dup - a duplicate of a ring's descriptor, for close() */
int ring_dup(const struct io_uring *ring);

/** orphan_name - a word for the name of a test, such as "poll" */
const char *orphan_name(enum orphan_kind kind);

/** orphan_result - what the CQEs of a kind must say, see the table above */
int orphan_result(enum orphan_kind kind);

/** orphan_cqes - how many CQEs there will be: @o->count, or twice that */
unsigned int orphan_cqes(const struct orphan *o);

/**
 * orphan_arm - a child submits requests through a ring, and is gone
 * @o: which ones; gets @o->theirs and @o->ours
 *
 * When it returns, the child has been waited for. The caller must not have SQEs
 * in @ring that are not submitted yet.
 */
void orphan_arm(struct io_uring *ring, struct orphan *o);

/**
 * ring_submit_and_die - orphan_arm(), for requests of any sort
 * @submit: called in the child, to submit; returns whether it could
 */
void ring_submit_and_die(struct io_uring *ring,
			 bool (*submit)(struct io_uring *ring, void *arg),
			 void *arg);

/**
 * orphan_arm_stopped - a child submits requests, and stops
 * @ring: through this ring; the child then leaves it, so that it does not keep
 *	it open
 *
 * No orphans yet: the child is alive, but does not run its task_work. It stops
 * by SIGSTOP, before the call returns, and is the caller's to kill.
 *
 * Return: the child.
 */
pid_t orphan_arm_stopped(struct io_uring *ring, struct orphan *o);

/**
 * orphan_fire - what the requests wait for happens
 *
 * Writes ORPHAN_DATA, or sleeps until the timeout has expired. When it returns,
 * the requests have been pushed.
 */
void orphan_fire(const struct orphan *o);

/** orphan_push - orphan_ring(), orphan_arm() and orphan_fire() */
void orphan_push(struct io_uring *ring, unsigned int entries, struct orphan *o);

/** orphan_end - orphan_done(), and an end of their ring */
void orphan_end(struct io_uring *ring, struct orphan *o);

/**
 * orphan_wait - wait for the completions
 * @limit_ms: how long to wait for all of them
 * @seen: gets what came, until all were there or the time was up
 *
 * Waits with io_uring_enter(), and asks nobody to drain. All CQEs are taken
 * from the ring, also those that are not @o's.
 *
 * Return: true if each completion came, with the right result, and no other.
 */
bool orphan_wait(struct io_uring *ring, const struct orphan *o,
		 unsigned int limit_ms, struct orphan_seen *seen);

/** orphan_describe - what came, in words; the next call writes over it */
const char *orphan_describe(const struct orphan *o,
			    const struct orphan_seen *seen);

/**
 * ring_take - a kworker takes the ring's list, and runs what is on it
 *
 * What the callbacks push is on the list afterwards, for the next call. The
 * file for it is in the kernel of labs with lab_kernel="drain-files".
 */
void ring_take(const struct io_uring *ring);

/** ring_drain - the same with io_run_ctx_fallback() */
void ring_drain(const struct io_uring *ring);

/** orphan_let_go - from now on the requests are the last to hold their file */
void orphan_let_go(struct orphan *o);

/** orphan_done - close what is still open */
void orphan_done(struct orphan *o);

/**
 * ring_witness - get to know of the end of a ring without registered files
 *
 * Return: a descriptor that hangs up when the kernel frees the ring, and not
 * before; one tick later, to be exact.
 */
int ring_witness(struct io_uring *ring);

/**
 * expect_ring_gone - the ring must go, and what its orphans held be let go of
 * @witness: from ring_witness()
 * @o: orphans of this ring, see orphan_let_go(); or NULL
 *
 * Waits for patience_ms(RING_GONE_MS), and is an expect().
 */
bool expect_ring_gone(int witness, const struct orphan *o, const char *read);

/** hung_up - after how many milliseconds has @fd's other end gone? -1: never */
int hung_up(int fd, unsigned int limit_ms);

#endif /* GUEST_ORPHAN_H */
