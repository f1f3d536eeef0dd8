// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 06: flush, called as close() calls it.
 *
 * The liburing tests of this lab see what a process sees.  Here is what no
 * process can arrange: a callback that sleeps for as long as the test wants, a
 * second closer at just that moment, an interrupt in front of each memory
 * access of flush, a closer that has been killed.
 *
 * KUnit's own task is a kernel thread, and flush is never called by one: in a
 * kernel thread the wrong place to run a callback looks like the right one.
 * So each test makes its closers, tasks without PF_KTHREAD, and watches them.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "fallback.h"
#include "inject.h"
#include "item.h"
#include "left.h"
#include "meanwhile.h"

#define README		"labs/06-flush/README.md, "
#define FAILURES	"labs/06-flush/failures.md, "

#define RINGS		2
#define CLOSERS		2
#define SOON_MS		50
#define STUCK_S		5

/* --- orphans -------------------------------------------------------------- */

static struct io_ring_ctx *rings[RINGS];
static unsigned int nr_rings;

/* The first callback that ran in the wrong place, and why it was wrong. */
static const char *misplaced;

static struct closer {
	struct io_ring_ctx *ctx;
	struct task_struct *task;
	bool killed;
	unsigned int watch;	/* items that were pushed before the call */
	struct completion ready;
	struct completion go;
	struct completion returned;
	bool back;		/* flush has returned */
	unsigned int left;	/* of @watch, not run at that moment */
} closers[CLOSERS];

static const char *why_misplaced(struct io_ring_ctx *ctx)
{
	unsigned int i;

	for (i = 0; i < CLOSERS; i++)
		if (closers[i].task == current)
			return "in the task that closes";
	if (!(current->flags & PF_KTHREAD))
		return "in a task that is no kernel thread";
	if (irqs_disabled() || preempt_count())
		return "where it must not sleep";
	if (!mutex_trylock(&ctx->uring_lock))
		return "with uring_lock held";
	mutex_unlock(&ctx->uring_lock);
	return NULL;
}

/* The acts of our items, see item.h. */
static void orphan_runs(struct item *it)
{
	if (!misplaced)
		misplaced = why_misplaced(it->req->ctx);
	item_pushes_again(it);
}

static void orphan_waits(struct item *it)
{
	if (!misplaced)
		misplaced = why_misplaced(it->req->ctx);
	item_waits(it);
}

static struct io_ring_ctx *new_ring(void)
{
	return rings[nr_rings++] = ring_new();
}

static struct item *orphan_new(struct io_ring_ctx *ctx)
{
	return item_new(ctx, orphan_runs);
}

/* --- closers -------------------------------------------------------------- */

/* A real-time task: two closers are both in flush before any kworker runs. */
static int closer_main(void *arg)
{
	struct closer *c = arg;
	unsigned int i;

	c->task = current;
	sched_set_fifo(current);
	complete(&c->ready);
	wait_for_completion(&c->go);
	if (c->killed) {
		allow_signal(SIGKILL);
		send_sig(SIGKILL, current, 1);
	}

	io_fallback_flush(c->ctx);
	c->task = NULL;		/* may soon be that of another task */

	c->left = 0;
	for (i = 0; i < c->watch; i++)
		c->left += !item_nr(i)->gone;
	WRITE_ONCE(c->back, true);
	complete_all(&c->returned);
	do_exit(0);
}

/* A task that will call flush when closer_go() says so. */
static struct closer *closer_new(struct io_ring_ctx *ctx, unsigned int nr)
{
	struct closer *c = &closers[nr];

	memset(c, 0, sizeof(*c));
	c->ctx = ctx;
	init_completion(&c->ready);
	init_completion(&c->go);
	init_completion(&c->returned);
	/* Without its closer a test would pass, so it insists on one. */
	while (user_mode_thread(closer_main, c, SIGCHLD) < 0)
		msleep(100);
	wait_for_completion(&c->ready);
	return c;
}

/* When it returns, all that are there now must have run. */
static void closer_go(struct closer *c)
{
	c->watch = items_count();
	complete(&c->go);
}

static bool closer_returns(struct kunit *test, struct closer *c)
{
	unsigned long limit = STUCK_S * HZ;

	return expect(test, wait_for_completion_timeout(&c->returned, limit),
		      "io_fallback_flush() returns",
		      FAILURES "\"It hangs\"",
		      "it has not returned for %u seconds", STUCK_S);
}

/* --- what must hold ------------------------------------------------------- */

static bool expect_in_place(struct kunit *test)
{
	return expect(test, !misplaced,
		      "callbacks run in a kernel thread, with no lock held",
		      README "\"Who runs it?\"",
		      "one was called %s", misplaced);
}

