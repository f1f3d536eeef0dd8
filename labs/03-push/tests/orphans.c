// SPDX-License-Identifier: GPL-2.0
/*
 * What push has kept completes, when somebody takes the list.
 *
 * Nobody drains in this lab, so a kworker takes the list and runs it, see
 * ring_take().  Before, no orphan has completed; afterwards each has, and none
 * has to be waited for.  The tests that are not here are those of pushed.h.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "ktap.h"
#include "pushed.h"

#define PROMISES	"labs/03-push/README.md, \"What push promises\""

#define ORDERED		5

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

	if (!kept(ring, o))
		return false;
	ring_take(ring);
	if (o->kind == ORPHAN_LINK)
		ring_take(ring);
	return expect(orphan_wait(ring, o, 0, &seen),
		      phrase("when the list has been taken and run, each %s orphan has completed, once, with -%s",
			     orphan_name(o->kind),
			     strerrorname_np(-orphan_result(o->kind))),
		      PROMISES, "%s", orphan_describe(o, &seen));
}

static const struct pushed_lab lab = {
	.suite = "push",
	.read = PROMISES,
	.completes = completes,
};

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

	if (!pushed_begin(&lab, "newest-first"))
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

int main(void)
{
	plan(PUSHED_TESTS + 1);
	pushed_tests(&lab);
	test_newest_first();
	return ktap_exit();
}
