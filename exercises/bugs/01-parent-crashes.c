// SPDX-License-Identifier: GPL-2.0
/*
 * The parent looks at a completion before it has one.
 *
 * caught-by: healthy/ends-in-time
 * message: killed by signal 11 (Segmentation fault), in main at exercises/
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
	struct io_uring_cqe *cqe = NULL;
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
		_exit(io_uring_submit(&ring) == 1 ? 0 : 1);
	}

	if (waitpid(child, &status, 0) != child || status)
		return 2;
	if (write(fds[1], "x", 1) != 1)
		return 2;

	/* The mistake: nobody has said yet where the CQE is. */
	printf("result %d\n", cqe->res);
	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	return cqe->res == -ECANCELED ? 0 : 1;
}
