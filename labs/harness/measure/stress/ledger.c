// SPDX-License-Identifier: GPL-2.0
/*
 * Every request, and what became of it, see ledger.h.
 *
 * What a completion may say depends on whether somebody was there to run it.
 * Poll, read and recv have work left to do when they are woken, and give up
 * when they find that their submitter is gone.  One that succeeds all the same
 * was carried out by somebody else, in a stranger's name.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "ledger.h"

struct ledger *ledger;

static const char *const names[KINDS] = {
	[POLL]		= "poll",
	[MULTISHOT]	= "multishot poll",
	[TIMER]		= "poll of a timerfd",
	[RING_POLL]	= "poll of the ring",
	[READ]		= "read",
	[RECV]		= "recv",
	[CHAIN]		= "poll with a link",
	[NOP]		= "nop behind a link",
	[LIMITED]	= "poll with a limit",
	[LIMIT]		= "limit of a poll",
	[TIMEOUT]	= "timeout",
	[CANCEL]	= "cancel",
};

const char *kind_name(enum kind kind)
{
	return names[kind];
}

int ledger_open(void)
{
	pthread_mutexattr_t attr;

	ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ledger == MAP_FAILED)
		return errno;
	ledger->oldest = 1;
	ledger->next = 1;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	return pthread_mutex_init(&ledger->lock, &attr);
}

unsigned int ledger_room(void)
{
	return LEDGER_SIZE - (ledger->next - ledger->oldest);
}

struct request *ledger_plan(enum kind kind, uint32_t ring, uint32_t child,
			    int event)
{
	struct request *r = &ledger->lines[ledger->next % LEDGER_SIZE];

	*r = (struct request) {
		.number = ledger->next++,
		.ring = ring,
		.child = child,
		.event = event,
		.kind = kind,
		.state = PLANNED,
	};
	return r;
}

struct request *ledger_find(uint64_t number)
{
	struct request *r = &ledger->lines[number % LEDGER_SIZE];

	return number && r->number == number ? r : NULL;
}

bool ledger_is_open(const struct request *r)
{
	return r->state == HANDED_OVER;
}

void ledger_happened(struct request *r, uint64_t when)
{
	if (!r->due || r->due > when)
		r->due = when;
}

void ledger_end(struct request *r, enum state state)
{
	r->state = state;
	ledger->states[r->kind][state]++;
	for (; ledger->oldest < ledger->next; ledger->oldest++) {
		r = ledger_find(ledger->oldest);
		if (r && (r->state == PLANNED || r->state == HANDED_OVER))
			break;
	}
}

static bool right(const struct request *r, int res)
{
	switch (r->kind) {
	case READ:
	case RECV:
		/* 0: the other end has hung up. */
		return res == -ECANCELED || (res >= 0 && !r->orphan);
	case NOP:
		return res == -ECANCELED || (res == 0 && !r->orphan);
	case LIMIT:
		/* -ENOENT: expired, and nobody there to cancel the poll for. */
		return res == -ETIME || res == -ECANCELED || res == -ENOENT ||
		       (!r->orphan && res == -EALREADY);
	case TIMEOUT:
		return res == -ETIME || res == -ECANCELED;
	case CANCEL:
		return res == 0 || res == -ENOENT || res == -EALREADY;
	default:
		return res == -ECANCELED || (res > 0 && !r->orphan);
	}
}

const char *ledger_cqe(uint32_t ring, const struct io_uring_cqe *cqe,
		       uint64_t now)
{
	struct request *r = ledger_find(io_uring_cqe_get_data64(cqe));

	if (!r || r->state == PLANNED || r->state == DROPPED)
		return "which nobody had submitted";
	if (r->ring != ring)
		return "which was submitted to another ring";
	if (r->state != HANDED_OVER)
		return "which had come to its end already";
	if (cqe->flags & IORING_CQE_F_MORE && r->kind == MULTISHOT &&
	    cqe->res > 0 && !r->orphan) {
		ledger->events++;
		return NULL;
	}
	r->res = cqe->res;
	if (cqe->flags & IORING_CQE_F_MORE || !right(r, cqe->res))
		return r->orphan ? "whose submitter was gone before it happened"
				 : "whose submitter was there";
	if (r->kind == CANCEL && !r->res && ledger_find(r->target))
		ledger_happened(ledger_find(r->target), now);
	ledger_end(r, r->res == -ECANCELED ? CANCELLED : COMPLETED);
	return NULL;
}

uint64_t ledger_total(enum state state)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < KINDS; i++)
		sum += ledger->states[i][state];
	return sum;
}

const char *request_describe(const struct request *r, char *buf, size_t size)
{
	char who[40] = "the parent";

	if (r->child)
		snprintf(who, sizeof(who), "child %u", r->child);
	snprintf(buf, size, "request %llu (%s%s, on ring %u, submitted by %s%s)",
		 (unsigned long long)r->number, r->async ? "async " : "",
		 names[r->kind], r->ring, who,
		 r->orphan ? ", which is gone" : "");
	return buf;
}
