// SPDX-License-Identifier: GPL-2.0
/*
 * Nearly all descriptors of rings are closed without there ever having been an
 * orphan.  Such a close must not pay for this lab: it neither sleeps nor waits
 * nor wakes anybody.
 *
 * A task that sleeps gives the CPU away, and the kernel counts how often it
 * did (getrusage(), ru_nvcsw).  And it counts all switches from one task to
 * another (/proc/stat, ctxt), so that a kernel thread which was woken for
 * nothing shows.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define README		"labs/06-flush/README.md, "
#define CLOSES		200

/* A few may have other reasons; and a clock that is read moves on a little. */
#define FEW		10
#define A_LITTLE_NS	1000000

static long switches_by_me(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage))
		scene_failed("getrusage()", errno);
	return usage.ru_nvcsw;
}

static long all_switches(void)
{
	FILE *f = fopen("/proc/stat", "r");
	char line[4096];
	long n = -1;

	if (!f)
		scene_failed("/proc/stat", errno);
	while (n < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "ctxt %ld", &n) != 1)
			n = -1;
	fclose(f);
	return n;
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Close many times. Return: did it cost nothing? */
static bool costs_nothing(const struct io_uring *ring)
{
	long long begin = now_ns(), ns;
	long given = switches_by_me();
	unsigned int i;

	for (i = 0; i < CLOSES; i++)
		close(ring_dup(ring));
	given = switches_by_me() - given;
	ns = clock_is_virtual() ? now_ns() - begin : 0;
	return expect(given <= FEW && ns < A_LITTLE_NS,
		      phrase("%d times close() with nothing orphaned: the task never sleeps",
			     CLOSES), README "\"What it costs\"",
		      "it gave the CPU away %ld times, and %lld.%06lld ms passed",
		      given, ns / 1000000, ns % 1000000);
}

static void new_ring(void)
{
	struct io_uring ring;

	test_begin("ring-without-requests");
	orphan_ring(&ring, 4);
	test_end(costs_nothing(&ring));
	io_uring_queue_exit(&ring);
}

/* Its submitter is dead, but it waits: there is nothing to run yet. */
static void waiting_request(void)
{
	struct orphan o = { .count = 1, .user_data = 100 };
	struct io_uring ring;

	test_begin("ring-with-waiting-request");
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &o);
	test_end(costs_nothing(&ring));
	orphan_end(&ring, &o);
}

static void after_an_orphan(void)
{
	struct orphan o = { .count = 1, .user_data = 100 };
	struct orphan_seen seen;
	struct io_uring ring;

	test_begin("ring-after-its-orphan");
	orphan_push(&ring, 4, &o);
	close(ring_dup(&ring));
	test_end(expect(orphan_wait(&ring, &o, 0, &seen),
			"close() delivers the orphan's completion first",
			README "\"What flush promises\"", "it did not") &&
		 costs_nothing(&ring));
	orphan_end(&ring, &o);
}

/* How often do tasks change in many rounds of sleeping, with a close or not? */
static long switches_in_rounds(const struct io_uring *ring)
{
	long begin = all_switches();
	unsigned int i;

	for (i = 0; i < CLOSES; i++) {
		if (ring)
			close(ring_dup(ring));
		sleep_ms(1);
	}
	return all_switches() - begin;
}

static void wakes_nobody(void)
{
	struct io_uring ring;
	long more;

	test_begin("wakes-nobody");
	if (!clock_is_virtual()) {
		test_skip("in real time others wake up, too");
		return;
	}
	orphan_ring(&ring, 4);
	more = -switches_in_rounds(NULL);
	more += switches_in_rounds(&ring);
	test_end(expect(more <= CLOSES / 10,
			phrase("%d times close() with nothing orphaned: no other task is woken",
			       CLOSES), README "\"What it costs\"",
			"tasks changed %ld times more often than without close()",
			more));
	io_uring_queue_exit(&ring);
}

int main(void)
{
	plan(4);
	new_ring();
	waiting_request();
	after_an_orphan();
	wakes_nobody();
	return ktap_exit();
}
