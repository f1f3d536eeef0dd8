// SPDX-License-Identifier: GPL-2.0
/*
 * An orphan in a kernel that can push and drain, and in which nobody drains.
 *
 * It is pushed, and stays on its ring's list.  No CQE comes; closing the ring
 * does not help; and after five minutes the kernel complains, as in lab 01's
 * silent guest.  Labs 05 and 06 are about who calls the drain.
 *
 * The demo needs no verdict: what there is to see is on the console.
 */
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "orphan.h"

int main(void)
{
	struct __kernel_timespec limit = { .tv_sec = 60 };
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1 };
	struct io_uring_cqe *cqe;
	struct io_uring ring;

	puts("KTAP version 1\n1..1");
	fflush(stdout);
	orphan_push(&ring, 4, &o);
	clock_say("the child is gone, the pipe is written: pushed");
	clock_say(io_uring_wait_cqe_timeout(&ring, &cqe, &limit) ?
		  "a minute later: no CQE" : "a CQE: somebody has drained");
	io_uring_queue_exit(&ring);
	orphan_done(&o);
	clock_say("the ring is closed: the kernel begins to take it down");
	sleep(6 * 60);
	clock_say("six minutes later");
	puts("ok 1 nobody-drains");
	return 0;
}
