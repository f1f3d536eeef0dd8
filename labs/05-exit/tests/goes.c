// SPDX-License-Identifier: GPL-2.0
/*
 * The last descriptor of a ring is closed, and the ring goes, orphans or not.
 *
 * Each kind of orphan, because they come to the fallback by different ways, and
 * each of them twice:
 *
 *	fired-...	What the request waited for has happened.  It has been
 *			pushed, and waits for somebody to drain.
 *	armed-...	Nothing has happened, and its task is dead.  It is the
 *			exit work itself that cancels the request, and by that
 *			makes it an orphan.
 *
 * And a measurement, which fails nobody: does the ring go in the first turn of
 * its exit work?
 *
 * The ring is seen to go by a pipe that is registered with it, the request by
 * the pipe or socket that it waits on: their other ends hang up.
 */
#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define READ	"labs/05-exit/README.md, \"Each turn\""

/* At least that long from one turn to the next, see io_ring_exit_work(). */
#define TURN_MS	50

/* Where the plainest one does not go, the others have nothing to add. */
static bool plainest_goes;

static void test_goes(enum orphan_kind kind, bool fired)
{
	struct orphan o = { .kind = kind, .count = 1, .user_data = 1 };
	struct io_uring ring;
	char name[32];
	int witness;
	bool gone;

	snprintf(name, sizeof(name), "%s-%s", fired ? "fired" : "armed",
		 orphan_name(kind));
	test_begin(name);
	if (!plainest_goes && (kind != ORPHAN_POLL || !fired)) {
		test_skip("needs fired-poll");
		return;
	}

	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	orphan_let_go(&o);
	if (fired)
		orphan_fire(&o);
	io_uring_queue_exit(&ring);

	gone = expect_ring_gone(witness, &o, READ);
	plainest_goes |= gone;
	test_end(gone);
}

/* One orphan is there before the exit work, the other is made by it. */
static void test_first_turn(void)
{
	struct orphan fired = { .kind = ORPHAN_POLL, .count = 1 };
	struct orphan armed = { .kind = ORPHAN_POLL, .count = 1 };
	struct io_uring ring;
	int witness, ms;

	test_begin("in-the-first-turn");
	if (!plainest_goes || !clock_is_virtual()) {
		test_skip(plainest_goes ? "time is real here" :
			  "needs fired-poll");
		return;
	}
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &fired);
	orphan_arm(&ring, &armed);
	orphan_let_go(&fired);
	orphan_let_go(&armed);
	orphan_fire(&fired);
	io_uring_queue_exit(&ring);

	ms = hung_up(witness, RING_GONE_MS);
	if (ms < 0)
		test_skip("the ring is still there: see armed-poll");
	else if (ms >= TURN_MS)
		test_skip("the ring took %d ms, so it went in a later turn: labs/05-exit/README.md, \"Five places\"",
			  ms);
	else
		test_pass();
	orphan_done(&fired);
	orphan_done(&armed);
}

int main(void)
{
	unsigned int kind;

	plan(2 * ORPHAN_KINDS + 1);
	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_goes(kind, true);
	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_goes(kind, false);
	test_first_turn();
	return ktap_exit();
}
