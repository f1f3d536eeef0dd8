// SPDX-License-Identifier: GPL-2.0
/*
 * A ring that goes takes nothing of other rings with it.
 *
 * Two rings have orphans, and one of them is closed.  It goes.  The other is
 * not disturbed: its orphans stay where they are, it works, and it goes when
 * it is closed itself.
 *
 * A fallback that runs orphans without being asked, as uml-config/baseline.c
 * does, has run those of the other ring before anybody closes anything.  There
 * the first test has nothing to look at, and is skipped.
 */
#include "ktap.h"
#include "orphan.h"

#define READ		"labs/05-exit/README.md, \"Only this ring\""
#define BY_ITSELF_MS	1000
#define RINGS		12

static struct io_uring one, other;
static struct orphan of_one = { .kind = ORPHAN_POLL, .count = 3 };
static struct orphan of_other = { .kind = ORPHAN_POLL, .count = 3 };
static int one_ends, other_ends;

static void test_stay(void)
{
	struct orphan_seen seen;
	bool gone;

	test_begin("others-orphans-stay");
	orphan_ring(&one, 8);
	orphan_ring(&other, 8);
	one_ends = ring_witness(&one);
	other_ends = ring_witness(&other);
	orphan_arm(&one, &of_one);
	orphan_arm(&other, &of_other);
	orphan_let_go(&of_one);
	orphan_let_go(&of_other);
	orphan_fire(&of_one);
	orphan_fire(&of_other);

	orphan_wait(&other, &of_other, BY_ITSELF_MS, &seen);
	io_uring_queue_exit(&one);
	gone = expect_ring_gone(one_ends, &of_one, READ);
	if (seen.cqes) {
		test_skip("orphans run by themselves here: %s",
			  orphan_describe(&of_other, &seen));
		return;
	}
	test_end(gone &&
		 expect(!orphan_wait(&other, &of_other, 0, &seen) && !seen.cqes,
			"the exit work of a ring runs the orphans of this ring",
			READ, "it ran those of another ring, which is open: %s",
			orphan_describe(&of_other, &seen)));
}

static void test_works(void)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&other);
	struct io_uring_cqe *cqe;
	int ret;

	test_begin("other-ring-works");
	io_uring_prep_nop(sqe);
	io_uring_sqe_set_data64(sqe, 42);
	ret = io_uring_submit(&other);
	if (ret == 1)
		ret = io_uring_peek_cqe(&other, &cqe);
	test_end(expect(!ret && io_uring_cqe_get_data64(cqe) == 42 && !cqe->res,
			"a NOP on the other ring completes with 0", READ, "%s",
			ret ? phrase("no completion: error %d", ret) :
			phrase("a completion with user_data %llu and result %d",
			       (unsigned long long)io_uring_cqe_get_data64(cqe),
			       cqe->res)));
}

static void test_goes_itself(void)
{
	test_begin("other-ring-goes-when-closed");
	io_uring_queue_exit(&other);
	test_end(expect_ring_gone(other_ends, &of_other, READ));
}

/* All of them are closed first, so their exit works run at the same time. */
static void test_at_once(void)
{
	static struct orphan orphans[RINGS];
	static struct io_uring rings[RINGS];
	static int witness[RINGS];
	unsigned int i;

	test_begin("many-rings-at-once");
	for (i = 0; i < RINGS; i++) {
		orphan_ring(&rings[i], 8);
		witness[i] = ring_witness(&rings[i]);
		orphans[i] = (struct orphan) {
			.kind = i % 2 ? ORPHAN_POLL : ORPHAN_LINK,
			.count = 2,
		};
		orphan_arm(&rings[i], &orphans[i]);
		orphan_let_go(&orphans[i]);
		if (i % 3)
			orphan_fire(&orphans[i]);
	}
	for (i = 0; i < RINGS; i++)
		io_uring_queue_exit(&rings[i]);
	for (i = 0; i < RINGS; i++) {
		if (!expect_ring_gone(witness[i], &orphans[i], READ)) {
			ktap_diag("it was ring %u of %u", i + 1, RINGS);
			test_fail();
			return;
		}
	}
	test_pass();
}

int main(void)
{
	plan(4);
	test_stay();
	test_works();
	test_goes_itself();
	test_at_once();
	return ktap_exit();
}
