// SPDX-License-Identifier: GPL-2.0
/*
 * A right reproducer with READ in place of POLL_ADD. In the foreign guest the
 * parent reads what was meant for the child: the completion brings the number
 * of bytes. (On 6.1 the request is cancelled there, too, by the stranger: then
 * 0 is the right exit status.)
 *
 * differs: READ in place of POLL_ADD
 */
#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct __kernel_timespec limit = { .tv_nsec = 500000000 };
	static char buf[8];
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int fds[2], ret;
	pid_t child;

	if (io_uring_queue_init(1, &ring, IORING_SETUP_CLAMP) || pipe(fds))
		return 2;
	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_read(sqe, fds[0], buf, sizeof(buf), 0);
		io_uring_sqe_set_data64(sqe, 4711);
		_exit(io_uring_submit(&ring) != 1);
	}
	if (wait(NULL) != child || write(fds[1], "hello", 5) != 5)
		return 2;
	ret = io_uring_wait_cqe_timeout(&ring, &cqe, &limit);
	if (ret) {
		printf("io_uring_wait_cqe_timeout: %d\n", ret);
		return 1;
	}
	printf("user_data %llu, result %d\n",
	       (unsigned long long)cqe->user_data, cqe->res);
	return cqe->res != -ECANCELED;
}
