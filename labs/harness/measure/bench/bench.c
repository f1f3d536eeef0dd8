// SPDX-License-Identifier: GPL-2.0
/*
 * What does a push cost, and what a drained request?
 *
 * Several fallback.c are in this kernel at once.  Each was compiled with its
 * functions renamed, so that this file can call stack_io_run_ctx_fallback() and
 * llist_io_run_ctx_fallback().  io_uring itself uses yet another one, under the
 * usual names, and is idle.
 *
 * It is a KUnit suite because that gets code run in a guest, and results out of
 * it.  There are no assertions on times.  But each request that is pushed is
 * looked after, and one that does not run fails the test: a fallback that loses
 * requests is fast.
 *
 * A round is a push of some requests on each of some rings, and their drain:
 *
 *	push		the pushes, by a task, one after another
 *	in place	io_run_ctx_fallback() for each ring, called by that task
 *	by a thread	from the last push until the last callback has run, in
 *			the thread that the fallback has for that: its worker,
 *			or a kworker.  The task asks for it, with
 *			io_fallback_flush() and io_fallback_sync(), and sleeps.
 *
 * The variants take turns, round by round, so that whatever else the host does
 * meanwhile falls on all of them.  Reported is the median of all rounds but for
 * a few that only warm the caches, and with it how much the rounds differed:
 * half of them lie within that part of the median.
 *
 * The clock is the host's, os_nsecs(): the guest's own has steps of 256 ns.
 *
 * One line for each variant, times in picoseconds for one request, 0 where a
 * variant has no such thing:
 *
 *	# batch_of_16: stack PUSH IN-PLACE BY-A-THREAD SPREAD-PERCENT
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <os.h>

#include "variant.h"

#define ROUNDS		200
#define WARM_UP		10

DECLARE(bare);
DECLARE(stack);
DECLARE(llist);
DECLARE(spinlock);
DECLARE(worker);

static const struct variant variants[] = {
	VARIANT(bare, true, false),
	VARIANT(stack, true, true),
	VARIANT(llist, true, true),
	VARIANT(spinlock, true, true),
	VARIANT(worker, false, true),
};

/* --- rounds --------------------------------------------------------------- */

/* Nanoseconds that rounds took. A variant has two kinds of them, at most. */
struct samples {
	u64 ns[2 * ROUNDS];
	unsigned int n;
};

/**
 * struct bench - one variant, and what was measured of it
 * @v: the variant
 * @rings: its rings, in one array, so that the caches do not see all of them at
 *	the same offset of a page
 * @push: pushes of a whole round
 * @in_place: drains of a whole round, by the pushing task
 * @by_thread: the same, by the variant's own thread
 */
struct bench {
	const struct variant *v;
	struct io_ring_ctx *rings;
	struct samples push;
	struct samples in_place;
	struct samples by_thread;
};

/* One round's requests; the variants share them, as they take turns. */
static struct io_kiocb *requests;

/* The least that a callback can do and leave a trace. */
static void request_ran(struct callback_head *cb)
{
	cb->func = NULL;
}

/*
 * Requests that wait for a thread to run them. There is one CPU, and in this
 * configuration a task keeps it until it sleeps or asks, so that no two
 * callbacks write this at a time.
 */
static unsigned int left;
static u64 last_ran_ns;
static DECLARE_COMPLETION(all_ran);

static void request_ran_in_thread(struct callback_head *cb)
{
	if (--left)
		return;
	last_ran_ns = os_nsecs();
	complete(&all_ran);
}

static void sample(struct samples *s, u64 ns)
{
	if (s->n < ARRAY_SIZE(s->ns))
		s->ns[s->n++] = ns;
}

static void forget(struct bench *b)
{
	b->push.n = 0;
	b->in_place.n = 0;
	b->by_thread.n = 0;
}

/* All that was pushed is to run in its thread. Context: task. Sleeps. */
static void hand_over(struct bench *b, unsigned int rings)
{
	unsigned int i;

	for (i = 0; i < rings; i++) {
		b->v->flush(&b->rings[i]);
		b->v->sync(&b->rings[i]);
	}
}

static u64 push_all(struct bench *b, unsigned int rings, unsigned int batch,
		    task_work_func_t cb)
{
	struct io_kiocb *req = requests;
	unsigned int i, j;
	u64 begin;

	for (i = 0; i < rings * batch; i++)
		requests[i].ctx = &b->rings[i / batch];
	left = rings * batch;

	begin = os_nsecs();
	for (i = 0; i < rings; i++)
		for (j = 0; j < batch; j++)
			b->v->push(req++, cb);
	return os_nsecs() - begin;
}

