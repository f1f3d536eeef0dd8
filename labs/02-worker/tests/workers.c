// SPDX-License-Identifier: GPL-2.0
/*
 * A worker for each ring: it comes with the ring, sleeps, and goes with it.
 *
 * Seen from outside, in /proc, where ps looks.  What a worker is called is its
 * own affair.
 */
#include <string.h>

#include "clock.h"
#include "kthreads.h"
#include "ktap.h"
#include "orphan.h"

#define README		"labs/02-worker/README.md"

#define RINGS		64
#define THREADS		512

#define ENTRIES		4

/* A ring is freed some time after its last close: a kworker does it. */
#define LIMIT_MS	1000
#define STEP_MS		100

#define IDLE_MS		2000

static struct io_uring rings[RINGS];

/* Kernel threads that were there before any ring, and those that came. */
static struct kthread before[THREADS], now[THREADS];
static unsigned int n_before;

static unsigned int new_threads(void)
{
	return kthreads_new(now, kthreads(now, THREADS), before, n_before);
}

static void make_rings(unsigned int n)
{
	unsigned int i;

	n_before = kthreads(before, THREADS);
	if (!n_before)
		scene_failed("kernel threads are visible in /proc", 0);
	for (i = 0; i < n; i++)
		orphan_ring(&rings[i], ENTRIES);
}

static void close_rings(unsigned int n)
{
	while (n)
		io_uring_queue_exit(&rings[--n]);
}

static bool there_are(unsigned int want)
{
	unsigned int n = new_threads();

	return expect(n == want,
		      phrase("a kernel thread for each ring: with %u ring%s %u more than before",
			     want, want == 1 ? "" : "s", want),
		      README ", \"Tasks\"", "%u%s%s", n,
		      n ? ", the first is called " : "",
		      n ? now[0].stat.name : "");
}

static bool all_go(unsigned int rings_closed)
{
	unsigned int waited, limit_ms = patience_ms(LIMIT_MS);

	for (waited = 0; new_threads() && waited < limit_ms; waited += STEP_MS)
		sleep_ms(STEP_MS);
	return expect(!new_threads(),
		      "when a ring is gone, its worker is gone, too",
		      README ", \"The end\"",
		      "%u ms after %u ring%s closed, %u kernel thread%s left: %s[%d] is in state %c",
		      waited, rings_closed, rings_closed == 1 ? " was" :
		      "s were", new_threads(), new_threads() == 1 ? " is" :
		      "s are", now[0].stat.name, now[0].pid, now[0].stat.state);
}

static bool comes_with_the_ring(void)
{
	bool ok;

	make_rings(1);
	ok = there_are(1);
	close_rings(1);
	return ok;
}

static bool goes_with_the_ring(void)
{
	make_rings(1);
	close_rings(1);
	return all_go(1);
}

static bool sixty_four(void)
{
	bool ok;

	make_rings(RINGS);
	ok = there_are(RINGS);
	close_rings(RINGS);
	return all_go(RINGS) && ok;
}

static bool sleeps(void)
{
	unsigned long then[RINGS], ran;
	unsigned int i, n;
	bool ok = true;

	make_rings(RINGS);
	sleep_ms(STEP_MS);
	n = new_threads();
	for (i = 0; i < n && i < RINGS; i++)
		then[i] = kthread_switches(now[i].pid);
	sleep_ms(IDLE_MS);
	n = new_threads();
	for (i = 0; i < n && i < RINGS && ok; i++) {
		ran = kthread_switches(now[i].pid) - then[i];
		ok = expect(!ran && strchr("SI", now[i].stat.state),
			    "workers with nothing to do sleep, and are no load (state S or I)",
			    README ", \"How to sleep\"",
			    "in %d ms %s[%d] has run %lu times, and its state is %c%s",
			    IDLE_MS, now[i].stat.name, now[i].pid, ran,
			    now[i].stat.state, ran ? "" :
			    ", as that of a thread that kthread_create() has made and nobody has woken");
	}
	close_rings(RINGS);
	return all_go(RINGS) && ok;
}

/*
 * Requests whose task is dead, and nothing ever happens: the ring's end cancels
 * them. Each of them holds the ring until the worker has run it.
 */
static bool ring_goes_with_orphans(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = ENTRIES };
	int witness;
	bool ok;

	make_rings(1);
	witness = ring_witness(&rings[0]);
	orphan_arm(&rings[0], &o);
	close_rings(1);
	ok = expect(hung_up(witness, patience_ms(LIMIT_MS)) >= 0,
		    "a ring goes away after its last close(): its requests are canceled and run",
		    README ", \"The end\"", "%u ms later it is still there",
		    patience_ms(LIMIT_MS));
	orphan_done(&o);
	return ok && all_go(1);
}

static const struct ktap_case tests[] = {
	{ "comes-with-the-ring", comes_with_the_ring },
	{ "goes-with-the-ring", goes_with_the_ring },
	{ "ring-goes-with-orphans", ring_goes_with_orphans },
	{ "64-rings-64-workers", sixty_four },
	{ "workers-sleep", sleeps },
};

int main(void)
{
	return ktap_run_after(tests, sizeof(tests) / sizeof(tests[0]));
}
