// SPDX-License-Identifier: GPL-2.0
/*
 * An orphan completes, and nobody has to close anything for it.
 *
 * One test for each kind of orphan, because they come to push by different
 * ways: from a task that writes to a pipe, from a timer's interrupt, from a
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
	unsigned int limit_ms = patience_ms(LIMIT_MS);
	struct orphan_seen seen;

	orphan_arm(ring, o);
	orphan_fire(o);
	return expect(orphan_wait(ring, o, limit_ms, &seen),
		      phrase("each orphan completes with %d (%s), though nobody closes anything",
			     orphan_result(o->kind),
			     orphan_result(o->kind) == -ETIME ? "-ETIME" :
			     "-ECANCELED"), README ", \"The worker\"",
		      "after %u ms: %s", limit_ms, orphan_describe(o, &seen));
}

/* It was not done in anybody's name: what came is still there to be read. */
static bool left_alone(const struct orphan *o)
{
	char data[sizeof(ORPHAN_DATA)] = "";

	return expect(o->kind == ORPHAN_TIMEOUT ||
		      (read(o->theirs, data, sizeof(data) - 1) > 0 &&
		       !strcmp(data, ORPHAN_DATA) && !o->buf[0]),
		      "an orphan is canceled: it does not read what has come for it",
		      "fallback.h, what holds at all times",
		      "somebody has read the data from the %s",
		      o->kind == ORPHAN_RECV ? "socket" : "pipe");
}

/* Without the simplest, the others say nothing new. */
static bool simplest_fails;

static bool blocked(void)
{
	if (simplest_fails)
		test_skip("needs poll");
	return simplest_fails;
}

/* One event, and all @count are pushed by it. */
static void test_kind(const char *name, enum orphan_kind kind,
		      unsigned int count)
{
	struct orphan o = {
		.kind = kind, .count = count, .user_data = USER_DATA
	};
	struct io_uring ring;
	bool ok;

	test_begin(name);
	if (blocked())
		return;
	orphan_ring(&ring, count + 7);
	ok = completes(&ring, &o) && (count > 1 || left_alone(&o));
	orphan_end(&ring, &o);
	test_end(ok);
	if (kind == ORPHAN_POLL && count == 1 && !ok)
		simplest_fails = true;
}

/* One orphan of each kind, one after another, with seconds in between. */
static void test_one_by_one(void)
{
	enum orphan_kind kind;
	struct io_uring ring;
	bool ok = true;

	test_begin("one-by-one");
	if (blocked())
		return;
	orphan_ring(&ring, 8);
	for (kind = 0; kind < ORPHAN_KINDS && ok; kind++) {
		struct orphan o = {
			.kind = kind, .count = 1, .user_data = USER_DATA
		};

		sleep_ms(clock_is_virtual() ? PAUSE_MS : 100);
		ok = completes(&ring, &o);
		orphan_done(&o);
	}
	io_uring_queue_exit(&ring);
	test_end(ok);
}

int main(void)
{
	enum orphan_kind kind;

	plan(ORPHAN_KINDS + 2);
	for (kind = 0; kind < ORPHAN_KINDS; kind++)
		test_kind(orphan_name(kind), kind, 1);
	test_kind("many-at-once", ORPHAN_POLL, MANY);
	test_one_by_one();
	return ktap_exit();
}
