// SPDX-License-Identifier: GPL-2.0
/*
 * The child exits with what io_uring_submit() has returned. That is 1 when all
 * is well, and an exit status of 1 tells the parent that it is not.
 *
 * caught-by: healthy/pipe-is-written
 * message: the child's exit status is 0 when io_uring_submit() has returned 1
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
		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		/* The mistake: 0 would be "all is well". */
		_exit(io_uring_submit(&ring));
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
