// SPDX-License-Identifier: GPL-2.0
/*
 * Makes an orphan, closes everything, and sleeps for 15 minutes.
 *
 * In a guest whose fallback drops orphans, the request keeps its ring alive
 * after the last descriptor is closed.  io_ring_exit_work() then waits for a
 * ring that cannot die, and says so after five minutes.  In virtual time all of
 * that takes less than a second.
 *
 * The demo needs no verdict: what there is to see is on the console.
 */
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "orphan.h"

int main(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1 };
	struct io_uring ring;

	puts("KTAP version 1\n1..1");
	fflush(stdout);
	orphan_push(&ring, 4, &o);
	clock_say("the child is gone, the pipe is written: an orphan");
	io_uring_queue_exit(&ring);
	orphan_done(&o);
	clock_say("the ring is closed: the kernel begins to take it down");
	sleep(5 * 60 - 1);
	clock_say("five minutes, less a second");
	sleep(2);
	clock_say("five minutes and a second");
	sleep(10 * 60 - 1);
	clock_say("15 minutes later");
	puts("ok 1 five-minutes");
	return 0;
}
