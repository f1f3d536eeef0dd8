// SPDX-License-Identifier: GPL-2.0
/*
 * When a drain has returned, what was pushed has completed.
 *
 * Real orphans, on real rings.  Nobody calls the drain in this lab, so the test
 * has a kworker call it, see ring_drain(), and then looks at its ring as an
 * application does.  It waits for no completion, because a drain returns when
 * it has run what it took: each CQE is there, once, with the right result.  At
 * the end the ring is closed, and has to go away, because no request is left
 * that holds it.
 */
#define _GNU_SOURCE
#include <string.h>

#include "ktap.h"
#include "orphan.h"

#define README		"labs/04-drain/README.md"
#define PROMISES	README ", \"What a drain promises\""

#define MANY		1000
/* In real time it takes a while to submit so many timeouts. */
#define MANY_DELAY_MS	2000
#define ENTRIES		1024

/* Without the simplest, the others say nothing new. */
static bool simplest_fails;

/* What is wrong already would at best be said again, and may end the guest. */
static bool begin(const char *name)
{
	const char *needs = kunit_failed("drain") ? "kunit-drain" :
			    simplest_fails ? "poll" : NULL;

	test_begin(name);
	if (needs)
		test_skip("needs %s", needs);
	return !needs;
}

static bool completes(struct io_uring *ring, const struct orphan *o)
{
	struct orphan_seen seen;

	ring_drain(ring);
	return expect(orphan_wait(ring, o, 0, &seen),
		      phrase("when a drain has returned, each %s orphan has completed, once, with -%s",
			     orphan_name(o->kind),
			     strerrorname_np(-orphan_result(o->kind))),
		      PROMISES, "%s", orphan_describe(o, &seen));
}

/* One event, and all @count are pushed by it. */
static void test_kind(const char *name, enum orphan_kind kind,
		      unsigned int count)
{
	struct orphan o = {
		.kind = kind, .count = count, .user_data = 42,
		.delay_ms = count > 1 ? MANY_DELAY_MS : 0,
	};
	struct io_uring ring;
	int witness;
	bool ok;

	if (!begin(name))
		return;
	orphan_ring(&ring, ENTRIES);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	orphan_let_go(&o);
	orphan_fire(&o);
	ok = completes(&ring, &o);
	io_uring_queue_exit(&ring);
	ok = ok && expect_ring_gone(witness, &o, PROMISES);
	orphan_done(&o);
	test_end(ok);
	if (kind == ORPHAN_POLL && count == 1 && !ok)
		simplest_fails = true;
}

/* A ring is drained when nothing was pushed, then with something, and so on. */
static void test_again_and_again(void)
{
	struct io_uring ring;
	enum orphan_kind kind;
	int witness;
	bool ok = true;

	if (!begin("again-and-again"))
		return;
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	for (kind = 0; kind < ORPHAN_KINDS && ok; kind++) {
		struct orphan o = {
			.kind = kind, .count = 1 + kind % 3,
			.user_data = 100 * kind,
		};

		orphan_arm(&ring, &o);
		ring_drain(&ring);
		orphan_fire(&o);
		ok = completes(&ring, &o);
		orphan_done(&o);
	}
	io_uring_queue_exit(&ring);
	test_end(ok && expect_ring_gone(witness, NULL, PROMISES));
}

/* Both have orphans, and one is drained, which is no affair of the other. */
static void test_two_rings(void)
{
	struct orphan of_one = {
		.kind = ORPHAN_RECV, .count = 3, .user_data = 100
	};
	struct orphan of_other = {
		.kind = ORPHAN_LINK, .count = 2, .user_data = 200
	};
	struct io_uring one, other;
	int one_ends, other_ends;
	struct orphan_seen seen;
	bool ok;

	if (!begin("two-rings"))
		return;
	orphan_ring(&one, 8);
	orphan_ring(&other, 8);
	one_ends = ring_witness(&one);
	other_ends = ring_witness(&other);
	orphan_arm(&one, &of_one);
	orphan_arm(&other, &of_other);
	orphan_fire(&of_one);
	orphan_fire(&of_other);
	ok = completes(&one, &of_one);
	orphan_wait(&other, &of_other, 0, &seen);
	ok = ok && expect(!seen.cqes,
			  "a drain runs what was pushed to its own ring",
			  PROMISES, "it was another ring's drain, and %s",
			  orphan_describe(&of_other, &seen)) &&
	     completes(&other, &of_other);
	orphan_done(&of_one);
	orphan_done(&of_other);
	io_uring_queue_exit(&one);
	io_uring_queue_exit(&other);
	test_end(ok && expect_ring_gone(one_ends, NULL, PROMISES) &&
		 expect_ring_gone(other_ends, NULL, PROMISES));
}

int main(void)
{
	enum orphan_kind kind;

	plan(ORPHAN_KINDS + 5);
	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_kind(orphan_name(kind), kind, 1);
	test_kind("thousand-polls", ORPHAN_POLL, MANY);
	test_kind("thousand-timeouts", ORPHAN_TIMEOUT, MANY);
	test_kind("thousand-links", ORPHAN_LINK, MANY);
	test_again_and_again();
	test_two_rings();
	return ktap_exit();
}
