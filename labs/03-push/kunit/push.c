// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 03: push, and nothing else.  Nobody drains here: the tests take the list
 * away themselves, as a drain would, and look at what they got.
 *
 * What must hold, whatever happens at the same time:
 *
 *	- what was pushed is on the list, once, until somebody takes the list
 *	- it is complete when it gets there: ->func is set, and ->next is what
 *	  the head was before
 *	- from then on push leaves it alone
 *
 * "At the same time" means an interrupt in front of each memory access of push,
 * one after another, see inject.h.
 */
#include <linux/atomic.h>
#include <linux/panic.h>

#include "fallback.h"
#include "inject.h"
#include "item.h"
#include "storm.h"

#define README		"labs/03-push/README.md, "

/* A push of which fewer accesses were seen was not looked at. */
#define FEW_ACCESSES	3

#define INTERRUPTS	5	/* in one push */
#define PATIENCE	1000	/* interrupts in one push: 333 tries */
#define STORM		1000	/* pushes by each side, at most */

/* --- taking the list ------------------------------------------------------ */

/* What was found, in the order in which it was found. */
static struct {
	struct callback_head *work;
	struct callback_head *next;
	task_work_func_t func;
} found[ITEMS_MAX + 1];
static unsigned int nr_found;

/*
 * Take the list and note what is on it, as it is now. Fits inject.h.
 *
 * Context: any.
 */
static void take(void *ring)
{
	struct io_ring_ctx *ctx = ring;
	struct callback_head *work;

	/* Pairs with the cmpxchg in push: what we find is complete. */
	work = xchg(&ctx->exit_task_work, NULL);
	while (work && nr_found < ARRAY_SIZE(found)) {
		found[nr_found].work = work;
		if (item_of(work)) {
			found[nr_found].next = work->next;
			found[nr_found].func = work->func;
			item_of(work)->runs++;
			work = work->next;
		} else {
			work = NULL;
		}
		nr_found++;
	}
}

/* The same, and the requests are freed, as a drain's callbacks do. */
static void take_and_free(void *ring)
{
	unsigned int i = nr_found;
	struct item *it;

	take(ring);
	for (; i < nr_found; i++) {
		it = item_of(found[i].work);
		if (it)
			item_free(it);
	}
}

/* Each request that was found was complete. */
static bool expect_complete(struct kunit *test)
{
	unsigned int i;

	if (!expect(test, nr_found < ARRAY_SIZE(found), "the list ends, in NULL",
		    README "\"The list\"", "it leads in a circle"))
		return false;
	for (i = 0; i < nr_found; i++) {
		if (!expect(test, item_of(found[i].work),
			    "->next leads to another request, or is NULL",
			    README "\"The list\"",
			    found[i].work == ITEM_NOT_LINKED ?
				"it had not been set when the request was published" :
				"it leads to something that was not pushed"))
			return false;
		if (!expect(test, found[i].func == item_callback,
			    "->func is cb when the request is published",
			    README "\"What push promises\"",
			    (void *)found[i].func == ITEM_NOT_LINKED ?
				"it had not been set" : "it is something else"))
			return false;
	}
	return true;
}

/* And nothing was lost, nothing found twice, nothing touched. */
static bool expect_all_found(struct kunit *test)
{
	unsigned int lost = items_lost(), twice = items_twice();

	if (!expect_complete(test) || !expect_untouched(test))
		return false;
	return expect(test, !lost && !twice,
		      "each request that was pushed is on the list, once",
		      README "\"Lost updates\"",
		      "of %u requests %u are missing, %u are there twice",
		      items_count(), lost, twice);
}

/* Take what is left, and judge everything. */
static bool expect_rest(struct kunit *test, struct io_ring_ctx *ctx)
{
	take(ctx);
	return expect_all_found(test);
}

