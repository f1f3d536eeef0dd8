// SPDX-License-Identifier: GPL-2.0
/*
 * One part of the time limit is set, and the other is whatever was in that
 * memory.
 *
 * caught-by: silent/ends-in-time
 * message: asleep in io_uring_enter with a time limit of 1229782938247303441 s
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
	struct __kernel_timespec limit;
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
		_exit(io_uring_submit(&ring) == 1 ? 0 : 1);
	}

	if (waitpid(child, &status, 0) != child || status)
		return 2;
	if (write(fds[1], "x", 1) != 1)
		return 2;

	/* Memory that somebody has used before. */
	memset(&limit, 0x11, sizeof(limit));
	/* The mistake: tv_sec stays what it was. */
	limit.tv_nsec = 0;
	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