/* Flush returns, and what was pushed before has run, in the right place. */
static bool expect_flushed(struct kunit *test, struct closer *c)
{
	return closer_returns(test, c) && expect_in_place(test) &&
	       expect(test, !c->left,
		      "when flush returns, all that was pushed before has run",
		      README "\"What flush promises\"",
		      "it returned, and %u of %u had run", c->watch - c->left,
		      c->watch);
}

/* Call flush, and expect that. */
static bool flush(struct kunit *test, struct io_ring_ctx *ctx)
{
	struct closer *c = closer_new(ctx, 0);

	closer_go(c);
	return expect_flushed(test, c);
}

/* What a wrong flush has left is run here: the next round begins without it. */
static void end_round(void)
{
	gate_open();
	while (nr_rings)
		ring_drain(rings[--nr_rings]);
}

static void begin_round(void)
{
	misplaced = NULL;
	memset(closers, 0, sizeof(closers));
	gate_close();
}

/* --- one closer ----------------------------------------------------------- */

static void one_orphan(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();

	item_push(orphan_new(ctx));
	if (flush(test, ctx))
		expect_all_ran(test);
}

static void many_orphans(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	unsigned int i;

	for (i = 0; i < ITEMS_MAX; i++)
		item_push(orphan_new(ctx));
	if (flush(test, ctx))
		expect_all_ran(test);
}

/* A request that fails takes with it those that are linked to it. */
static void orphan_that_pushes_again(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	struct item *it = orphan_new(ctx);

	it->again = 3;
	item_push(it);
	if (flush(test, ctx))
		expect_all_ran(test);
}

static void one_close_after_another(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	unsigned int i;

	for (i = 0; i < 5; i++) {
		item_push(orphan_new(ctx));
		if (!flush(test, ctx))
			return;
	}
	expect_all_ran(test);
}

static void two_rings(struct kunit *test)
{
	struct io_ring_ctx *one = new_ring(), *other = new_ring();

	item_push(orphan_new(one));
	if (!flush(test, one))
		return;
	item_push(orphan_new(other));
	if (flush(test, other))
		expect_all_ran(test);
}

/* Has the gated callback begun, before its closer came back? */
static bool has_begun(struct closer *c)
{
	unsigned int ms;

	for (ms = 0; ms < STUCK_S * 1000 && !READ_ONCE(c->back); ms++)
		if (gate_reached(1))
			return true;
	return gate_reached(0);
}

/*
 * A callback sleeps, for longer than anybody who waits for a time would wait.
 * Nobody may return for as long as it does. @second: another
 * closer comes meanwhile, and finds an empty list, or, with @more, one that is
 * not.
 */
static void slow_callback(struct kunit *test, bool killed, bool second,
			  bool more)
{
	struct io_ring_ctx *ctx = new_ring();
	bool c_early, d_early = false;
	struct closer *c, *d = NULL;

	item_push(item_new(ctx, orphan_waits));
	c = closer_new(ctx, 0);
	c->killed = killed;
	closer_go(c);
	if (has_begun(c)) {
		if (more)
			item_push(orphan_new(ctx));
		if (second) {
			d = closer_new(ctx, 1);
			d->killed = killed;
			closer_go(d);
		}
		msleep(slow_ms());
	}
	c_early = READ_ONCE(c->back);
	if (d)
		d_early = READ_ONCE(d->back);
	gate_open();

	if (!closer_returns(test, c) || (d && !closer_returns(test, d)) ||
	    !expect_in_place(test))
		return;
	expect(test, !c_early,
	       "flush returns when the callbacks have returned, not before",
	       README "\"What flush promises\"", killed ?
	       "a closer with a fatal signal pending did not wait" :
	       "it returned before a callback that sleeps had returned");
	expect(test, !d_early,
	       "flush waits for what another closer's drain has taken off the list",
	       README "\"Two closers\"",
	       killed ?
	       "the second closer, with a fatal signal pending, did not wait" :
	       "the second closer returned while the first one's drain went on");
	if (expect_flushed(test, c) && (!d || expect_flushed(test, d)))
		expect_all_ran(test);
}

static void callback_that_sleeps(struct kunit *test)
{
	slow_callback(test, false, false, false);
}

/* A signal is pending: who sleeps interruptibly, or killably, does not. */
static void closer_is_killed(struct kunit *test)
{
	slow_callback(test, true, false, false);
}

/*
 * A ring that nobody but this test knows: it is taken down here. A fallback
 * that makes no use of ctx->fallback_work leaves it as it is, zeroed.
 */
