// SPDX-License-Identifier: GPL-2.0
/*
 * Writes to the pipe's reading end, which write() refuses.  The program looks
 * at what write() returns, so it gives up and says why.
 *
 * caught-by: healthy/pipe-is-written
 * message: it printed "orphan: write: Bad file descriptor" read: TODO 3 in orphan.c
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
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
		io_uring_prep_poll_add(sqe, fds[0], POLLIN);
		_exit(io_uring_submit(&ring) == 1 ? 0 : 1);
	}

	if (waitpid(child, NULL, 0) != child)
		return 2;
	/* The mistake: fds[0]. */
	if (write(fds[0], "", 1) != 1) {
		fprintf(stderr, "orphan: write: %s\n", strerror(errno));
		return 2;
	}

	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
