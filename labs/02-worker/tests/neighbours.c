// SPDX-License-Identifier: GPL-2.0
/*
 * Two rings do not disturb each other: each has its own worker, and each gets
 * its own completions, whatever happens to the other.
 */
#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define README		"labs/02-worker/README.md"
#define LIMIT_MS	1000
#define ENTRIES		8
#define ROUNDS		5

static bool completes(const char *which, struct io_uring *ring,
		      const struct orphan *o)
{
	struct orphan_seen seen;

	return expect(orphan_wait(ring, o, patience_ms(LIMIT_MS), &seen),
		      phrase("the orphan of %s ring completes there, once",
			     which), README ", \"The worker\"", "%s",
		      orphan_describe(o, &seen));
}

/* By turns, with completions of both on the way at the same time. */
static void test_each_gets_its_own(void)
{
	struct io_uring one, other;
	unsigned int i;
	bool ok = true;

	test_begin("each-gets-its-own");
	orphan_ring(&one, ENTRIES);
	orphan_ring(&other, ENTRIES);
	for (i = 0; i < ROUNDS && ok; i++) {
		struct orphan a = { .count = 2, .user_data = 100 + 10 * i };
		struct orphan b = { .count = 3, .user_data = 500 + 10 * i };

		a.kind = i % ORPHAN_TIMEOUT;
		b.kind = (i + 1) % ORPHAN_TIMEOUT;
		orphan_arm(&one, &a);
		orphan_arm(&other, &b);
		orphan_fire(&b);
		orphan_fire(&a);
		ok = completes("one", &one, &a) &&
		     completes("the other", &other, &b);
		orphan_done(&a);
		orphan_done(&b);
	}
	io_uring_queue_exit(&one);
	io_uring_queue_exit(&other);
	test_end(ok);
}

/* The neighbour ends, with and without something to do, and ends its worker. */
static void test_neighbour_closes(void)
{
	struct orphan a = { .kind = ORPHAN_POLL, .count = 3 };
	struct orphan b = { .kind = ORPHAN_POLL, .count = 3, .user_data = 500 };
	struct io_uring one, other, third;
	int witness;
	bool ok;

	test_begin("neighbour-closes");
	orphan_ring(&one, ENTRIES);
	orphan_ring(&other, ENTRIES);
	orphan_ring(&third, ENTRIES);
	witness = ring_witness(&one);
	orphan_arm(&one, &a);
	orphan_arm(&other, &b);

	io_uring_queue_exit(&one);
	io_uring_queue_exit(&third);
	ok = expect(hung_up(witness, patience_ms(LIMIT_MS)) >= 0,
		    "a ring goes away after its last close()",
		    README ", \"The end\"", "%u ms later it is still there",
		    patience_ms(LIMIT_MS));
	orphan_fire(&b);
	ok = completes("the other", &other, &b) && ok;
	orphan_end(&other, &b);
	orphan_done(&a);
	test_end(ok);
}

int main(void)
{
	plan(2);
	test_each_gets_its_own();
	test_neighbour_closes();
	return ktap_exit();
}
