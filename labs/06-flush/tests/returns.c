// SPDX-License-Identifier: GPL-2.0
/*
 * A close() that waits for something can wait without end.  In each of these
 * stories another task holds something, or waits, or dies: and yet the closer
 * comes back, and the completions are there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"
#include "proc.h"

#define README		"labs/06-flush/README.md, "
#define FAILURES	"labs/06-flush/failures.md, "
#define ENTRIES		16
#define MANY		8
#define SOON_MS		50
#define LIMIT_MS	5000

/* Wait until a child has ended, or until the limit. */
static bool ends(pid_t child, const char *what)
{
	unsigned int limit_ms = patience_ms(LIMIT_MS);
	uint64_t begin = clock_ms();
	char where[100];

	while (waitpid(child, NULL, WNOHANG) != child) {
		if (clock_ms() - begin > limit_ms) {
			describe_process(child, where, sizeof(where));
			kill(child, SIGKILL);
			return unexpected(phrase("%s within %d seconds", what,
						 limit_ms / 1000),
					  FAILURES "\"It hangs\"",
					  "the process has not ended: %s",
					  where);
		}
		sleep_ms(1);
	}
	return true;
}

/* The completions of the orphan are in the ring, now. */
static bool are_there(struct io_uring *ring, const struct orphan *o,
		      const char *when)
{
	struct orphan_seen seen;

	return expect(orphan_wait(ring, o, 0, &seen),
		      phrase("%s, it has %u completion%s with %d", when,
			     orphan_cqes(o), orphan_cqes(o) > 1 ? "s" : "",
			     orphan_result(o->kind)),
		      README "\"What flush promises\"", "%s",
		      orphan_describe(o, &seen));
}

/* --- one process, many rings ---------------------------------------------- */

static void exit_with_many_rings(void)
{
	static struct io_uring rings[MANY];
	static struct orphan orphans[MANY];
	bool ok;
	pid_t child;
	int i;

	test_begin("exit-with-many-rings");
	for (i = 0; i < MANY; i++)
		orphan_ring(&rings[i], ENTRIES);
	for (i = 0; i < MANY; i++) {
		orphans[i] = (struct orphan) {
			.kind = i % 2 ? ORPHAN_RECV : ORPHAN_LINK,
			.count = 1,
			.user_data = 100 + i,
		};
		orphan_arm(&rings[i], &orphans[i]);
	}
	child = scene_fork();
	if (!child) {
		pause();
		_exit(0);
	}
	for (i = 0; i < MANY; i++)
		orphan_fire(&orphans[i]);
	kill(child, SIGKILL);
	ok = ends(child, "a process that holds 8 rings, each with an orphan, exits");
	for (i = 0; i < MANY; i++) {
		ok = ok && are_there(&rings[i], &orphans[i],
				     "when it has, look at each ring");
		orphan_end(&rings[i], &orphans[i]);
	}
	test_end(ok);
}

/* --- one ring, many closers ----------------------------------------------- */

static void many_closers(void)
{
	struct orphan o = { .count = MANY, .user_data = 100 };
	struct io_uring ring;
	pid_t children[MANY];
	bool ok = true;
	int go[2], i;
	char byte;

	test_begin("eight-closers-of-one-ring");
	orphan_ring(&ring, ENTRIES);
	orphan_arm(&ring, &o);
	scene_pipe(go);
	for (i = 0; i < MANY; i++) {
		children[i] = scene_fork();
		if (!children[i])
			_exit(read(go[0], &byte, 1) != 1);
	}
	orphan_fire(&o);
	if (write(go[1], "xxxxxxxx", MANY) != MANY)
		scene_failed("a pipe", errno);
	for (i = 0; i < MANY; i++)
		ok = ends(children[i], "each of 8 processes exits") && ok;
	test_end(ok && are_there(&ring, &o, "when they have, look at the ring"));
	close(go[0]);
	close(go[1]);
	orphan_end(&ring, &o);
}

/* --- somebody waits for completions --------------------------------------- */

/* A child that waits in io_uring_enter() for @nr completions, and exits. */
static pid_t start_waiter(struct io_uring *ring, unsigned int nr)
{
	struct io_uring_cqe *cqe;
	pid_t child = scene_fork();

	if (!child)
		_exit(io_uring_wait_cqe_nr(ring, &cqe, nr) ? 1 : 0);
	sleep_ms(SOON_MS);
	return child;
}

static void *wait_in_thread(void *arg)
{
	struct io_uring_cqe *cqe;

	io_uring_wait_cqe_nr(arg, &cqe, 2);
	return NULL;
}

