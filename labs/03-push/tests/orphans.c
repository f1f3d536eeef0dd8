// SPDX-License-Identifier: GPL-2.0
/*
 * What push has kept completes, when somebody takes the list.
 *
 * Real orphans, on real rings.  Nobody drains in this lab, so the test has the
 * list taken and run by a kworker, see ring_take(), and then looks at its ring
 * as an application does: before, no orphan has completed; afterwards each has,
 * once, with the right result.  It waits for none of them, because all that was
 * taken has run when ring_take() returns.  At the end the ring is closed, and
 * has to go away, because no request is left that holds it.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "ktap.h"
#include "orphan.h"

#define README		"labs/03-push/README.md"
#define PROMISES	README ", \"What push promises\""

#define MANY		1000
/* In real time it takes a while to submit so many timeouts. */
#define MANY_DELAY_MS	2000
#define ENTRIES		1024
#define ORDERED		5

/* Without the simplest, the others say nothing new. */
static bool simplest_fails;

/* What is wrong already would at best be said again, and may end the guest. */
static bool begin(const char *name)
{
	const char *needs = kunit_failed("push") ? "kunit-push" :
			    simplest_fails ? "poll" : NULL;

	test_begin(name);
	if (needs)
		test_skip("needs %s", needs);
	return !needs;
}

static bool kept(struct io_uring *ring, const struct orphan *o)
{
	struct orphan_seen seen;

	orphan_wait(ring, o, 0, &seen);
	return expect(!seen.cqes,
		      "a request that was pushed is kept until somebody takes its ring's list",
		      PROMISES, "before that: %s",
		      orphan_describe(o, &seen));
}

static bool completes(struct io_uring *ring, const struct orphan *o)
{
	struct orphan_seen seen;

	ring_take(ring);
	if (o->kind == ORPHAN_LINK)
		ring_take(ring);
	return expect(orphan_wait(ring, o, 0, &seen),
		      phrase("when the list has been taken and run, each %s orphan has completed, once, with -%s",
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
	ok = kept(&ring, &o) && completes(&ring, &o);
	io_uring_queue_exit(&ring);
	ok = ok && expect_ring_gone(witness, &o, PROMISES);
	orphan_done(&o);
	test_end(ok);
	if (kind == ORPHAN_POLL && count == 1 && !ok)
		simplest_fails = true;
}

/* The list is taken, and is a list again. */
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
		orphan_fire(&o);
		ok = kept(&ring, &o) && completes(&ring, &o);
		orphan_done(&o);
	}
	io_uring_queue_exit(&ring);
	test_end(ok && expect_ring_gone(witness, NULL, PROMISES));
}

/* One after another is pushed; the list is a stack, and runs from its head. */
static void test_newest_first(void)
{
	struct orphan orphans[ORDERED];
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	char came[64] = "";
	unsigned int i, n = 0;
	int witness;
	bool ok;

	if (!begin("newest-first"))
		return;
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	for (i = 0; i < ORDERED; i++) {
		orphans[i] = (struct orphan) {
			.kind = ORPHAN_POLL, .count = 1, .user_data = i + 1,
		};
		orphan_arm(&ring, &orphans[i]);
	}
	for (i = 0; i < ORDERED; i++)
		orphan_fire(&orphans[i]);
	ring_take(&ring);
	while (!io_uring_peek_cqe(&ring, &cqe)) {
		if (n < sizeof(came))
			n += snprintf(came + n, sizeof(came) - n, " %llu",
				      (unsigned long long)
				      io_uring_cqe_get_data64(cqe));
		io_uring_cqe_seen(&ring, cqe);
	}
	ok = expect(!strcmp(came, " 5 4 3 2 1"),
		    "a list runs from the request that was pushed last to the one that was pushed first: 5 4 3 2 1",
		    PROMISES, "%s", n ? came + 1 : "none has run");
	for (i = 0; i < ORDERED; i++)
		orphan_done(&orphans[i]);
	io_uring_queue_exit(&ring);
	test_end(ok && expect_ring_gone(witness, NULL, PROMISES));
}

/* The requests of both come in turns; each ring has its own list of them. */
static void test_two_rings(void)
{
	struct orphan of_one[2] = {
		{ .kind = ORPHAN_POLL, .count = 3, .user_data = 100 },
		{ .kind = ORPHAN_RECV, .count = 2, .user_data = 200 },
	};
	struct orphan of_other = {
		.kind = ORPHAN_READ, .count = 4, .user_data = 300
	};
	struct io_uring one, other;
	int one_ends, other_ends;
	bool ok;

	if (!begin("two-rings"))
		return;
	orphan_ring(&one, 8);
	orphan_ring(&other, 8);
	one_ends = ring_witness(&one);
	other_ends = ring_witness(&other);
	orphan_arm(&one, &of_one[0]);
	orphan_arm(&other, &of_other);
	orphan_fire(&of_one[0]);
	orphan_fire(&of_other);
	ok = completes(&one, &of_one[0]);
	orphan_arm(&one, &of_one[1]);
	orphan_fire(&of_one[1]);
	ok = ok && kept(&other, &of_other) && completes(&other, &of_other) &&
	     completes(&one, &of_one[1]);
	orphan_done(&of_one[0]);
	orphan_done(&of_one[1]);
	orphan_done(&of_other);
	io_uring_queue_exit(&one);
	io_uring_queue_exit(&other);
	test_end(ok && expect_ring_gone(one_ends, NULL, PROMISES) &&
		 expect_ring_gone(other_ends, NULL, PROMISES));
}

int main(void)
{
	enum orphan_kind kind;

	plan(ORPHAN_KINDS + 6);
	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_kind(orphan_name(kind), kind, 1);
	test_kind("thousand-polls", ORPHAN_POLL, MANY);
	test_kind("thousand-timeouts", ORPHAN_TIMEOUT, MANY);
	test_kind("thousand-links", ORPHAN_LINK, MANY);
	test_again_and_again();
	test_newest_first();
	test_two_rings();
	return ktap_exit();
}