static void nothing_left_behind(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	bool timer, work;

	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL | __GFP_NOFAIL);
	mutex_init(&ctx->uring_lock);
	if (!expect(test, !io_fallback_init(ctx), "io_fallback_init() returns 0",
		    "fallback.h, io_fallback_init()", "it does not")) {
		kfree(ctx);
		return;
	}
	item_push(orphan_new(ctx));
	if (!flush(test, ctx))
		ring_drain(ctx);
	io_fallback_exit(ctx);

	timer = timer_pending(&ctx->fallback_work.timer);
	work = work_pending(&ctx->fallback_work.work);
	if (!expect(test, !timer && !work,
		    "after io_fallback_exit() nothing will touch the ring",
		    "fallback.h, io_fallback_exit()",
		    "its fallback_work %s", timer ? "has a timer that runs" :
						    "is queued"))
		cancel_delayed_work_sync(&ctx->fallback_work);
	kfree(ctx);
}

/* --- two closers ---------------------------------------------------------- */

static void drain_of_another_closer(struct kunit *test)
{
	slow_callback(test, false, true, false);
}

static void pushed_while_another_drains(struct kunit *test)
{
	slow_callback(test, false, true, true);
}

static void second_closer_is_killed(struct kunit *test)
{
	slow_callback(test, true, true, true);
}

static void two_closers_at_once(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	struct closer *c = closer_new(ctx, 0), *d = closer_new(ctx, 1);
	unsigned int i;

	for (i = 0; i < ITEMS_MAX / 2; i++)
		item_push(orphan_new(ctx));
	closer_go(c);
	closer_go(d);
	if (expect_flushed(test, c) && expect_flushed(test, d))
		expect_all_ran(test);
}

static void closers_of_two_rings(struct kunit *test)
{
	struct io_ring_ctx *one = new_ring(), *other = new_ring();
	struct closer *c = closer_new(one, 0), *d = closer_new(other, 1);

	item_push(orphan_new(one));
	item_push(orphan_new(other));
	closer_go(c);
	closer_go(d);
	if (closer_returns(test, c) && closer_returns(test, d) &&
	    expect_in_place(test))
		expect_all_ran(test);
}

/* --- interrupts ----------------------------------------------------------- */

/*
 * An interrupt pushes, in front of each access of flush in turn. Flush may run
 * that one or leave it, but not lose it: the next flush must find it.
 */
static void interrupts(struct kunit *test, bool something_there)
{
	struct io_ring_ctx *ctx;
	struct closer *c;
	struct item *late;
	unsigned int n;
	bool ok;

	for_each_access(n) {
		begin_round();
		ctx = new_ring();
		if (something_there)
			item_push(orphan_new(ctx));
		c = closer_new(ctx, 0);
		c->watch = items_count();
		late = orphan_new(ctx);
		interrupt_task_at(c->task, n, 1, item_push, late);
		complete(&c->go);
		ok = expect_flushed(test, c);
		if (inject_end() && ok)
			ok = flush(test, ctx) && expect_all_ran(test);
		if (!expect_at(test, ok || !late->pushes,
			       "an interrupt pushed", n, "flush"))
			break;
		end_round();
	}
}

static void interrupted_flush(struct kunit *test)
{
	interrupts(test, true);
}

static void interrupted_flush_of_nothing(struct kunit *test)
{
	interrupts(test, false);
}

/* --- the end of a drain --------------------------------------------------- */

static struct item *more;

/* As soon as it may go on, it pushes another one. */
static void orphan_waits_and_pushes(struct item *it)
{
	orphan_waits(it);
	item_push(more);
}

/* Two wait for the drain, and both might leave to the other what comes late. */
static void pushed_by_callback_while_two_wait(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	struct closer *c = closer_new(ctx, 0), *d = closer_new(ctx, 1);

	item_push(item_new(ctx, orphan_waits_and_pushes));
	closer_go(c);
	if (has_begun(c)) {
		closer_go(d);
		msleep(SOON_MS);
	}
	more = orphan_new(ctx);
	gate_open();
	if (expect_flushed(test, c) && closer_returns(test, d) &&
	    expect_in_place(test) &&
	    expect(test, more->gone,
		   "when all drains have returned, what was pushed before that has run",
		   README "\"Two closers\"",
		   "both closers returned, and what a callback had pushed did not run"))
		expect_all_ran(test);
}

/* In an interrupt: the last orphan comes, and its closer is woken. */
static struct {
	struct item *orphan;
	struct closer *closer;
	unsigned int access;	/* of the drain, after the callback */
} late;

static void push_and_close(void *unused)
{
	item_push(late.orphan);
	closer_go(late.closer);
}

static void orphan_is_last(struct item *it)
{
	interrupt_at(late.access, 1, push_and_close, NULL);
	orphan_runs(it);
}

/*
 * A drain ends, from its last callback to its last access. Before each of these
 * an orphan is pushed, and its closer comes at once, who is more urgent. It may
 * wait for that drain, but must not rely on its having seen the orphan.
 */
