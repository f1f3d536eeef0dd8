// SPDX-License-Identifier: GPL-2.0
/*
 * Orphans that appear while the exit work goes round: the ring goes all the
 * same.
 *
 * killed-meanwhile: the submitter lives, but is stopped, so that it does not
 * run its task_work.  Two turns after the last close it is killed.  Linux
 * 6.12 hands over the task_work of an exiting task: an orphan, in the third
 * turn.  Linux 6.1 lets the task run it on its way out.
 *
 *	turn	exit work			submitter
 *	----	---------			---------
 *	0	cancels the poll: task_work	stopped
 *		for the submitter
 *	1	nothing to do			stopped
 *	2	nothing to do			stopped
 *						killed: push (6.12)
 *	3	drains
 *
 * deferred-link: a ring with IORING_SETUP_DEFER_TASKRUN keeps its task_work
 * in a list of its own, and each turn begins with moving what is there.  The
 * submitter is dead.  The first turn cancels its poll, and with it the NOP
 * that is linked to it; but Linux 6.12 puts the NOP on that list, for the
 * next turn.
 */
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "ktap.h"
#include "orphan.h"

#define READ		"labs/05-exit/README.md, \"Each turn\""

/* Two turns and a bit: a turn comes every five to six ticks of 10 ms. */
#define STOPPED_MS	120

static void test_killed_meanwhile(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 1 };
	struct io_uring ring;
	pid_t submitter;
	int witness;
	bool waits;

	test_begin("killed-meanwhile");
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	submitter = orphan_arm_stopped(&ring, &o);
	orphan_let_go(&o);
	io_uring_queue_exit(&ring);

	waits = expect(hung_up(witness, STOPPED_MS) < 0,
		       "a ring waits for its last request, which a stopped task has yet to run",
		       "fallback.h, what holds at all times",
		       "it was gone before the request had run");
	scene_kill(submitter, SIGKILL);
	test_end(waits && expect_ring_gone(witness, &o, READ));
}

/* In the child, which by enabling the ring becomes its only issuer. */
static bool submit_link(struct io_uring *ring, void *arg)
{
	const int *fd = arg;
	struct io_uring_sqe *sqe;

	if (io_uring_enable_rings(ring))
		return false;
	sqe = io_uring_get_sqe(ring);
	io_uring_prep_poll_add(sqe, *fd, POLLIN);
	io_uring_sqe_set_flags(sqe, IOSQE_IO_LINK);
	io_uring_prep_nop(io_uring_get_sqe(ring));
	return io_uring_submit(ring) == 2;
}

static void test_deferred_link(void)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_R_DISABLED | IORING_SETUP_SINGLE_ISSUER |
			 IORING_SETUP_DEFER_TASKRUN,
	};
	struct io_uring ring;
	int witness, ends[2], ret;

	test_begin("deferred-link");
	ret = io_uring_queue_init_params(8, &ring, &params);
	if (ret)
		scene_failed("a ring with IORING_SETUP_DEFER_TASKRUN", -ret);
	scene_pipe(ends);
	witness = ring_witness(&ring);
	ring_submit_and_die(&ring, submit_link, &ends[0]);
	close(ends[0]);
	io_uring_queue_exit(&ring);

	test_end(expect_ring_gone(witness, NULL, READ));
}

int main(void)
{
	plan(2);
	test_killed_meanwhile();
	test_deferred_link();
	return ktap_exit();
}
