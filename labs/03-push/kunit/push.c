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
 * one after another, see moment.h.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/panic.h>
#include <linux/spinlock.h>

#include "fallback.h"
#include "item.h"
#include "moment.h"

#define README		"labs/03-push/README.md, "

/* A push of which fewer accesses were seen was not looked at. */
#define FEW_ACCESSES	3

#define INTERRUPTS	5	/* in one push */
#define PATIENCE	1000	/* interrupts in one push: 333 tries */
#define STORM		1000	/* pushes by each side, at most */
#define STORM_NS	20000

/* --- taking the list ------------------------------------------------------ */

/* What was found, in the order in which it was found. */
static struct {
	struct callback_head *work;
	struct callback_head *next;
	task_work_func_t func;
} found[ITEMS_MAX + 1];
static unsigned int nr_found;

/*
 * Take the list and note what is on it, as it is now. Fits moment.h.
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
			item_goes(it);
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
	unsigned int i, lost = 0, twice = 0;
	struct item *it;

	if (!expect_complete(test) || !expect_untouched(test))
		return false;
	for (i = 0; (it = item_nr(i)); i++) {
		lost += it->runs < it->pushes;
		twice += it->runs > it->pushes;
	}
	return expect(test, !lost && !twice,
		      "each request that was pushed is on the list, once",
		      README "\"Lost updates\"",
		      "of %u requests %u are missing, %u are there twice", i,
		      lost, twice);
}

/* Take what is left, and judge everything. */
static bool expect_rest(struct kunit *test, struct io_ring_ctx *ctx)
{
	take(ctx);
	return expect_all_found(test);
}

/* The same, where push was interrupted before its n-th access. */
static bool expect_rest_after(struct kunit *test, struct io_ring_ctx *ctx,
			      unsigned int n)
{
	if (expect_rest(test, ctx))
		return true;
	kunit_info(test, "the interrupt came before access %u of push\n", n + 1);
	return false;
}

static void begin_round(void)
{
	items_restart();
	nr_found = 0;
}

/* When every moment was tried, the last push was not interrupted, but seen. */
static void expect_accesses(struct kunit *test)
{
	expect(test, moment_accesses() >= FEW_ACCESSES,
	       "push writes ->func and ->next and changes the head",
	       README "\"What push promises\"",
	       "it made %u memory accesses in all", moment_accesses());
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

/*
 * If push sleeps, or allocates memory in a way that may, the kernel says so,
 * and notes that it has. Linux 6.1 cannot tell.
 */
static void push_under_a_lock(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL), *b = item_new(ctx, NULL);
	static DEFINE_SPINLOCK(drivers_lock);
	bool disabled, warned = test_taint(TAINT_WARN);

	spin_lock_irq(&drivers_lock);
	item_push(a);
	disabled = irqs_disabled();
	spin_unlock_irq(&drivers_lock);
	item_push(b);

	if (expect(test, disabled, "push leaves interrupts as they were: disabled",
		   README "\"Any context\"", "it has enabled them") &&
	    expect(test, !irqs_disabled(),
		   "push leaves interrupts as they were: enabled",
		   README "\"Any context\"", "it has disabled them") &&
	    expect(test, warned || !test_taint(TAINT_WARN),
		   "push does not sleep, nor call what may sleep",
		   README "\"Any context\"", "it does: see the kernel's BUG"))
		expect_rest(test, ctx);
	local_irq_enable();
}

/* --- interrupts ----------------------------------------------------------- */

static void interrupted_push(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;

	for (n = 0; ; n++) {
		begin_round();
		ctx = ring_new();
		a = item_new(ctx, NULL);
		b = item_new(ctx, NULL);
		interrupt_at(n, 1, item_push, b);
		item_push(a);
		if (!moment_end())
			break;
		if (!expect_rest_after(test, ctx, n))
			return;
	}
	expect_accesses(test);
}

/* Items for an interrupt to push, one each time. */
static struct item *stock[INTERRUPTS];
static unsigned int nr_stock;

static void push_from_stock(void *unused)
{
	item_push(stock[--nr_stock]);
}

/* An interrupt at access n, at the one after it, and so on. */
static void interrupted_again_and_again(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;

	for (n = 0; ; n++) {
		begin_round();
		ctx = ring_new();
		a = item_new(ctx, NULL);
		for (nr_stock = 0; nr_stock < INTERRUPTS; nr_stock++)
			stock[nr_stock] = item_new(ctx, NULL);
		interrupt_at(n, INTERRUPTS, push_from_stock, NULL);
		item_push(a);
		if (!moment_end())
			break;
		if (!expect_rest_after(test, ctx, n))
			return;
	}
	expect_accesses(test);
}

