// SPDX-License-Identifier: GPL-2.0
/*
 * The parent's rings and events, see rings.h.
 *
 * How a ring is seen to be gone: it is made with one end of a pipe registered
 * as a file, its witness.  The kernel closes that when it frees the ring, and
 * then the other end hangs up.  How a request is seen to be gone when there is
 * no ring any more to tell of it: it holds the file that it waits on, and when
 * it is freed, the other end of that hangs up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clock.h"
#include "orphan.h"
#include "rings.h"
#include "rules.h"

struct ring rings[MAX_RINGS];
struct event events[MAX_EVENTS];
uint32_t newest_child;

#define HUNG_UP		(POLLERR | POLLHUP)

static uint32_t rings_made;

/* --- rings ---------------------------------------------------------------- */

struct ring *ring_find(uint32_t number)
{
	unsigned int i;

	for (i = 0; i < MAX_RINGS; i++)
		if (rings[i].number == number)
			return &rings[i];
	return NULL;
}

struct ring *ring_make(enum ring_kind kind, unsigned int entries,
		       unsigned int flags)
{
	struct ring *ring = ring_find(0);
	unsigned int i;
	int ends[2], ret;

	if (!ring)
		return NULL;
	memset(ring, 0, sizeof(*ring));
	ring->kind = kind;
	ring->entries = entries;
	ring->flags = flags;
	for (i = 0; i < MAX_DUPS; i++)
		ring->dups[i] = -1;
	if (pipe2(ends, O_CLOEXEC))
		scene_failed("a pipe for a ring", errno);
	ring->registers = ends[0];
	ring->witness = ends[1];
	if (kind != RING_OWN) {
		ret = io_uring_queue_init(entries, &ring->uring, flags);
		if (!ret)
			ret = io_uring_register_files(&ring->uring, &ends[0],
						      1);
		if (ret)
			scene_failed("a ring", -ret);
		ring->mapped = true;
		ring->open = true;
		close(ring->registers);
		ring->registers = -1;
	}
	ring->number = ++rings_made;
	return ring;
}

void ring_toggle(struct ring *ring, unsigned int n)
{
	if (ring->dups[n] >= 0) {
		close(ring->dups[n]);
		ring->dups[n] = -1;
	} else {
		/* Unlike the first one, it stays open in exec. */
		ring->dups[n] = ring_dup(&ring->uring);
	}
}

static void close_dups(struct ring *ring)
{
	unsigned int i;

	for (i = 0; i < MAX_DUPS; i++)
		if (ring->dups[i] >= 0)
			ring_toggle(ring, i);
}

void ring_flush(struct ring *ring)
{
	close(ring_dup(&ring->uring));
}

void ring_reap(struct ring *ring)
{
	struct io_uring_cqe *cqe;
	char request[120];
	const char *why;

	while (ring->open && !io_uring_peek_cqe(&ring->uring, &cqe)) {
		uint64_t number = io_uring_cqe_get_data64(cqe);

		why = ledger_cqe(ring->number, cqe, clock_ms());
		if (why) {
			if (!ledger_find(number))
				snprintf(request, sizeof(request), "request %llu",
					 (unsigned long long)number);
			else
				request_describe(ledger_find(number), request,
						 sizeof(request));
			wrong("each request completes once, and with -ECANCELED if its submitter was gone",
			      "a completion on ring %u with result %d, flags %x, of %s, %s",
			      ring->number, cqe->res, cqe->flags, request, why);
		}
		io_uring_cqe_seen(&ring->uring, cqe);
	}
}

static void ring_closed(struct ring *ring, const char *how)
{
	ring->how = how;
	ring->closed = true;
	ring->holders = newest_child;
}

void ring_ended(struct ring *ring)
{
	close(ring->registers);
	ring->registers = -1;
	ring_closed(ring, "by the end of the process that had made it");
}

void ring_close_descriptors(struct ring *ring)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* The mapped queues keep the ring, and nobody can enter it any more. */
	if (null < 0 || dup2(null, ring->uring.ring_fd) < 0)
		scene_failed("something in place of a ring", errno);
	close(null);
	close_dups(ring);
	ring->open = false;
}

void ring_close(struct ring *ring)
{
	const char *how = ring->open ? "unmapped and closed" :
				       "closed, and unmapped later";

	close_dups(ring);
	io_uring_queue_exit(&ring->uring);
	ring->open = false;
	ring->mapped = false;
	ring_closed(ring, how);
}

/* Nothing to see but the witness: they go when the ring does. */
static bool has_witness(const struct request *r)
{
	return r->kind != NOP && r->kind != LIMIT && r->event >= 0 &&
	       events[r->event].ours >= 0;
}

static void ring_gone(struct ring *ring)
{
	uint64_t n;

	for (n = ledger->oldest; n < ledger->next; n++) {
		struct request *r = ledger_find(n);

		if (r->ring == ring->number && ledger_is_open(r) &&
		    !has_witness(r))
			ledger_end(r, RELEASED);
	}
	close(ring->witness);
	ring->number = 0;
}

/* In words: the requests of a ring that are still open, by kind. */
static void describe_open(uint32_t ring, char *buf, size_t size)
{
	unsigned int kinds[KINDS] = { 0 }, i;
	size_t len = 0;
	uint64_t n;

	for (n = ledger->oldest; n < ledger->next; n++) {
		struct request *r = ledger_find(n);

		if (r->ring == ring && ledger_is_open(r))
			kinds[r->kind]++;
	}
	snprintf(buf, size, "none");
	for (i = 0; i < KINDS; i++)
		if (kinds[i] && len < size)
			len += snprintf(buf + len, size - len, "%s%u %s",
					len ? ", " : "", kinds[i],
					kind_name(i));
}

