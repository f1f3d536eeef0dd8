// SPDX-License-Identifier: GPL-2.0
/*
 * The parent submits the request and the child only exits. The submitter is
 * alive when the request completes: no orphan.
 *
 * caught-by: healthy/child-submits
 * message: the parent itself submitted POLL_ADD
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

	/* The mistake: before fork(), so this is the parent. */
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_poll_add(sqe, fds[0], POLLIN);
	if (io_uring_submit(&ring) != 1)
		return 2;

	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		_exit(0);
	}

	if (waitpid(child, NULL, 0) != child)
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