static void closer_comes_as_drain_ends(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct closer *c, *d;
	unsigned int n;
	bool ok;

	for_each_access(n) {
		begin_round();
		ctx = new_ring();
		c = closer_new(ctx, 0);
		d = closer_new(ctx, 1);
		item_push(item_new(ctx, orphan_is_last));
		late.access = n;
		late.orphan = orphan_new(ctx);
		late.closer = d;
		c->watch = 1;
		complete(&c->go);
		ok = expect_flushed(test, c);
		if (!inject_end())
			complete(&d->go);
		ok = expect_flushed(test, d) && expect_all_ran(test) && ok;
		if (!expect_at(test, ok, "an orphan was pushed", n,
			       "the drain's end"))
			break;
		end_round();
	}
}

/* --- not its business ----------------------------------------------------- */

/* @orphan: does the other ring have one? */
static void slow_neighbour(struct kunit *test, bool orphan)
{
	struct io_ring_ctx *one = new_ring(), *other = new_ring();
	struct closer *c = closer_new(one, 0), *d = closer_new(other, 1);
	bool ok;

	item_push(item_new(one, orphan_waits));
	closer_go(c);
	if (!has_begun(c)) {
		expect_flushed(test, c);
		return;
	}
	if (orphan)
		item_push(orphan_new(other));
	complete(&d->go);
	ok = wait_for_completion_timeout(&d->returned, CALL_S * HZ);
	gate_open();
	if (expect(test, ok,
		   "flush waits for no other ring's callbacks",
		   README "\"Only this ring\"",
		   "as long as a callback of another ring slept, it did not return") &&
	    expect_flushed(test, c) && expect_in_place(test))
		expect_all_ran(test);
	wait_for_completion(&d->returned);
}

static void slow_callback_of_another_ring(struct kunit *test)
{
	slow_neighbour(test, true);
}

static void flush_of_nothing_beside_another_ring(struct kunit *test)
{
	slow_neighbour(test, false);
}

static void works_of_others(struct kunit *test)
{
	struct io_ring_ctx *ctx = new_ring();
	struct closer *c = closer_new(ctx, 0);
	bool ok;

	item_push(orphan_new(ctx));
	works_sleep();
	closer_go(c);
	ok = wait_for_completion_timeout(&c->returned, CALL_S * HZ);
	works_end();
	expect(test, ok,
	       "flush waits for its own work, and for no whole workqueue",
	       README "\"Only this ring\"",
	       "as long as work items of others slept in the system's workqueues, it did not return");
	if (ok && expect_flushed(test, c))
		expect_all_ran(test);
	wait_for_completion(&c->returned);
}

static void rings_leave_nothing(struct kunit *test)
{
	unsigned int i;

	left_begin();
	for (i = 0; i < LEFT_RINGS; i++) {
		struct io_ring_ctx *ctx = ring_new();

		item_push(orphan_new(ctx));
		flush(test, ctx);
		ring_turn(ctx);
		items_restart();
	}
	expect_nothing_left(test, README "\"Nothing is left\"");
}

static struct kunit_case flush_cases[] = {
	KUNIT_CASE(one_orphan),
	KUNIT_CASE(many_orphans),
	KUNIT_CASE(orphan_that_pushes_again),
	KUNIT_CASE(one_close_after_another),
	KUNIT_CASE(two_rings),
	KUNIT_CASE_SLOW(callback_that_sleeps),
	KUNIT_CASE_SLOW(closer_is_killed),
	KUNIT_CASE(nothing_left_behind),
	KUNIT_CASE_SLOW(drain_of_another_closer),
	KUNIT_CASE_SLOW(pushed_while_another_drains),
	KUNIT_CASE_SLOW(second_closer_is_killed),
	KUNIT_CASE(two_closers_at_once),
	KUNIT_CASE(closers_of_two_rings),
	KUNIT_CASE(interrupted_flush),
	KUNIT_CASE(interrupted_flush_of_nothing),
	KUNIT_CASE(pushed_by_callback_while_two_wait),
	KUNIT_CASE(closer_comes_as_drain_ends),
	KUNIT_CASE(slow_callback_of_another_ring),
	KUNIT_CASE(flush_of_nothing_beside_another_ring),
	KUNIT_CASE(works_of_others),
	KUNIT_CASE(rings_leave_nothing),
	{}
};

static int flush_begin(struct kunit *test)
{
	begin_round();
	items_init(test);
	items_need(test, "one_orphan");
	return 0;
}

static void flush_end(struct kunit *test)
{
	inject_end();
	end_round();
	inject_exit(test);
}

static struct kunit_suite flush_suite = {
	.name = "flush",
	.init = flush_begin,
	.exit = flush_end,
	.test_cases = flush_cases,
};

kunit_test_suite(flush_suite);