static void look_at_ring(struct ring *ring, bool hung, uint64_t now,
			 uint32_t oldest_child)
{
	static const char *const names[RING_KINDS] = {
		[RING_SHARED] = "shared",
		[RING_SINGLE] = "made for one child",
		[RING_OWN] = "made by a child",
	};
	char requests[200];

	if (hung) {
		if (!ring->closed && ring->kind != RING_OWN)
			wrong("a ring lives as long as it has a descriptor",
			      "ring %u is gone", ring->number);
		if (ring->closed)
			ring_gone(ring);
		return;
	}
	if (!ring->closed || ring->holders >= oldest_child)
		return;
	if (!ring->since)
		ring->since = now;
	if (now - ring->since <= GONE_MS)
		return;
	describe_open(ring->number, requests, sizeof(requests));
	wrong("a ring is freed when nobody has it any more",
	      "ring %u (%s, %u entries, flags %x, %s) is still there after %llu ms; its requests that are not released: %s",
	      ring->number, names[ring->kind], ring->entries, ring->flags,
	      ring->how, (unsigned long long)(now - ring->since), requests);
}

/* --- events --------------------------------------------------------------- */

int event_make(enum kind kind)
{
	int ends[2] = { -1, -1 }, ret, i;

	for (i = 0; i < MAX_EVENTS && events[i].used; i++)
		;
	if (i == MAX_EVENTS)
		return -1;
	if (kind == TIMER)
		ret = ends[0] = timerfd_create(CLOCK_MONOTONIC, 0);
	else if (kind == RECV)
		ret = socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	else
		ret = pipe(ends);
	if (ret < 0)
		scene_failed("a pipe, a socket or a timer", errno);
	memset(&events[i], 0, sizeof(events[i]));
	events[i].used = true;
	events[i].theirs = ends[0];
	events[i].ours = ends[1];
	return i;
}

void event_let_go(struct event *e, bool close_it)
{
	if (close_it)
		close(e->theirs);
	e->theirs = -1;
	e->holders = newest_child;
}

static void event_free(struct event *e)
{
	if (e->theirs >= 0)
		close(e->theirs);
	if (e->ours >= 0)
		close(e->ours);
	e->used = false;
}

/* Its requests have let go of it. Those that a ring can tell of, it will. */
static void release(struct event *e)
{
	unsigned int i;

	for (i = 0; i < e->count; i++) {
		struct request *r = ledger_find(e->first + i);
		struct ring *ring = ring_find(r->ring);

		if (ledger_is_open(r) && (!ring || !ring->mapped) &&
		    (!ring || has_witness(r)))
			ledger_end(r, RELEASED);
	}
}

static void look_at_event(struct event *e, bool hung, uint64_t now,
			  uint32_t oldest_child)
{
	struct ring *ring = NULL;
	bool open = false;
	char request[120];
	unsigned int i;

	if (hung)
		release(e);
	for (i = 0; i < e->count; i++) {
		struct request *r = ledger_find(e->first + i);

		/* One that long ago is forgotten. */
		if (!r || (!ledger_is_open(r) && r->state != PLANNED))
			continue;
		open = true;
		ring = ring_find(r->ring);
		request_describe(r, request, sizeof(request));
	}
	if (e->pins || (open && ring))
		return;
	if (!open && e->theirs < 0 && (hung || e->ours < 0)) {
		event_free(e);
		return;
	}
	if (e->theirs >= 0 || e->holders >= oldest_child)
		return;
	if (!e->since)
		e->since = now;
	if (now - e->since <= GONE_MS)
		return;
	wrong("a request lets go of its file when it has completed, or its ring is gone",
	      "%s%s: its file is still in use after %llu ms",
	      open ? request : "requests from ",
	      open ? "" : "an event whose requests have all completed",
	      (unsigned long long)(now - e->since));
}

/* One call of poll() for all: a system call costs most here. */
void rings_look(uint32_t oldest_child)
{
	struct pollfd ends[MAX_RINGS + MAX_EVENTS] = { 0 };
	struct pollfd *witnesses = ends, *ours = ends + MAX_RINGS;
	uint64_t now = clock_ms();
	unsigned int i;

	for (i = 0; i < MAX_RINGS; i++)
		witnesses[i].fd = rings[i].number ? rings[i].witness : -1;
	for (i = 0; i < MAX_EVENTS; i++)
		ours[i].fd = events[i].used ? events[i].ours : -1;
	poll(ends, MAX_RINGS + MAX_EVENTS, 0);
	for (i = 0; i < MAX_RINGS; i++)
		if (rings[i].number)
			look_at_ring(&rings[i], witnesses[i].revents & HUNG_UP,
				     now, oldest_child);
	for (i = 0; i < MAX_EVENTS; i++)
		if (events[i].used)
			look_at_event(&events[i], ours[i].revents & HUNG_UP,
				      now, oldest_child);
}

unsigned int rings_left(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < MAX_RINGS; i++)
		n += rings[i].number != 0;
	for (i = 0; i < MAX_EVENTS; i++)
		n += events[i].used;
	return n;
}
