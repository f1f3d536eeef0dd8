// SPDX-License-Identifier: GPL-2.0
/*
 * The parent gives the child 100 ms and then writes. But the child takes a
 * second to exit: when the pipe is written it is alive, and completes its
 * request itself.
 *
 * caught-by: healthy/child-is-gone
 * message: written before the child was gone
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
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
		if (io_uring_submit(&ring) != 1)
			_exit(1);
		/* The mistake: alive for another second. */
		sleep(1);
		_exit(0);
	}

	usleep(100000);
	if (write(fds[1], "x", 1) != 1)
		return 2;

	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		printf("no completion\n");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