/* One request is there; another is pushed; an interrupt takes what it finds. */
static void taken_by_interrupt(struct kunit *test, void (*taker)(void *ring))
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;

	for (n = 0; ; n++) {
		begin_round();
		ctx = ring_new();
		item_push(item_new(ctx, NULL));
		a = item_new(ctx, NULL);
		interrupt_at(n, 1, taker, ctx);
		item_push(a);
		if (!moment_end())
			break;
		if (!expect_rest_after(test, ctx, n))
			return;
	}
	expect_accesses(test);
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
 * The head is X, then Y, then X again: the ABA problem. Whoever looks at it
 * twice may have seen both, and compares with the one and has linked the other.
 */
static void head_comes_back(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;

	for (n = 0; ; n++) {
		begin_round();
		ctx = ring_new();
		a = item_new(ctx, NULL);
		turns[0] = item_new(ctx, NULL);
		turns[1] = item_new(ctx, NULL);
		nr_turns = 0;
		item_push(turns[0]);
		interrupt_at(n, 2, next_turn, ctx);
		item_push(a);
		if (!moment_end())
			break;
		if (!expect_rest_after(test, ctx, n))
			return;
	}
	expect_accesses(test);
}

/* The same request, pushed anew: its ->next is that of the last time. */
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

static struct {
	struct hrtimer timer;
	struct io_ring_ctx *ctx;
	struct io_kiocb *reqs;	/* STORM for interrupts, STORM for the task */
	unsigned int by_timer;
} storm;

static void storm_callback(struct callback_head *cb)
{
}

static void storm_push(unsigned int i)
{
	storm.reqs[i].ctx = storm.ctx;
	io_req_task_work_add_fallback(&storm.reqs[i], storm_callback);
}

static void storm_begin(struct kunit *test)
{
	memset(&storm, 0, sizeof(storm));
	storm.ctx = ring_new();
	storm.reqs = kunit_kcalloc(test, 2 * STORM, sizeof(*storm.reqs),
				   GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, storm.reqs);
}

static void expect_storm(struct kunit *test, unsigned int by_task)
{
	unsigned int n = 0, all = storm.by_timer + by_task;
	struct callback_head *work;

	for (work = xchg(&storm.ctx->exit_task_work, NULL);
	     work && n <= all; work = work->next)
		n++;
	expect(test, n == all,
	       "each request that was pushed is on the list, once",
	       README "\"Lost updates\"",
	       "%u pushed by a task, %u by interrupts, %u on the list",
	       by_task, storm.by_timer, n);
}

static void storm_interrupt(void *unused)
{
	storm_push(storm.by_timer++);
}

/* One push, and the head changes again and again: it must not give up. */
static void never_gives_up(struct kunit *test)
{
	storm_begin(test);
	interrupt_at(0, PATIENCE, storm_interrupt, NULL);
	storm_push(STORM);
	moment_end();
	expect_storm(test, 1);
}

static enum hrtimer_restart storm_timer(struct hrtimer *timer)
{
	if (storm.by_timer == STORM)
		return HRTIMER_NORESTART;
	storm_push(storm.by_timer++);
	hrtimer_forward_now(timer, ns_to_ktime(STORM_NS));
	return HRTIMER_RESTART;
}

/*
 * A timer that does not care where the task is. In CONFIG=debug, in real time,
 * it comes between any two instructions. In virtual time it comes in udelay().
 */
static void interrupt_storm(struct kunit *test)
{
	unsigned int by_task = 0;

	/* Before its first tick, a kernel's timers are no finer than ticks. */
	msleep(50);
	storm_begin(test);
	hrtimer_init(&storm.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	storm.timer.function = storm_timer;
	hrtimer_start(&storm.timer, ns_to_ktime(STORM_NS),
		      HRTIMER_MODE_REL_HARD);
	while (READ_ONCE(storm.by_timer) < STORM && by_task < STORM) {
		storm_push(STORM + by_task++);
		udelay(5);
	}
	hrtimer_cancel(&storm.timer);

	if (expect(test, storm.by_timer, "interrupts come",
		   "labs/harness/kernel/kunit/moment.h", "none came"))
		expect_storm(test, by_task);
}

static struct kunit_case push_cases[] = {
	KUNIT_CASE(one_push),
	KUNIT_CASE(many_pushes),
	KUNIT_CASE(pushed_again),
	KUNIT_CASE(two_rings),
	KUNIT_CASE(push_under_a_lock),
	KUNIT_CASE(interrupted_push),
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
	return items_begin(test);
}

static struct kunit_suite push_suite = {
	.name = "push",
	.init = push_begin,
	.exit = items_end,
	.test_cases = push_cases,
};

kunit_test_suite(push_suite);
