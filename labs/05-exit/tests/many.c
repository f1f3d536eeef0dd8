// SPDX-License-Identifier: GPL-2.0
/*
 * One turn runs all that is there, however much it is.
 *
 * A turn comes every 50 ms.  A thousand orphans, one in each turn, would take
 * 50 seconds; 6000 would bring the warning after five minutes.  All of it is
 * done in the first turn, so it may not take longer than a single one.
 *
 *	thousand-polls		pushed before the last close
 *	thousand-timeouts	pushed by interrupts, before the last close
 *	thousand-canceled	pushed by the exit work, which cancels them
 *	thousand-links		the callback of each pushes one more
 *	chain-of-links		a poll with a hundred NOPs linked behind it
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "ktap.h"
#include "orphan.h"

#define READ		"labs/05-exit/README.md, \"All of it\""
#define MANY		1000
#define CHAIN		100
#define ENTRIES		1024

static void test_thousand(const char *name, enum orphan_kind kind, bool fired)
{
	struct orphan o = { .kind = kind, .count = MANY, .user_data = 1 };
	struct io_uring ring;
	int witness;

	test_begin(name);
	orphan_ring(&ring, ENTRIES);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	orphan_let_go(&o);
	if (fired)
		orphan_fire(&o);
	io_uring_queue_exit(&ring);
	test_end(expect_ring_gone(witness, &o, READ));
}

static bool submit_chain(struct io_uring *ring, void *arg)
{
	const int *fd = arg;
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	unsigned int i;

	io_uring_prep_poll_add(sqe, *fd, POLLIN);
	for (i = 0; i < CHAIN; i++) {
		io_uring_sqe_set_flags(sqe, IOSQE_IO_LINK);
		sqe = io_uring_get_sqe(ring);
		io_uring_prep_nop(sqe);
	}
	return io_uring_submit(ring) == 1 + CHAIN;
}

static void test_chain(void)
{
	struct io_uring ring;
	int witness, ends[2];

	test_begin("chain-of-links");
	scene_pipe(ends);
	orphan_ring(&ring, ENTRIES);
	witness = ring_witness(&ring);
	ring_submit_and_die(&ring, submit_chain, &ends[0]);
	if (write(ends[1], ORPHAN_DATA, 1) != 1)
		scene_failed("data for the orphan", errno);
	io_uring_queue_exit(&ring);
	test_end(expect_ring_gone(witness, NULL, READ));
}

int main(void)
{
	plan(5);
	test_thousand("thousand-polls", ORPHAN_POLL, true);
	test_thousand("thousand-timeouts", ORPHAN_TIMEOUT, true);
	test_thousand("thousand-canceled", ORPHAN_POLL, false);
	test_thousand("thousand-links", ORPHAN_LINK, true);
	test_chain();
	return ktap_exit();
}
