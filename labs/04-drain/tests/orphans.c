// SPDX-License-Identifier: GPL-2.0
/*
 * When a drain has returned, what was pushed has completed.
 *
 * Nobody calls the drain in this lab, so a kworker calls it, see ring_drain().
 * No completion has to be waited for, because a drain returns when it has run
 * what it took.  The tests are those of pushed.h.
 */
#define _GNU_SOURCE
#include <string.h>

#include "ktap.h"
#include "pushed.h"

#define PROMISES	"labs/04-drain/README.md, \"What a drain promises\""

/* The second drain finds nothing, and leaves the list as it is. */
static bool completes(struct io_uring *ring, const struct orphan *o)
{
	struct orphan_seen seen;
	bool all;

	ring_drain(ring);
	all = orphan_wait(ring, o, 0, &seen);
	ring_drain(ring);
	return expect(all,
		      phrase("when a drain has returned, each %s orphan has completed, once, with -%s",
			     orphan_name(o->kind),
			     strerrorname_np(-orphan_result(o->kind))),
		      PROMISES, "%s", orphan_describe(o, &seen));
}

static const struct pushed_lab lab = {
	.suite = "drain",
	.read = PROMISES,
	.completes = completes,
};

int main(void)
{
	plan(PUSHED_TESTS);
	pushed_tests(&lab);
	return ktap_exit();
}
