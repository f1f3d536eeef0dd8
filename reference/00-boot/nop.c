// SPDX-License-Identifier: GPL-2.0
/*
 * The smallest io_uring program: one request that does nothing.
 *
 *	submission queue		completion queue
 *	----------------		----------------
 *	we write an SQE,    -->		the kernel writes a CQE,
 *	"do NOP, tag 42"   kernel  -->	"tag 42: result 0"
 *
 * Both queues are memory that we share with the kernel.  liburing knows the
 * layout of that memory, and makes the system calls.
 *
 * Its functions return 0, or a count, or a negative errno.
 */
#include <liburing.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES		4
#define TAG		42	/* user_data: comes back unchanged */

/* @err is a positive errno, or 0 if there is none to speak of. */
static int complain(const char *what, int err)
{
	fprintf(stderr, "nop: %s%s%s\n", what, err ? ": " : "",
		err ? strerror(err) : "");
	return 1;
}

/* Hand one NOP to the kernel. Returns 0, or 1 after a message. */
static int submit_nop(struct io_uring *ring)
{
	/* >>> TODO 1: get an SQE with io_uring_get_sqe(), fill it in with
	 * io_uring_prep_nop(), set its user_data to TAG with
	 * io_uring_sqe_set_data64(), and hand it over with io_uring_submit().
	 * That one returns how many requests the kernel took: one.
	 */
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	int ret;

	if (!sqe)
		return complain("the submission queue is full", 0);
	io_uring_prep_nop(sqe);
	io_uring_sqe_set_data64(sqe, TAG);
	ret = io_uring_submit(ring);
	if (ret != 1)
		return complain("io_uring_submit did not take the request",
				ret < 0 ? -ret : 0);
	return 0;
	/* <<< (void)ring;
	 * return 0;
	 */
}

/* Wait for the completion and show it. Returns 0 if it is a good one. */
static int show_completion(struct io_uring *ring)
{
	/* >>> TODO 2: wait for a CQE with io_uring_wait_cqe(), print
	 *	NOP completed: user_data 42, res 0
	 * with the numbers taken from the CQE, and give it back to the kernel
	 * with io_uring_cqe_seen(). Copy what you need before you give it back.
	 */
	struct io_uring_cqe *cqe;
	unsigned long long tag;
	int ret, res;

	ret = io_uring_wait_cqe(ring, &cqe);
	if (ret)
		return complain("io_uring_wait_cqe", -ret);
	tag = cqe->user_data;
	res = cqe->res;
	io_uring_cqe_seen(ring, cqe);

	printf("NOP completed: user_data %llu, res %d\n", tag, res);
	return tag != TAG || res;
	/* <<< (void)ring;
	 * return complain("TODO 1 and TODO 2 are still to do", 0);
	 */
}

int main(void)
{
	struct io_uring ring;
	int ret;

	ret = io_uring_queue_init(ENTRIES, &ring, 0);
	if (ret)
		return complain("io_uring_queue_init", -ret);
	ret = submit_nop(&ring) || show_completion(&ring);
	io_uring_queue_exit(&ring);
	return ret;
}