static void round_in_place(struct kunit *test, struct bench *b,
			   unsigned int rings, unsigned int batch)
{
	unsigned int i, lost = 0;
	u64 begin;

	sample(&b->push, push_all(b, rings, batch, request_ran));

	begin = os_nsecs();
	for (i = 0; i < rings; i++)
		b->v->drain(&b->rings[i]);
	sample(&b->in_place, os_nsecs() - begin);

	for (i = 0; i < rings * batch; i++)
		lost += !!requests[i].task_work.func;
	KUNIT_ASSERT_EQ_MSG(test, lost, 0, "%s lost requests", b->v->name);
	/* What push has armed is not to go off in the next round. */
	hand_over(b, rings);
}

static void round_by_thread(struct kunit *test, struct bench *b,
			    unsigned int rings, unsigned int batch)
{
	u64 begin;

	reinit_completion(&all_ran);
	sample(&b->push, push_all(b, rings, batch, request_ran_in_thread));

	begin = os_nsecs();
	hand_over(b, rings);
	wait_for_completion_timeout(&all_ran, 5 * HZ);
	KUNIT_ASSERT_EQ_MSG(test, left, 0, "%s lost requests", b->v->name);
	sample(&b->by_thread, last_ran_ns - begin);
}

static void one_round(struct kunit *test, struct bench *b, unsigned int rings,
		      unsigned int batch)
{
	if (b->v->in_place)
		round_in_place(test, b, rings, batch);
	if (b->v->by_thread)
		round_by_thread(test, b, rings, batch);
}

/* --- the result ----------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/*
 * Returns the median, in picoseconds for one of @requests_n requests; raises
 * @spread to the part of it, in percent, that half of the samples differ by.
 */
static u64 median_ps(struct samples *s, unsigned int requests_n,
		     unsigned int *spread)
{
	u64 median, quartiles;

	if (!s->n)
		return 0;
	sort(s->ns, s->n, sizeof(s->ns[0]), compare, NULL);
	median = max_t(u64, s->ns[s->n / 2], 1);
	quartiles = s->ns[s->n * 3 / 4] - s->ns[s->n / 4];
	*spread = max_t(u64, *spread, div64_u64(50 * quartiles, median));
	return div_u64(1000 * median, requests_n);
}

static void report(struct kunit *test, struct bench *b, unsigned int requests_n)
{
	unsigned int spread = 0;
	u64 push = median_ps(&b->push, requests_n, &spread);
	u64 in_place = median_ps(&b->in_place, requests_n, &spread);
	u64 by_thread = median_ps(&b->by_thread, requests_n, &spread);

	kunit_info(test, "%s %llu %llu %llu %u\n", b->v->name, push, in_place,
		   by_thread, spread);
}

static void measure(struct kunit *test, unsigned int rings, unsigned int batch)
{
	struct bench *benches, *b;
	unsigned int i, n;

	requests = kunit_kcalloc(test, rings * batch, sizeof(*requests),
				 GFP_KERNEL);
	benches = kunit_kcalloc(test, ARRAY_SIZE(variants), sizeof(*benches),
				GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, requests);
	KUNIT_ASSERT_NOT_NULL(test, benches);
	for (i = 0; i < ARRAY_SIZE(variants); i++) {
		b = &benches[i];
		b->v = &variants[i];
		b->rings = kunit_kcalloc(test, rings, sizeof(*b->rings),
					 GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, b->rings);
		for (n = 0; n < rings; n++)
			KUNIT_ASSERT_EQ(test, b->v->init(&b->rings[n]), 0);
	}

	for (n = 0; n < WARM_UP + ROUNDS; n++) {
		for (i = 0; i < ARRAY_SIZE(variants); i++) {
			b = &benches[i];
			if (n == WARM_UP)
				forget(b);
			one_round(test, b, rings, batch);
		}
	}

	for (i = 0; i < ARRAY_SIZE(variants); i++) {
		b = &benches[i];
		report(test, b, rings * batch);
		for (n = 0; n < rings; n++)
			b->v->exit(&b->rings[n]);
	}
}

static void batch_of_1(struct kunit *test)
{
	measure(test, 64, 1);
}

static void batch_of_16(struct kunit *test)
{
	measure(test, 64, 16);
}

static void batch_of_1000(struct kunit *test)
{
	measure(test, 1, 1000);
}

static struct kunit_case bench_cases[] = {
	KUNIT_CASE(batch_of_1),
	KUNIT_CASE(batch_of_16),
	KUNIT_CASE(batch_of_1000),
	{}
};

static struct kunit_suite bench_suite = {
	.name = "bench",
	.test_cases = bench_cases,
};

kunit_test_suite(bench_suite);
