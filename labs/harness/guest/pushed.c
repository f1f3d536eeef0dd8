// SPDX-License-Identifier: GPL-2.0
/*
 * Real orphans in a lab in which nobody calls the drain yet, see pushed.h.
 */
#include "ktap.h"
#include "pushed.h"

#define MANY		1000
#define ENTRIES		1024

/* Without the simplest, the others say nothing new. */
static bool simplest_fails;

bool pushed_begin(const struct pushed_lab *lab, const char *name)
{
	test_begin(name);
	if (kunit_failed(lab->suite))
		test_skip("needs kunit-%s", lab->suite);
	else if (simplest_fails)
		test_skip("needs poll");
	else
		return true;
	return false;
}

/* One event, and all @count are pushed by it. */
static void test_kind(const struct pushed_lab *lab, const char *name,
		      enum orphan_kind kind, unsigned int count)
{
	struct orphan o = {
		.kind = kind, .count = count, .user_data = 42,
	};
	struct io_uring ring;
	int witness;
	bool ok;

	if (!pushed_begin(lab, name))
		return;
	orphan_ring(&ring, ENTRIES);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	orphan_let_go(&o);
	orphan_fire(&o);
	ok = lab->completes(&ring, &o);
	io_uring_queue_exit(&ring);
	ok = ok && expect_ring_gone(witness, &o, lab->read);
	orphan_done(&o);
	test_end(ok);
	if (kind == ORPHAN_POLL && count == 1 && !ok)
		simplest_fails = true;
}

/* The list is run, and is a list again. */
static void test_again_and_again(const struct pushed_lab *lab)
{
	struct io_uring ring;
	enum orphan_kind kind;
	int witness;
	bool ok = true;

	if (!pushed_begin(lab, "again-and-again"))
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
		ok = lab->completes(&ring, &o);
		orphan_done(&o);
	}
	io_uring_queue_exit(&ring);
	test_end(ok && expect_ring_gone(witness, NULL, lab->read));
}

/* The requests of both come in turns; each ring has its own list of them. */
static void test_two_rings(const struct pushed_lab *lab)
{
	struct orphan of_one[2] = {
		{ .kind = ORPHAN_POLL, .count = 3, .user_data = 100 },
		{ .kind = ORPHAN_RECV, .count = 2, .user_data = 200 },
	};
	struct orphan of_other = {
		.kind = ORPHAN_LINK, .count = 2, .user_data = 300
	};
	struct io_uring one, other;
	int one_ends, other_ends;
	struct orphan_seen seen;
	bool ok;

	if (!pushed_begin(lab, "two-rings"))
		return;
	orphan_ring(&one, 8);
	orphan_ring(&other, 8);
	one_ends = ring_witness(&one);
	other_ends = ring_witness(&other);
	orphan_arm(&one, &of_one[0]);
	orphan_arm(&other, &of_other);
	orphan_fire(&of_one[0]);
	orphan_fire(&of_other);
	ok = lab->completes(&one, &of_one[0]);
	orphan_arm(&one, &of_one[1]);
	orphan_fire(&of_one[1]);
	orphan_wait(&other, &of_other, 0, &seen);
	ok = ok && expect(!seen.cqes,
			  "what was pushed to a ring is not run for another ring",
			  lab->read, "another ring was meant, and %s",
			  orphan_describe(&of_other, &seen)) &&
	     lab->completes(&other, &of_other) &&
	     lab->completes(&one, &of_one[1]);
	orphan_done(&of_one[0]);
	orphan_done(&of_one[1]);
	orphan_done(&of_other);
	io_uring_queue_exit(&one);
	io_uring_queue_exit(&other);
	test_end(ok && expect_ring_gone(one_ends, NULL, lab->read) &&
		 expect_ring_gone(other_ends, NULL, lab->read));
}

void pushed_tests(const struct pushed_lab *lab)
{
	enum orphan_kind kind;

	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_kind(lab, orphan_name(kind), kind, 1);
	test_kind(lab, "thousand-polls", ORPHAN_POLL, MANY);
	test_kind(lab, "thousand-timeouts", ORPHAN_TIMEOUT, MANY);
	test_kind(lab, "thousand-links", ORPHAN_LINK, MANY);
	test_again_and_again(lab);
	test_two_rings(lab);
}
