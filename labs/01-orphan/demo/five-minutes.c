// SPDX-License-Identifier: GPL-2.0
/*
 * Makes an orphan, closes everything, and sleeps for 15 minutes.
 *
 * In a guest whose fallback drops orphans, the request keeps its ring alive
 * after the last descriptor is closed.  io_ring_exit_work() then waits for a
 * ring that cannot die, and says so after five minutes.  In virtual time all of
 * that takes less than a second.
 *
 * The demo needs no verdict: what there is to see is on the console.
 */
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "five-minutes: %4ld.%03ld s: %s\n", (long)now.tv_sec,
		now.tv_nsec / 1000000, what);
}

static int make_orphan(void)
{
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fds[2];
	pid_t child;

	if (io_uring_queue_init(4, &ring, 0) || pipe(fds))
		return -1;
	child = fork();
	if (child < 0)
		return -1;
	if (!child) {
		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		_exit(io_uring_submit(&ring) != 1);
	}
	if (waitpid(child, NULL, 0) != child || write(fds[1], "x", 1) != 1)
		return -1;
	say("the child is gone, the pipe is written: an orphan");

	io_uring_queue_exit(&ring);
	close(fds[0]);
	close(fds[1]);
	say("the ring is closed: the kernel begins to take it down");
	return 0;
}

int main(void)
{
	puts("KTAP version 1\n1..1");
	fflush(stdout);
	if (make_orphan()) {
		perror("five-minutes");
		puts("not ok 1 five-minutes");
		return 1;
	}
	sleep(5 * 60 - 1);
	say("five minutes, less a second");
	sleep(2);
	say("five minutes and a second");
	sleep(10 * 60 - 1);
	say("15 minutes later");
	puts("ok 1 five-minutes");
	return 0;
}
