// SPDX-License-Identifier: GPL-2.0
/*
 * Two processes close the same ring, and both have a right to its completions:
 * when its own close() returns, each of them finds all that were orphaned
 * before.
 *
 * The hard case is the second one.  While the first closer's drain runs, the
 * list is empty: the drain has taken it.  A second closer that looks at the
 * list finds nothing to do, but not all that it waits for has been done.
 *
 * To be there at that moment, it waits for the first completion of that drain.
 * All here are real-time processes, and a kworker is none: so when the drain
 * wakes that closer with its first completion, the closer runs the next time
 * that the drain offers the CPU to others, while most requests have yet to run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
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

/* When the machine is slow this takes longer, and is no fault of theirs. */
static void wait_for_both(const struct closer *a, const struct closer *b)
{
	unsigned int left = patience_ms(SOON_MS) / STEP_MS;

	while (left-- && !(a->returned && b->returned))
		sleep_ms(STEP_MS);
}

static bool found_all(const struct closer *c, const char *which)
{
	return expect(c->returned && c->after == MANY,
		      phrase("when close() returns to %s closer, all %d completions are there",
			     which, MANY), README "\"Two closers\"",
		      c->returned ? "there were %u; %u when it called close()" :
		      "its close() did not return", c->after, c->before);
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
	scene_pipe(go);
	for (i = 0; i < 2; i++) {
		children[i] = scene_fork();
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

	test_end(found_all(&closers[0], "one") &&
		 found_all(&closers[1], "the other"));
	for (i = 0; i < 2; i++)
		scene_kill(children[i], SIGKILL);
	close(go[0]);
	close(go[1]);
	orphan_end(&ring, &o);
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
	fd = ring_dup(&ring);
	orphan_arm(&ring, &o);
	child = scene_fork();
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

	test_end(found_all(c, "the first") && found_all(second, "the second"));
	scene_kill(child, SIGKILL);
	orphan_end(&ring, &o);
}

int main(void)
{
	plan(2);
	test_begin("both-find-all");
	share_memory();
	scene_be_first();
	at_the_same_time();
	while_it_is_drained();
	return ktap_exit();
}
