// SPDX-License-Identifier: GPL-2.0
/*
 * Two arguments of io_uring_prep_poll_add() are exchanged, and both are int, so
 * the compiler does not notice: it polls descriptor 1, the standard output, for
 * what the number of the pipe's reading end says.
 *
 * caught-by: healthy/child-is-gone
 * message: it did not poll the pipe's reading end (fds[0]) for POLLIN
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
	int fds[2];
	pid_t child;

	if (io_uring_queue_init(4, &ring, 0) || pipe(fds))
		return 2;

	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		sqe = io_uring_get_sqe(&ring);
		/* The mistake. */
		io_uring_prep_poll_add(sqe, POLLIN, fds[0]);
		_exit(io_uring_submit(&ring) == 1 ? 0 : 1);
	}

	if (waitpid(child, NULL, 0) != child)
		return 2;
	if (write(fds[1], "", 1) != 1)
		return 2;

	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
