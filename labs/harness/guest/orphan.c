// SPDX-License-Identifier: GPL-2.0
/*
 * Makes orphans, see orphan.h.
 *
 * A ring has two sides, and only one of them is shared when a process forks.
 * The kernel's side, head and tail of the queues, is mapped memory, so parent
 * and child see the same.  liburing keeps counters of its own beside it, in
 * struct io_uring, and of those each process has a copy.  When the child has
 * submitted, the parent's copy is behind: resync() brings it up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"

/*
 * When a timeout expires, from orphan_arm() on; its child must be gone by then.
 * In real time, forty times what a thousand of them were seen to take.
 */
#define DELAY_MS	500
#define REAL_DELAY_MS	2000

static const struct {
	const char *name;
	int result;
} kinds[ORPHAN_KINDS] = {
	[ORPHAN_POLL]		= { "poll", -ECANCELED },
	[ORPHAN_READ]		= { "read", -ECANCELED },
	[ORPHAN_RECV]		= { "recv", -ECANCELED },
	[ORPHAN_TIMEOUT]	= { "timeout", -ETIME },
	[ORPHAN_LINK]		= { "link", -ECANCELED },
};

const char *orphan_name(enum orphan_kind kind)
{
	return kinds[kind].name;
}

int orphan_result(enum orphan_kind kind)
{
	return kinds[kind].result;
}

unsigned int orphan_cqes(const struct orphan *o)
{
	return o->kind == ORPHAN_LINK ? 2 * o->count : o->count;
}

void orphan_ring(struct io_uring *ring, unsigned int entries)
{
	int ret = io_uring_queue_init(entries, ring, 0);

	if (ret)
		scene_failed("a ring", -ret);
}

int ring_dup(const struct io_uring *ring)
{
	int fd = dup(ring->ring_fd);

	if (fd < 0)
		scene_failed("a duplicate of the ring's descriptor", errno);
	return fd;
}

/* --- arming --------------------------------------------------------------- */

static void resync(struct io_uring *ring)
{
	ring->sq.sqe_tail = io_uring_smp_load_acquire(ring->sq.ktail);
	ring->sq.sqe_head = ring->sq.sqe_tail;
}

static void make_ends(struct orphan *o)
{
	int ends[2];

	o->theirs = -1;
	o->ours = -1;
	if (o->kind == ORPHAN_TIMEOUT) {
		o->expires = clock_ms() +
			     (clock_is_virtual() ? DELAY_MS : REAL_DELAY_MS);
		return;
	}
	if (o->kind == ORPHAN_RECV ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) :
				     pipe(ends))
		scene_failed("a pipe or a socket pair", errno);
	o->theirs = ends[0];
	o->ours = ends[1];
}

/* Submit what there is if there is no room for @room more. */
static bool make_room(struct io_uring *ring, unsigned int room)
{
	unsigned int ready = io_uring_sq_ready(ring);

	return io_uring_sq_space_left(ring) >= room ||
	       io_uring_submit(ring) == (int)ready;
}

/* In the child. */
static bool submit_all(struct io_uring *ring, void *arg)
{
	struct orphan *o = arg;
	struct __kernel_timespec expires = {
		.tv_sec = o->expires / 1000,
		.tv_nsec = o->expires % 1000 * 1000000,
	};
	struct io_uring_sqe *sqe;
	unsigned int i;

	for (i = 0; i < o->count; i++) {
		if (!make_room(ring, 2))
			return false;
		sqe = io_uring_get_sqe(ring);
		switch (o->kind) {
		case ORPHAN_READ:
			io_uring_prep_read(sqe, o->theirs, o->buf,
					   sizeof(o->buf), 0);
			break;
		case ORPHAN_RECV:
			io_uring_prep_recv(sqe, o->theirs, o->buf,
					   sizeof(o->buf), 0);
			break;
		case ORPHAN_TIMEOUT:
			io_uring_prep_timeout(sqe, &expires, 0,
					      IORING_TIMEOUT_ABS);
			break;
		default:
			io_uring_prep_poll_add(sqe, o->theirs, POLLIN);
			break;
		}
		io_uring_sqe_set_data64(sqe, o->user_data + i);

		if (o->kind == ORPHAN_LINK) {
			io_uring_sqe_set_flags(sqe, IOSQE_IO_LINK);
			sqe = io_uring_get_sqe(ring);
			io_uring_prep_nop(sqe);
			io_uring_sqe_set_data64(sqe, (o->user_data + i) |
						     ORPHAN_NOP);
		}
	}
	i = io_uring_sq_ready(ring);
	return io_uring_submit(ring) == (int)i;
}