/* The same, after a round of for_each_access(): an interrupt came, or none. */
static bool expect_round(struct kunit *test, struct io_ring_ctx *ctx,
			 unsigned int n)
{
	bool ok = !inject_end() ||
		  expect_at(test, expect_rest(test, ctx),
			    "the interrupt came", n, "push");

	nr_found = 0;
	return ok;
}

static void expect_all_tried(struct kunit *test)
{
	expect_accesses(test, FEW_ACCESSES,
			"push writes ->func and ->next and changes the head",
			README "\"What push promises\"");
}

/* --- one after another ---------------------------------------------------- */

static void one_push(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL);
	struct callback_head *head;

	item_push(a);
	head = READ_ONCE(ctx->exit_task_work);
	if (expect(test, head == &a->req->task_work,
		   "after one push ctx->exit_task_work is &req->task_work",
		   README "\"The list\"",
		   head ? "it is something else" : "it is NULL: the list is empty") &&
	    expect(test, !a->req->task_work.next,
		   "a request that is alone on the list has ->next NULL",
		   README "\"The list\"",
		   a->req->task_work.next == ITEM_NOT_LINKED ?
			"->next was not set" : "->next is something else"))
		expect_rest(test, ctx);
}

static void many_pushes(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	unsigned int i;

	for (i = 0; i < ITEMS_MAX; i++)
		item_push(item_new(ctx, NULL));
	expect_rest(test, ctx);
}

static void two_rings(struct kunit *test)
{
	struct io_ring_ctx *one = ring_new(), *other = ring_new();
	struct item *a = item_new(one, NULL), *b = item_new(other, NULL);

	item_push(a);
	item_push(b);
	take(one);
	if (expect(test, a->runs == 1 && !b->runs,
		   "each ring has a list of its own", README "\"The list\"",
		   b->runs ? "a request of one ring is on another ring's list" :
			     "a ring's request is not on its list"))
		expect_rest(test, other);
}

/* What is pushed after the last close holds the ring, too. */
static void ring_that_is_closed(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();

	item_push(item_new(ctx, NULL));
	ring_close(ctx);
	item_push(item_new(ctx, NULL));
	expect_rest(test, ctx);
}

/* Linux 6.1 cannot tell. */
static bool expect_no_sleep(struct kunit *test, bool warned_before)
{
	return expect(test, warned_before || !test_taint(TAINT_WARN),
		      "push does not sleep, nor call what may sleep",
		      README "\"Any context\"", "it does: see the kernel's BUG");
}

/*
 * If push sleeps, or allocates memory in a way that may, the kernel says so,
 * and notes that it has.
 */
static void push_under_a_lock(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL), *b = item_new(ctx, NULL);
	bool warned = test_taint(TAINT_WARN);

	if (expect_irqs_kept(test, a, b, README "\"Any context\"") &&
	    expect_no_sleep(test, warned))
		expect_rest(test, ctx);
}

/* --- interrupts ----------------------------------------------------------- */

static void interrupted_push(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, NULL);
		b = item_new(ctx, NULL);
		interrupt_at(n, 1, item_push, b);
		item_push(a);
		if (!expect_round(test, ctx, n))
			break;
	}
	expect_all_tried(test);
}

/* The same with a lock held: a push that tries again must not sleep either. */
static void interrupted_under_a_lock(struct kunit *test)
{
	bool warned = test_taint(TAINT_WARN);
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, NULL);
		b = item_new(ctx, NULL);
		interrupt_at(n, 1, item_push, b);
		spin_lock(&ctx->completion_lock);
		item_push(a);
		spin_unlock(&ctx->completion_lock);
		if (!expect_round(test, ctx, n) ||
		    !expect_no_sleep(test, warned))
			break;
	}
	expect_all_tried(test);
}

/* An interrupt at access n, at the one after it, and so on. */
static void interrupted_again_and_again(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int i, n;
	struct item *a;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, NULL);
		for (i = 0; i < INTERRUPTS; i++)
			item_new(ctx, NULL);
		interrupt_at(n, INTERRUPTS, item_push_next, NULL);
		item_push(a);
		if (!expect_round(test, ctx, n))
			break;
	}
	expect_all_tried(test);
}

