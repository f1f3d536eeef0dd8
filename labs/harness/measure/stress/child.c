// SPDX-License-Identifier: GPL-2.0
/*
 * What a child does, see child.h.
 *
 * A child does not throw dice, and says nothing on stdout: what there is to say
 * about it, it says to the parent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"

/* A request reads so much, and so much is written for it. */
#define DATA		"hello"
#define DATA_LENGTH	5

static void at(uint64_t ms, struct __kernel_timespec *ts)
{
	ts->tv_sec = ms / 1000;
	ts->tv_nsec = ms % 1000 * 1000000;
}

/* --- submitting ----------------------------------------------------------- */

/*
 * The queue is shared, but not liburing's counters of it: take what the last
 * submitter left.  SQEs that one of them died over are gone.
 */
static void resync(struct io_uring *ring)
{
	unsigned int head = io_uring_smp_load_acquire(ring->sq.khead);

	ring->sq.sqe_head = head;
	ring->sq.sqe_tail = head;
	io_uring_smp_store_release(ring->sq.ktail, head);
}

/*
 * Where data would go.  Nobody looks at it: how much came is what counts.  It
 * is at the same address in every process: no matter in whose memory.
 */
static char buffer[DATA_LENGTH];

/* One request, and the one behind it, if any. Return: how many they are. */
static unsigned int prepare_one(struct io_uring *ring, const struct batch *b,
				uint64_t number,
				struct __kernel_timespec *expires)
{
	int fd = b->event >= 0 ? events[b->event].theirs : -1;
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	struct request *r = ledger_find(number);
	unsigned int flags = 0;

	switch (b->kind) {
	case READ:
		io_uring_prep_read(sqe, fd, buffer, sizeof(buffer), 0);
		break;
	case RECV:
		io_uring_prep_recv(sqe, fd, buffer, sizeof(buffer), 0);
		break;
	case TIMEOUT:
		io_uring_prep_timeout(sqe, expires, 0, IORING_TIMEOUT_ABS);
		break;
	case CANCEL:
		io_uring_prep_cancel64(sqe, r->target, 0);
		break;
	case RING_POLL:
		io_uring_prep_poll_add(sqe, ring->ring_fd, POLLIN);
		break;
	case MULTISHOT:
		io_uring_prep_poll_multishot(sqe, fd, POLLIN);
		break;
	default:
		io_uring_prep_poll_add(sqe, fd, POLLIN);
		break;
	}
	io_uring_sqe_set_data64(sqe, number);
	if (b->async)
		flags |= IOSQE_ASYNC;
	if (b->kind == CHAIN || b->kind == LIMITED)
		flags |= IOSQE_IO_LINK;
	io_uring_sqe_set_flags(sqe, flags);
	if (b->kind != CHAIN && b->kind != LIMITED)
		return 1;

	sqe = io_uring_get_sqe(ring);
	if (b->kind == CHAIN)
		io_uring_prep_nop(sqe);
	else
		io_uring_prep_link_timeout(sqe, expires, IORING_TIMEOUT_ABS);
	io_uring_sqe_set_data64(sqe, number + 1);
	return 2;
}

/* Note what is known beforehand about when the requests complete. */
static void note_times(const struct batch *b, uint64_t now, uint64_t expires)
{
	unsigned int step = b->kind == CHAIN || b->kind == LIMITED ? 2 : 1;
	unsigned int i;

	for (i = 0; i < step * b->count; i++) {
		struct request *r = ledger_find(b->first + i);

		r->state = HANDED_OVER;
		if (r->kind == TIMEOUT || r->kind == LIMIT || r->kind == TIMER)
			ledger_happened(r, expires);
		else if (r->kind == CANCEL)
			ledger_happened(r, now);
	}
}

bool batch_submit(struct ring *ring, const struct batch *b, struct said *said)
{
	struct io_uring *uring = &ring->uring;
	uint64_t now = clock_ms(), expires = now + b->delay_ms;
	struct __kernel_timespec ts;
	unsigned int i, n = 0, head;
	int ret;

	at(expires, &ts);
	if (b->kind == TIMER) {
		const struct itimerspec timer = {
			.it_value.tv_sec = ts.tv_sec,
			.it_value.tv_nsec = ts.tv_nsec,
		};

		timerfd_settime(events[b->event].theirs, TFD_TIMER_ABSTIME,
				&timer, NULL);
	}
	pthread_mutex_lock(&ledger->lock);
	said->busy = true;
	resync(uring);
	for (i = 0; i < b->count; i++)
		n += prepare_one(uring, b, b->first + n, &ts);
	note_times(b, now, expires);
	head = *uring->sq.khead;
	ret = io_uring_submit(uring);
	head = io_uring_smp_load_acquire(uring->sq.khead) - head;
	if (ret > 0)
		ledger->submitted += ret;
	said->busy = false;
	pthread_mutex_unlock(&ledger->lock);

	if (ret == (int)n && head == n)
		return true;
	snprintf(said->error, sizeof(said->error),
		 "io_uring_submit() of %u requests returned %d, and the kernel took %u",
		 n, ret, head);
	return false;
}

/* --- firing --------------------------------------------------------------- */

/*
 * A multishot poll goes on when its submitter is there.  When it is gone, the
 * next event is the last.
 */
static void event_happened(struct event *e)
{
	uint64_t now = clock_ms();
	unsigned int i;

	for (i = 0; i < e->count; i++) {
		struct request *r = ledger_find(e->first + i);

		if (r && (r->kind != MULTISHOT || r->orphan))
			ledger_happened(r, now);
	}
}

