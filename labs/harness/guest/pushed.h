/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pushed.h - real orphans in a lab in which nobody calls the drain yet
 *
 * They go through the student's push.  The lab has them run, and then looks at
 * its ring as an application does: each completion is there at once, once, with
 * the right result.  At the end the ring is closed, and has to go away, because
 * no request is left that holds it.
 *
 * All tests are skipped if the lab's KUnit suite has failed: what is wrong then
 * would at best be said again, and may end the guest.
 */
#ifndef GUEST_PUSHED_H
#define GUEST_PUSHED_H

#include <liburing.h>
#include <stdbool.h>

#include "orphan.h"

/** struct pushed_lab - what is the lab's own */
struct pushed_lab {
	const char *suite;	/* its KUnit suite */
	const char *read;	/* where the reader finds what is promised */
	bool (*completes)(struct io_uring *ring,
			  const struct orphan *o);	/* has those run that
							 * were fired: an
							 * expect() that each
							 * completes */
};

/* So many tests pushed_tests() makes. */
#define PUSHED_TESTS	(ORPHAN_KINDS + 5)

/**
 * pushed_tests - one of each kind, a thousand of some, one kind after another
 * on one ring, and two rings by turns
 */
void pushed_tests(const struct pushed_lab *lab);

/** pushed_begin - test_begin(), and false if the test was skipped */
bool pushed_begin(const struct pushed_lab *lab, const char *name);

#endif /* GUEST_PUSHED_H */