/* A child of which a thread waits, and that exits by itself. */
static pid_t start_thread(struct io_uring *ring, unsigned int nr)
{
	pthread_t thread;
	pid_t child = scene_fork();

	(void)nr;
	if (!child) {
		if (pthread_create(&thread, NULL, wait_in_thread, ring))
			_exit(1);
		sleep_ms(2 * SOON_MS);
		_exit(0);
	}
	sleep_ms(SOON_MS);
	return child;
}

/* The waiter gets what it waits for, if we close; or is killed, or exits. */
static void waiter_ends(const char *name, const char *what,
			pid_t (*start)(struct io_uring *ring, unsigned int nr),
			bool we_close, bool killed)
{
	struct orphan o = { .count = 1, .user_data = 100 };
	struct io_uring ring;
	pid_t waiter;
	int fd = -1;

	test_begin(name);
	orphan_ring(&ring, ENTRIES);
	if (we_close)
		fd = ring_dup(&ring);
	orphan_arm(&ring, &o);
	waiter = start(&ring, we_close ? 1 : 2);
	orphan_fire(&o);
	if (we_close)
		close(fd);
	if (killed)
		kill(waiter, SIGKILL);
	/* It must have seen the completion before we take it from the ring. */
	test_end(ends(waiter, what) &&
		are_there(&ring, &o, "when it has, look at the ring"));
	orphan_end(&ring, &o);
}

/* --- nobody takes the completions ----------------------------------------- */

static void full_ring(void)
{
	struct orphan o = { .count = 4 * ENTRIES, .user_data = 100 };
	struct orphan_seen seen;
	struct io_uring ring;
	pid_t child;
	bool ok;

	test_begin("more-orphans-than-room");
	orphan_push(&ring, ENTRIES, &o);	/* has room for 2 * ENTRIES */
	child = scene_fork();
	if (!child)
		_exit(0);
	ok = ends(child, "a process exits that holds a ring with 64 orphans and room for 32");
	/* The kernel keeps the others, and gives them when there is room. */
	ok = ok && expect(orphan_wait(&ring, &o, patience_ms(LIMIT_MS), &seen),
			  phrase("each of 64 orphans completes with %d",
				 orphan_result(o.kind)),
			  README "\"What flush promises\"", "%s",
			  orphan_describe(&o, &seen));
	test_end(ok);
	orphan_end(&ring, &o);
}

/* --- the end of the ring -------------------------------------------------- */

static bool goes(int witness)
{
	int ms = hung_up(witness, patience_ms(LIMIT_MS));

	close(witness);
	return expect(ms >= 0 && (ms <= 1000 || !clock_is_virtual()),
		      "the ring is freed at once when its last descriptor is closed",
		      "labs/05-exit/README.md", "it was %s after %d %s",
		      ms < 0 ? "still there" : "freed",
		      ms < 0 ? (int)patience_ms(LIMIT_MS) / 1000 : ms, ms < 0 ? "seconds" : "ms");
}

/*
 * Requests of a ring that is closed for the last time: they wait, and are fired
 * then; or have been fired, and perhaps drained, before.
 */
static void last_close(const char *name, struct orphan o, bool fired,
		       bool drained)
{
	struct io_uring ring;
	bool ok = true;
	int witness;

	test_begin(name);
	orphan_ring(&ring, ENTRIES);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	if (fired)
		orphan_fire(&o);
	if (drained) {
		close(ring_dup(&ring));
		ok = are_there(&ring, &o,
			       "when close() has returned, look at the ring");
	}
	io_uring_queue_exit(&ring);
	if (!fired)
		orphan_fire(&o);
	test_end(ok && goes(witness));
	orphan_done(&o);
}

int main(void)
{
	const struct orphan many = { .count = MANY, .user_data = 100 };
	const struct orphan one = { .count = 1, .user_data = 100 };
	const struct orphan link = {
		.kind = ORPHAN_LINK, .count = 1, .user_data = 100
	};

	plan(9);
	exit_with_many_rings();
	many_closers();
	waiter_ends("close-wakes-waiter",
		    "who waits for the completion in io_uring_enter() gets it",
		    start_waiter, true, false);
	waiter_ends("waiter-is-killed",
		    "a process that is killed in io_uring_enter() exits",
		    start_waiter, false, true);
	waiter_ends("exit-with-waiting-thread",
		    "a process of which a thread waits in io_uring_enter() exits",
		    start_thread, false, false);
	full_ring();
	last_close("last-close-frees-ring", many, true, false);
	last_close("drained-ring-is-freed", link, true, true);
	last_close("waiting-orphan-lets-ring-go", one, false, false);
	return ktap_exit();
}