void ring_submit_and_die(struct io_uring *ring,
			 bool (*submit)(struct io_uring *ring, void *arg),
			 void *arg)
{
	pid_t child = scene_fork();

	if (!child)
		_exit(submit(ring, arg) ? 0 : 1);
	if (scene_wait(child))
		scene_failed("the child submits and exits", ECHILD);
	resync(ring);
}

void orphan_arm(struct io_uring *ring, struct orphan *o)
{
	make_ends(o);
	ring_submit_and_die(ring, submit_all, o);
	if (o->kind == ORPHAN_TIMEOUT && clock_ms() >= o->expires)
		scene_failed("the child exits before its timeout expires",
			     ETIME);
}

pid_t orphan_arm_stopped(struct io_uring *ring, struct orphan *o)
{
	pid_t child;
	int status;

	make_ends(o);
	child = scene_fork();
	if (!child) {
		if (!submit_all(ring, o))
			_exit(1);
		/* Mapped memory keeps a file open as a descriptor does. */
		io_uring_queue_exit(ring);
		orphan_done(o);
		raise(SIGSTOP);
		_exit(0);
	}
	if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status))
		scene_failed("the child submits and stops", ECHILD);
	resync(ring);
	return child;
}

/* --- and after ------------------------------------------------------------ */

void orphan_fire(const struct orphan *o)
{
	const ssize_t length = sizeof(ORPHAN_DATA) - 1;

	if (o->kind != ORPHAN_TIMEOUT) {
		if (write(o->ours, ORPHAN_DATA, length) != length)
			scene_failed("data for the orphan", errno);
		return;
	}
	while (clock_ms() <= o->expires)
		sleep_ms(o->expires - clock_ms() + 1);
}

void orphan_push(struct io_uring *ring, unsigned int entries, struct orphan *o)
{
	orphan_ring(ring, entries);
	orphan_arm(ring, o);
	orphan_fire(o);
}

/* The place of a CQE among those that are expected, or that number if none. */
static unsigned int place(const struct orphan *o, uint64_t user_data)
{
	uint64_t i = (user_data & ~ORPHAN_NOP) - o->user_data;
	bool nop = user_data & ORPHAN_NOP;

	if (i >= o->count || (nop && o->kind != ORPHAN_LINK))
		return orphan_cqes(o);
	return nop ? o->count + i : i;
}

static void count_cqe(const struct orphan *o, const struct io_uring_cqe *cqe,
		      bool *came, struct orphan_seen *seen)
{
	unsigned int i = place(o, io_uring_cqe_get_data64(cqe));

	seen->cqes++;
	if (i == orphan_cqes(o)) {
		seen->strange++;
	} else if (came[i]) {
		seen->twice++;
	} else {
		came[i] = true;
		if (cqe->res == orphan_result(o->kind))
			seen->right++;
		else if (!seen->wrong++)
			seen->res = cqe->res;
	}
}

bool orphan_wait(struct io_uring *ring, const struct orphan *o,
		 unsigned int limit_ms, struct orphan_seen *seen)
{
	uint64_t begin = clock_ms(), now = begin;
	unsigned int all = orphan_cqes(o);
	struct io_uring_cqe *cqe;
	bool *came;

	memset(seen, 0, sizeof(*seen));
	came = calloc(all + 1, sizeof(*came));
	if (!came)
		scene_failed("memory", ENOMEM);

	while (seen->right + seen->wrong < all && now < begin + limit_ms) {
		uint64_t left = begin + limit_ms - now;
		struct __kernel_timespec limit = {
			.tv_sec = left / 1000,
			.tv_nsec = left % 1000 * 1000000,
		};

		if (!io_uring_wait_cqe_timeout(ring, &cqe, &limit)) {
			count_cqe(o, cqe, came, seen);
			io_uring_cqe_seen(ring, cqe);
			seen->ms = clock_ms() - begin;
		}
		now = clock_ms();
	}
	/* One too many would be there by now. */
	while (!io_uring_peek_cqe(ring, &cqe)) {
		count_cqe(o, cqe, came, seen);
		io_uring_cqe_seen(ring, cqe);
	}
	free(came);
	return seen->right == all && seen->cqes == all;
}