void event_fire(struct event *e)
{
	char data[16 * DATA_LENGTH];
	unsigned int i, n = e->count < 16 ? e->count : 16;

	for (i = 0; i < n; i++)
		memcpy(data + i * DATA_LENGTH, DATA, DATA_LENGTH);
	event_happened(e);
	/* All who waited may have been cancelled: nobody to read it. */
	if (write(e->ours, data, n * DATA_LENGTH) < 0 && errno != EPIPE)
		perror("event_fire");
}

/* --- the child ------------------------------------------------------------ */

static void close_ring(struct ring *ring)
{
	unsigned int i;

	for (i = 0; i < MAX_DUPS; i++)
		if (ring->dups[i] >= 0)
			close(ring->dups[i]);
	if (ring->mapped)
		io_uring_queue_exit(&ring->uring);
	ring->mapped = false;
}

/* Whatever is not in the script. Closing a ring flushes it. */
static void tidy(const struct script *s)
{
	unsigned int i, j;

	for (i = 0; i < MAX_RINGS; i++) {
		if (!rings[i].number || (int)i == s->ring)
			continue;
		close_ring(&rings[i]);
		if (rings[i].witness >= 0)
			close(rings[i].witness);
	}
	for (i = 0; i < MAX_EVENTS; i++) {
		bool mine = false;

		for (j = 0; j < s->n_batches; j++)
			mine |= s->batches[j].event == (int)i;
		for (j = 0; j < s->n_fires; j++)
			mine |= s->fires[j] == (int)i;
		if (!events[i].used || mine)
			continue;
		if (events[i].theirs >= 0)
			close(events[i].theirs);
		if (events[i].ours >= 0)
			close(events[i].ours);
	}
}

static bool make_ring(struct ring *ring, struct said *said)
{
	int ret = io_uring_queue_init(ring->entries, &ring->uring, ring->flags);

	if (!ret)
		ret = io_uring_register_files(&ring->uring, &ring->registers,
					      1);
	close(ring->registers);
	if (ret)
		snprintf(said->error, sizeof(said->error),
			 "cannot make a ring of its own: %s", strerror(-ret));
	return !ret;
}

static bool get_ring(struct ring *ring, struct said *said)
{
	int ret;

	if (ring->kind == RING_OWN)
		return make_ring(ring, said);
	if (ring->kind == RING_SHARED)
		return true;
	ret = io_uring_enable_rings(&ring->uring);
	if (ret)
		snprintf(said->error, sizeof(said->error),
			 "cannot enable its ring: %s", strerror(-ret));
	return !ret;
}

static void stay(const struct script *s)
{
	struct __kernel_timespec limit;
	struct io_uring_cqe *cqe;
	uint64_t end = clock_ms() + s->stays_ms;

	/* What has completed already stays where it is: wait for more. */
	if (s->waits && s->ring >= 0 && !s->leaves) {
		struct io_uring *uring = &rings[s->ring].uring;

		at(s->stays_ms, &limit);
		io_uring_wait_cqes(uring, &cqe, io_uring_cq_ready(uring) + 1,
				   &limit, NULL);
	}
	if (clock_ms() < end)
		sleep_ms(end - clock_ms());
}

static void __attribute__((noreturn)) end(const struct script *s)
{
	char ms[16], *const argv[] = { "stress", "stay", ms, NULL };
	char *const env[] = { NULL };

	switch (s->ending) {
	case ENDS_KILLED:
		for (;;)
			pause();
	case ENDS_IN_EXEC:
		snprintf(ms, sizeof(ms), "%u", s->stays_ms);
		execve("/proc/self/exe", argv, env);
		_exit(1);
	default:
		_exit(0);
	}
}

/*
 * The descriptor of a ring cannot be sent over a socket; this is another way
 * for it to get around.  What had that number may be closed by now, or be
 * something else: all the better.
 */
static bool steal(pid_t parent, int fd, struct said *said)
{
	int pidfd = syscall(SYS_pidfd_open, parent, 0);
	int stolen = syscall(SYS_pidfd_getfd, pidfd, fd, 0);

	if (stolen < 0 && errno != EBADF) {
		snprintf(said->error, sizeof(said->error),
			 "cannot get a descriptor of its parent: %s",
			 strerror(errno));
		return false;
	}
	close(pidfd);
	return true;
}

void child_run(const struct script *s, struct said *said, pid_t parent)
{
	struct ring *ring = s->ring >= 0 ? &rings[s->ring] : NULL;
	unsigned int i;

	if (s->tidies)
		tidy(s);
	if (ring && !get_ring(ring, said))
		_exit(1);
	for (i = 0; i < s->n_batches; i++) {
		const struct batch *b = &s->batches[i];

		sleep_ms(b->gap_ms);
		if (!batch_submit(ring, b, said))
			_exit(1);
		if (b->event < 0)
			continue;
		said->busy = true;
		close(events[b->event].theirs);
		said->let_go[i] = true;
		said->busy = false;
	}
	said->done = true;
	for (i = 0; i < s->n_fires; i++) {
		sleep_ms(s->stays_ms / (s->n_fires + 1));
		event_fire(&events[s->fires[i]]);
	}
	if (s->steals >= 0 && !steal(parent, s->steals, said))
		_exit(1);
	if (s->leaves)
		close_ring(ring);
	stay(s);
	end(s);
}
