// SPDX-License-Identifier: GPL-2.0
/*
 * A right reproducer with RECV on a socket pair in place of POLL_ADD on a pipe,
 * and a grandchild in place of a child.
 *
 * differs: RECV on a socket pair, submitted by a grandchild
 */
#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct __kernel_timespec limit = { .tv_sec = 1 };
	static char buf[8];
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fds[2];
	pid_t child;

	if (io_uring_queue_init(8, &ring, 0) ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		return 2;
	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		pid_t grandchild = fork();

		if (!grandchild) {
			sqe = io_uring_get_sqe(&ring);
			io_uring_prep_recv(sqe, fds[0], buf, sizeof(buf), 0);
			_exit(io_uring_submit(&ring) != 1);
		}
		_exit(waitpid(grandchild, NULL, 0) != grandchild);
	}
	if (waitpid(child, NULL, 0) != child || write(fds[1], "hello", 5) != 5)
		return 2;
	if (io_uring_wait_cqe_timeout(&ring, &cqe, &limit)) {
		puts("no completion");
		return 1;
	}
	printf("result %d\n", cqe->res);
	return cqe->res != -ECANCELED;
}
