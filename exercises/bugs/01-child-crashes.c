// SPDX-License-Identifier: GPL-2.0
/*
 * The child writes to an SQE that it has not got.
 *
 * caught-by: healthy/child-submits
 * message: a segmentation fault killed the child, in main at exercises/
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct __kernel_timespec limit = { .tv_sec = 5 };
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fds[2], status;
	pid_t child;

	if (io_uring_queue_init(4, &ring, 0) || pipe(fds))
		return 2;

	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		/* The mistake: the SQE has to come from io_uring_get_sqe(). */
		sqe = NULL;
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		_exit(io_uring_submit(&ring) == 1 ? 0 : 1);
	}

	if (waitpid(child, &status, 0) != child || status)
		return 2;
	if (write(fds[1], "x", 1) != 1)
		return 2;

	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
