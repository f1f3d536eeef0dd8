// SPDX-License-Identifier: GPL-2.0
/*
 * An orphan in a kernel that can push and drain, and in which nobody drains.
 *
 * It is pushed, and stays on its ring's list.  No CQE comes; closing the ring
 * does not help; and after five minutes the kernel complains, as in lab 01's
 * silent guest.  Labs 05 and 06 are about who calls the drain.
 *
 * The demo needs no verdict: what there is to see is on the console.
 */
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "nobody-drains: %4ld.%03ld s: %s\n", (long)now.tv_sec,
		now.tv_nsec / 1000000, what);
}

static int make_orphan(struct io_uring *ring, int fds[2])
{
	struct io_uring_sqe *sqe;
	pid_t child;

	if (io_uring_queue_init(4, ring, 0) || pipe(fds))
		return -1;
	child = fork();
	if (child < 0)
		return -1;
	if (!child) {
		sqe = io_uring_get_sqe(ring);
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		_exit(io_uring_submit(ring) != 1);
	}
	if (waitpid(child, NULL, 0) != child || write(fds[1], "x", 1) != 1)
		return -1;
	return 0;
}

int main(void)
{
	struct __kernel_timespec limit = { .tv_sec = 60 };
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	int fds[2];

	puts("KTAP version 1\n1..1");
	fflush(stdout);
	if (make_orphan(&ring, fds)) {
		perror("nobody-drains");
		puts("not ok 1 nobody-drains");
		return 1;
	}
	say("the child is gone, the pipe is written: pushed");
	say(io_uring_wait_cqe_timeout(&ring, &cqe, &limit) ?
	    "a minute later: no CQE" : "a CQE: somebody has drained");
	io_uring_queue_exit(&ring);
	close(fds[0]);
	close(fds[1]);
	say("the ring is closed: the kernel begins to take it down");
	sleep(6 * 60);
	say("six minutes later");
	puts("ok 1 nobody-drains");
	return 0;
}