/* One request is there; another is pushed; an interrupt takes what it finds. */
static void taken_by_interrupt(struct kunit *test, void (*taker)(void *ring))
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		item_push(item_new(ctx, NULL));
		a = item_new(ctx, NULL);
		interrupt_at(n, 1, taker, ctx);
		item_push(a);
		if (!expect_round(test, ctx, n))
			break;
	}
	expect_all_tried(test);
}

static void published_complete(struct kunit *test)
{
	taken_by_interrupt(test, take);
}

static void published_and_freed(struct kunit *test)
{
	taken_by_interrupt(test, take_and_free);
}

/* Two requests that take turns on the list, see head_comes_back(). */
static struct item *turns[2];
static unsigned int nr_turns;

static void next_turn(void *ring)
{
	take(ring);
	item_push(turns[++nr_turns % 2]);
}

/*
 * The head is X, then Y, then X again: the ABA problem. A push that looks at it
 * twice may have seen both, and compare with the one and have linked the other.
 */
static void head_comes_back(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, NULL);
		turns[0] = item_new(ctx, NULL);
		turns[1] = item_new(ctx, NULL);
		nr_turns = 0;
		item_push(turns[0]);
		interrupt_at(n, 2, next_turn, ctx);
		item_push(a);
		if (!expect_round(test, ctx, n))
			break;
	}
	expect_all_tried(test);
}

/* The same request is pushed again: its ->next is that of the last time. */
static void pushed_again(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL), *b = item_new(ctx, NULL);

	item_push(b);
	item_push(a);
	take(ctx);
	item_push(a);
	expect_rest(test, ctx);
}

/* --- many ----------------------------------------------------------------- */

static void expect_storm(struct kunit *test, const struct storm *storm)
{
	unsigned int n = 0, all = storm->by_interrupt + storm->by_task;
	struct callback_head *work;

	for (work = xchg(&storm->ctx->exit_task_work, NULL);
	     work && n <= all; work = work->next)
		n++;
	expect(test, n == all,
	       "each request that was pushed is on the list, once",
	       README "\"Lost updates\"",
	       "%u pushed by a task, %u by interrupts, %u on the list",
	       storm->by_task, storm->by_interrupt, n);
}

static struct storm storm;

/* One push, and the head changes again and again: it must not give up. */
static void never_gives_up(struct kunit *test)
{
	storm_init(test, &storm, ring_new(), STORM);
	interrupt_at(0, PATIENCE, storm_interrupt, &storm);
	storm_push(&storm);
	inject_end();
	expect_storm(test, &storm);
}

static void interrupt_storm(struct kunit *test)
{
	storm_init(test, &storm, ring_new(), STORM);
	if (storm_run(test, &storm, false))
		expect_storm(test, &storm);
}

static struct kunit_case push_cases[] = {
	KUNIT_CASE(one_push),
	KUNIT_CASE(many_pushes),
	KUNIT_CASE(pushed_again),
	KUNIT_CASE(two_rings),
	KUNIT_CASE(ring_that_is_closed),
	KUNIT_CASE(push_under_a_lock),
	KUNIT_CASE(interrupted_push),
	KUNIT_CASE(interrupted_under_a_lock),
	KUNIT_CASE(interrupted_again_and_again),
	KUNIT_CASE(never_gives_up),
	KUNIT_CASE(head_comes_back),
	KUNIT_CASE(published_complete),
	KUNIT_CASE(published_and_freed),
	KUNIT_CASE(interrupt_storm),
	{}
};

static int push_begin(struct kunit *test)
{
	nr_found = 0;
	items_init(test);
	items_need(test, "one_push");
	return 0;
}

static struct kunit_suite push_suite = {
	.name = "push",
	.init = push_begin,
	.exit = inject_exit,
	.test_cases = push_cases,
};

kunit_test_suite(push_suite);
