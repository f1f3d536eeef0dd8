/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ledger.h - every request, and what became of it
 *
 * A request is planned by the parent, handed over to a ring by a child (or by
 * the parent itself), and then has one of three ends:
 *
 *	planned --> handed over --> completed	its CQE came, with a result
 *	   |			--> cancelled	its CQE came, with -ECANCELED
 *	   |			--> released	its ring went away before we
 *	   |					had its CQE, and it let go of
 *	   v					what it held
 *	dropped: the child died before it came to it
 *
 * Two sides are counted by different means, and must agree: what was handed
 * over, by what io_uring_submit() returned in the children; and what came to an
 * end, one by one.  The user_data of a request is its number.
 *
 * The ledger is in memory that all processes share.
 */
#ifndef STRESS_LEDGER_H
#define STRESS_LEDGER_H

#include <liburing.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many requests can be open at once, as can all that were planned since. */
#define LEDGER_SIZE	16384

/** enum kind - what a request does */
enum kind {
	POLL,		/* polls a pipe */
	MULTISHOT,	/* polls a pipe, again and again */
	TIMER,		/* polls a timerfd: a hard interrupt wakes it */
	RING_POLL,	/* polls the ring itself: its submitter takes it along,
			 * because the request keeps the ring open */
	READ,		/* reads from a pipe */
	RECV,		/* receives from a socket */
	CHAIN,		/* polls a pipe, and a NOP is linked to it */
	NOP,		/* the NOP behind a CHAIN */
	LIMITED,	/* polls a pipe, and has a linked timeout */
	LIMIT,		/* the timeout behind a LIMITED */
	TIMEOUT,	/* a timeout */
	CANCEL,		/* cancels another request */
	KINDS,		/* how many kinds there are */
};

/** enum state - how far a request is, see above */
enum state {
	DROPPED,	/* will not be handed over; also: never used */
	PLANNED,	/* a child is to hand it over */
	HANDED_OVER,	/* a ring has it */
	COMPLETED,	/* its CQE came, with a result */
	CANCELLED,	/* its CQE came, with -ECANCELED */
	RELEASED,	/* its ring went, and it let go of what it held */
	STATES,		/* how many states there are */
};

/** struct request - a line of the ledger */
struct request {
	uint64_t number;	/* from 1, in the order of planning; also its
				 * user_data */
	uint64_t due;	/* when that happened or will happen upon which it
			 * completes, by clock_ms(); 0 if nobody knows */
	uint64_t target;	/* for CANCEL: the number of the other
				 * request */
	uint32_t ring;	/* number of the ring */
	uint32_t child;	/* number of the submitter, 0 for the parent */
	int32_t event;	/* which event it waits for, an index, or -1 */
	int32_t res;	/* the result, once it has completed */
	uint8_t kind;	/* what it does */
	uint8_t state;	/* how far it is */
	bool async;	/* was it submitted with IOSQE_ASYNC? */
	bool orphan;	/* was its submitter gone before it was due? */
};

/** struct ledger - all of them */
struct ledger {
	pthread_mutex_t lock;	/* held around a submission: one process at a
				 * time fills a queue */
	uint64_t submitted;	/* sum of what io_uring_submit() returned */
	uint64_t oldest;	/* no request with a smaller number is open */
	uint64_t next;		/* the number that the next request gets */
	uint64_t states[KINDS][STATES];	/* how many requests of each kind came
					 * to each end */
	uint64_t orphans;	/* how many requests were still open when their
				 * submitter was gone */
	uint64_t events;	/* CQEs that were not the last of their request
				 * (IORING_CQE_F_MORE) */
	struct request lines[LEDGER_SIZE];	/* the requests, by number
						 * modulo LEDGER_SIZE */
};

/* The one ledger. */
extern struct ledger *ledger;

/** ledger_open - make the ledger; 0 or an errno */
int ledger_open(void);

/** ledger_room - how many requests can be planned */
unsigned int ledger_room(void);

/**
 * ledger_plan - a new line
 *
 * There must be room. @event is -1 if it waits for none.
 *
 * Return: the request, PLANNED.
 */
struct request *ledger_plan(enum kind kind, uint32_t ring, uint32_t child,
			    int event);

/** ledger_find - a request by its number; NULL: never planned, or forgotten */
struct request *ledger_find(uint64_t number);

/** ledger_is_open - is it handed over, and not at its end? */
bool ledger_is_open(const struct request *r);

/** ledger_happened - what it waits for has happened, or will, by clock_ms() */
void ledger_happened(struct request *r, uint64_t when);

/** ledger_end - a request comes to an end */
void ledger_end(struct request *r, enum state state);

/**
 * ledger_cqe - a completion came from a ring
 *
 * Return: NULL, or in words what is wrong with it.
 */
const char *ledger_cqe(uint32_t ring, const struct io_uring_cqe *cqe,
		       uint64_t now);

/** ledger_total - how many came to an end, of all kinds */
uint64_t ledger_total(enum state state);

/** kind_name - what a kind is called */
const char *kind_name(enum kind kind);

/**
 * request_describe - a request, in words
 *
 * Return: @buf, with "request 17 (poll, on ring 3, submitted by child 5)".
 */
const char *request_describe(const struct request *r, char *buf, size_t size);

#endif /* STRESS_LEDGER_H */
