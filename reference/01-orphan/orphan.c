// SPDX-License-Identifier: GPL-2.0
/*
 * Makes an orphan: a request that completes when its submitter is gone.
 *
 *	parent				child
 *	------				-----
 *	make a ring and a pipe
 *	fork()
 *					arm POLL_ADD on the pipe
 *					_exit()
 *	wait for the child's end
 *	write to the pipe
 *	wait for the completion
 *
 * The write wakes the poll request.  Its completion is meant to be task_work of
 * the task that submitted it, the child, which no longer exists.  Somebody
 * else has to run it, and must not do the request's work in the child's name,
 * but let it complete with -ECANCELED.
 *
 * Exit status:
 *	0	the completion came, and its result is -ECANCELED
 *	1	it did not come in time, or with another result
 *	2	the scene could not be set up
 */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENTRIES		4
#define ORPHAN		1	/* user_data: how we know the request again */
#define LIMIT_SEC	5	/* it needs 20 ms; the rest is patience */

static void die(const char *what, int err)
{
	fprintf(stderr, "orphan: %s: %s\n", what, strerror(err));
	exit(2);
}

/*
 * The child: hand the request to the kernel, and be gone before it completes.
 *
 * _exit() and not exit(): stdio buffers and atexit handlers are the parent's.
 */
static void submit_and_die(struct io_uring *ring, int fd)
{
	/* >>> TODO 1: get an SQE from the ring, prepare POLL_ADD for POLLIN on
	 * fd, set its user_data to ORPHAN, and submit it. io_uring_submit()
	 * returns how many requests it handed over; _exit(1) unless it is 1.
	 */
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	if (!sqe)
		_exit(1);
	io_uring_prep_poll_add(sqe, fd, POLLIN);
	io_uring_sqe_set_data64(sqe, ORPHAN);
	if (io_uring_submit(ring) != 1)
		_exit(1);
	/* <<< (void)ring;
	 * (void)fd;
	 */
	_exit(0);
}

/*
 * The parent: wait until the child is gone. Only then is its request an orphan.
 */
static void wait_for(pid_t child)
{
	/* >>> TODO 2: wait for the child's end with waitpid(). If it did not
	 * exit with status 0, there is no request: die("child", ECHILD).
	 */
	int status;

	if (waitpid(child, &status, 0) != child)
		die("waitpid", errno);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		die("child", ECHILD);
	/* <<< (void)child;
	 */
}

/*
 * The parent: look at the completion. A kernel with a broken fallback never
 * sends one, so never wait without a limit.
 */
static int judge(struct io_uring *ring)
{
	/* >>> TODO 4: wait for a CQE, at most LIMIT_SEC seconds, with
	 * io_uring_wait_cqe_timeout(). It returns -ETIME if none came. Print
	 * what you saw, the result included, mark the CQE as seen, and return
	 * 0 only if its result is -ECANCELED, otherwise 1.
	 */
	struct __kernel_timespec limit = { .tv_sec = LIMIT_SEC };
	struct io_uring_cqe *cqe;
	int ret, res;

	ret = io_uring_wait_cqe_timeout(ring, &cqe, &limit);
	if (ret == -ETIME) {
		printf("no completion within %d seconds\n", LIMIT_SEC);
		return 1;
	}
	if (ret)
		die("io_uring_wait_cqe_timeout", -ret);

	res = cqe->res;
	io_uring_cqe_seen(ring, cqe);
	printf("the orphan completed with %d (%s)\n", res,
	       res < 0 ? strerror(-res) : "not an error");
	return res == -ECANCELED ? 0 : 1;
	/* <<< (void)ring;
	 * printf("did not look for a completion\n");
	 * return 1;
	 */
}

int main(void)
{
	struct io_uring ring;
	int fds[2], ret;
	pid_t child;

	ret = io_uring_queue_init(ENTRIES, &ring, 0);
	if (ret)
		die("io_uring_queue_init", -ret);
	if (pipe(fds))
		die("pipe", errno);

	child = fork();
	if (child < 0)
		die("fork", errno);
	if (!child)
		submit_and_die(&ring, fds[0]);
	wait_for(child);

	/* >>> TODO 3: write one byte to the pipe, so that the poll request has
	 * something to report.
	 */
	if (write(fds[1], "x", 1) != 1)
		die("write", errno);
	/* <<< */

	ret = judge(&ring);
	io_uring_queue_exit(&ring);
	return ret;
}
