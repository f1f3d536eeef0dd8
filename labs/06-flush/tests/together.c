// SPDX-License-Identifier: GPL-2.0
/*
 * Two processes close the same ring, and both have a right to its completions:
 * when his own close() returns, each of them finds all that were orphaned
 * before.
 *
 * The hard case is the second one.  While the first closer's drain runs, the
 * list is empty: the drain has taken it.  A second closer that looks at the
 * list finds nothing to do, but not all that he waits for has been done.
 *
 * To be there at that moment, he waits for the first completion of that drain.
 * All here are real-time processes, and a kworker is none: so when the drain
 * wakes him with its first completion, he runs the next time that it offers
 * the CPU to others, with the rest of the requests in its hands.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define README		"labs/06-flush/README.md, "
#define ENTRIES		64
#define MANY		32
#define SOON_MS		50
#define STEP_MS		10

/* What a closer has seen. In memory that it shares with us. */
struct closer {
	unsigned int before;	/* completions when it called close() */
	unsigned int after;	/* and when that had returned */
	volatile int returned;	/* last, and by another process */
};

static struct closer *closers;

static void share_memory(void)
{
	closers = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (closers == MAP_FAILED)
		scene_failed("shared memory", errno);
}

/* In a child: close the ring, look at it, and live on. */
static void close_and_look(const struct io_uring *ring, struct closer *c)
{
	c->before = io_uring_cq_ready(ring);
	close(ring->ring_fd);
	c->after = io_uring_cq_ready(ring);
	c->returned = 1;
	for (;;)
		pause();
}

static pid_t fork_or_fail(void)
{
	pid_t child = fork();

	if (child < 0)
		scene_failed("a child", errno);
	return child;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	if (waitpid(child, NULL, 0) != child)
		scene_failed("waitpid()", errno);
}

/*
 * A real-time process, and its children, come before any kworker: so two
 * closers are both in close() before anything is drained.
 */
static void be_first(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &first))
		scene_failed("a real-time process", errno);
}

/* When the machine is slow this takes longer, and is no fault of theirs. */
static void wait_for_both(const struct closer *a, const struct closer *b)
{
	unsigned int left = patience_ms(SOON_MS) / STEP_MS;

	while (left-- && !(a->returned && b->returned))
		sleep_ms(STEP_MS);
}

static bool found_all(const struct closer *c, const char *which)
{
	if (c->returned && c->after == MANY)
		return true;
	test_expected("when close() returns to %s closer, all %d completions are there",
		      which, MANY);
	if (c->returned)
		test_seen("there were %u; %u when it called close()", c->after,
			  c->before);
	else
		test_seen("its close() did not return");
	test_read(README "\"Two closers\"");
	return false;
}

/* Both are told at once. Which of them comes first does not matter. */
static void at_the_same_time(void)
{
	struct orphan o = { .count = MANY, .user_data = 100 };
	struct io_uring ring;
	pid_t children[2];
	int go[2], i;
	char byte;

	memset(closers, 0, 2 * sizeof(*closers));
	orphan_ring(&ring, ENTRIES);
	if (pipe(go))
		scene_failed("a pipe", errno);
	for (i = 0; i < 2; i++) {
		children[i] = fork_or_fail();
		if (!children[i]) {
			if (read(go[0], &byte, 1) != 1)
				_exit(1);
			close_and_look(&ring, &closers[i]);
		}
	}
	orphan_arm(&ring, &o);
	orphan_fire(&o);
	if (write(go[1], "xx", 2) != 2)
		scene_failed("a pipe", errno);
	wait_for_both(&closers[0], &closers[1]);

	if (found_all(&closers[0], "one") && found_all(&closers[1], "the other"))
		test_pass();
	else
		test_fail();
	for (i = 0; i < 2; i++)
		end(children[i]);
	close(go[0]);
	close(go[1]);
	orphan_done(&o);
	io_uring_queue_exit(&ring);
}

static void while_it_is_drained(void)
{
	struct orphan o = { .count = MANY, .user_data = 100 };
	struct closer *c = &closers[0], *second = &closers[1];
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	pid_t child;
	int fd;

	test_begin("second-finds-all");
	memset(closers, 0, 2 * sizeof(*closers));
	orphan_ring(&ring, ENTRIES);
	fd = dup(ring.ring_fd);
	orphan_arm(&ring, &o);
	child = fork_or_fail();
	if (!child) {
		if (io_uring_wait_cqe(&ring, &cqe))
			_exit(1);
		close_and_look(&ring, second);
	}
	sleep_ms(SOON_MS);		/* the child waits */
	orphan_fire(&o);
	c->before = io_uring_cq_ready(&ring);
	close(fd);
	c->after = io_uring_cq_ready(&ring);
	c->returned = 1;
	wait_for_both(c, second);

	if (found_all(c, "the first") && found_all(second, "the second"))
		test_pass();
	else
		test_fail();
	end(child);
	orphan_done(&o);
	io_uring_queue_exit(&ring);
}

int main(void)
{
	plan(2);
	test_begin("both-find-all");
	share_memory();
	be_first();
	at_the_same_time();
	while_it_is_drained();
	return ktap_exit();
}
