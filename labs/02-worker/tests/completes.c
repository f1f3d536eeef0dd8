// SPDX-License-Identifier: GPL-2.0
/*
 * An orphan completes, and nobody has to close anything for it.
 *
 * One test for each kind of orphan, because they come to push by different
 * ways: from whoever writes to a pipe, from a timer's interrupt, from a
 * callback.  In each, a child submits and exits, what it waited for happens,
 * and the parent does nothing but wait for completions, with the ring and both
 * ends of the pipe open.
 */
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define README		"labs/02-worker/README.md"

/* The worker needs no time at all; this is what patience costs if it fails. */
#define LIMIT_MS	1000
#define MANY		200
#define PAUSE_MS	5000

#define USER_DATA	42

static bool completes(struct io_uring *ring, struct orphan *o)
{
	struct orphan_seen seen;
	char text[256];

	orphan_arm(ring, o);
	orphan_fire(o);
	if (orphan_wait(ring, o, LIMIT_MS, &seen))
		return true;
	test_expected("each orphan completes with %d (%s), though nobody closes anything",
		      orphan_result(o->kind),
		      orphan_result(o->kind) == -ETIME ? "-ETIME" : "-ECANCELED");
	test_seen("after %d ms: %s", LIMIT_MS,
		  orphan_describe(o, &seen, text, sizeof(text)));
	test_read(README ", \"The worker\"");
	return false;
}

/* It was not done in anybody's name: what came is still there to be read. */
static bool left_alone(const struct orphan *o)
{
	char data[sizeof(ORPHAN_DATA)] = "";

	if (o->kind == ORPHAN_TIMEOUT ||
	    (read(o->theirs, data, sizeof(data) - 1) > 0 &&
	     !strcmp(data, ORPHAN_DATA) && !o->buf[0]))
		return true;
	test_expected("an orphan is canceled: it does not read what has come for it");
	test_seen("somebody has read the data from the %s",
		  o->kind == ORPHAN_RECV ? "socket" : "pipe");
	test_read("fallback.h, what holds at all times");
	return false;
}

static bool one(enum orphan_kind kind)
{
	struct orphan o = { .kind = kind, .count = 1, .user_data = USER_DATA };
	struct io_uring ring;
	bool ok;

	orphan_ring(&ring, 8);
	ok = completes(&ring, &o) && left_alone(&o);
	orphan_done(&o);
	io_uring_queue_exit(&ring);
	return ok;
}

/* One event, and all are pushed by it. */
static bool many(enum orphan_kind kind)
{
	struct orphan o = {
		.kind = kind, .count = MANY, .user_data = USER_DATA
	};
	struct io_uring ring;
	bool ok;

	orphan_ring(&ring, MANY);
	ok = completes(&ring, &o);
	orphan_done(&o);
	io_uring_queue_exit(&ring);
	return ok;
}

/* One orphan of each kind, one after another, with seconds in between. */
static bool one_by_one(enum orphan_kind kind)
{
	struct io_uring ring;
	bool ok = true;

	orphan_ring(&ring, 8);
	for (; kind < ORPHAN_KINDS && ok; kind++) {
		struct orphan o = {
			.kind = kind, .count = 1, .user_data = USER_DATA
		};

		sleep_ms(clock_is_virtual() ? PAUSE_MS : 100);
		ok = completes(&ring, &o);
		orphan_done(&o);
	}
	io_uring_queue_exit(&ring);
	return ok;
}

static const struct {
	const char *name;
	bool (*passes)(enum orphan_kind kind);
	enum orphan_kind kind;
} tests[] = {
	{ "poll", one, ORPHAN_POLL },
	{ "read", one, ORPHAN_READ },
	{ "recv", one, ORPHAN_RECV },
	{ "timeout", one, ORPHAN_TIMEOUT },
	{ "link", one, ORPHAN_LINK },
	{ "many-at-once", many, ORPHAN_POLL },
	{ "one-by-one", one_by_one, ORPHAN_POLL },
};

#define N_TESTS (sizeof(tests) / sizeof(tests[0]))

int main(void)
{
	bool none = false;
	size_t i;

	plan(N_TESTS);
	for (i = 0; i < N_TESTS; i++) {
		test_begin(tests[i].name);
		if (none) {
			test_skip("needs %s", tests[0].name);
		} else if (tests[i].passes(tests[i].kind)) {
			test_pass();
		} else {
			test_fail();
			/* Without the simplest, the others say nothing new. */
			none = !i;
		}
	}
	return ktap_exit();
}
