// SPDX-License-Identifier: GPL-2.0
/*
 * The parent asks for the completion again and again and never sleeps. Nothing
 * else gets to run in virtual time then: the clock stands still, the tick that
 * would run the orphan never comes, and no limit of the guest is ever reached.
 * The host ends the guest, and names the test that was running.
 *
 * caught-by: healthy/ends-in-time
 * message: timed out
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
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
	if (write(fds[1], "x", 1) != 1)
		return 2;

	/* The mistake: the CPU has nothing else to do than to ask. */
	while (io_uring_peek_cqe(&ring, &cqe))
		;
	printf("result %d\n", cqe->res);
	return cqe->res == -ECANCELED ? 0 : 1;
}
