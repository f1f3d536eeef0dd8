// SPDX-License-Identifier: GPL-2.0
/*
 * A right reproducer that looks different: large ring with other flags, a sleep
 * in place of waitpid(), a loop that peeks in place of a wait, and a child that
 * is gone long before.
 *
 * differs: ring, waiting for the child, waiting for the completion
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define STEP_US		10000
#define STEPS		100

int main(void)
{
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fds[2], i;
	pid_t child;

	if (io_uring_queue_init(256, &ring, IORING_SETUP_COOP_TASKRUN) ||
	    pipe(fds))
		return 2;
	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		_exit(io_uring_submit(&ring) != 1);
	}
	sleep(1);
	if (write(fds[1], "hello", 5) != 5)
		return 2;

	for (i = 0; i < STEPS; i++) {
		if (!io_uring_peek_cqe(&ring, &cqe)) {
			printf("after %d peeks: %d\n", i, cqe->res);
			return cqe->res != -ECANCELED;
		}
		usleep(STEP_US);
	}
	printf("nothing after %d peeks\n", i);
	return 1;
}