const char *orphan_describe(const struct orphan *o,
			    const struct orphan_seen *seen)
{
	static char text[256];
	char wrong[64] = "", twice[64] = "", strange[64] = "";

	if (!seen->cqes)
		return "no completion came";
	if (seen->wrong)
		snprintf(wrong, sizeof(wrong), ", %u with %d, not %d",
			 seen->wrong, seen->res, orphan_result(o->kind));
	if (seen->twice)
		snprintf(twice, sizeof(twice), ", %u of them once more",
			 seen->twice);
	if (seen->strange)
		snprintf(strange, sizeof(strange), ", %u that nobody asked for",
			 seen->strange);
	snprintf(text, sizeof(text),
		 "%u of %u completions, the last after %llu ms%s%s%s",
		 seen->right + seen->wrong, orphan_cqes(o),
		 (unsigned long long)seen->ms, wrong, twice, strange);
	return text;
}

static void write_ring(const char *path, const struct io_uring *ring)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d\n", ring->ring_fd) < 0)
		scene_failed(path, errno);
	close(fd);
}

void ring_take(const struct io_uring *ring)
{
	write_ring("/sys/kernel/debug/io_fallback_take", ring);
}

void ring_drain(const struct io_uring *ring)
{
	write_ring("/sys/kernel/debug/io_fallback_drain", ring);
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void orphan_let_go(struct orphan *o)
{
	close_end(&o->theirs);
}

void orphan_done(struct orphan *o)
{
	close_end(&o->theirs);
	close_end(&o->ours);
}

void orphan_end(struct io_uring *ring, struct orphan *o)
{
	orphan_done(o);
	io_uring_queue_exit(ring);
}

int ring_witness(struct io_uring *ring)
{
	int ends[2], ret;

	scene_pipe(ends);
	ret = io_uring_register_files(ring, &ends[0], 1);
	if (ret)
		scene_failed("a file that is registered with the ring", -ret);
	close(ends[0]);
	return ends[1];
}

int hung_up(int fd, unsigned int limit_ms)
{
	/* With no event asked for, it tells of POLLHUP and POLLERR. */
	struct pollfd end = { .fd = fd };
	uint64_t begin = clock_ms(), passed = 0;

	while (poll(&end, 1, limit_ms - passed) != 1) {
		passed = clock_ms() - begin;
		if (passed >= limit_ms)
			return -1;
	}
	return clock_ms() - begin;
}

bool expect_ring_gone(int witness, const struct orphan *o, const char *read)
{
	unsigned int limit_ms = patience_ms(RING_GONE_MS);
	int gone_ms = hung_up(witness, limit_ms);
	bool gone = gone_ms >= 0, held = false;
	char who[80] = "";

	/* The kernel closes files some time after they were let go of. */
	if (o && o->ours >= 0)
		held = hung_up(o->ours, gone ? limit_ms - gone_ms : 0) < 0;
	if (o)
		snprintf(who, sizeof(who), "%u %s request%s", o->count,
			 orphan_name(o->kind),
			 o->count == 1 ? " still holds" : "s still hold");
	return expect(gone && !held,
		      phrase("the ring is gone within %u ms, and what its requests held is let go of",
			   limit_ms), read, "the ring is %s%s%s",
		      gone ? "gone, but " : held ? "still there: " :
		      "still there", held ? who : "",
		      gone ? " a file" :
		      held ? " it, and a file" : o && o->ours >= 0 ?
		      ", although its requests have let go of their file" : "");
}
