// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 05: the ring's exit, by what it promises (fallback.h):
 *
 *	- each turn, io_fallback_ring_exit(), runs what was pushed since the
 *	  last one, all of it, and of its own ring only
 *	- interrupts push meanwhile: those are for this turn or the next
 *	- a close() may drain the same ring meanwhile
 *	- io_fallback_exit(), when nothing is left, has nothing to say, and
 *	  warns when something is; when it returns, nobody uses the ring
 *	- neither waits for other rings, or for works that are none of its own
 *	- when a ring is gone, nothing of it is left
 *
 * A ring here has no file and no requests of its own, and a turn is a call, see
 * item.h.  What the exit work does around it is for the programs in tests/.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "fallback.h"
#include "access.h"
#include "inject.h"
#include "item.h"
#include "left.h"
#include "meanwhile.h"

#define README		"labs/05-exit/README.md, "

#define INTERRUPTS	5	/* in one turn */
#define TURNS		16	/* more than any test needs */
#define TURN_MS		50
#define CROWD		5000	/* nobody may have enough of them sooner */

/*
 * One turn of the exit work, and the time until the next. Whether the requests
 * run in the call or in a worker that it has woken is for fallback.c to decide.
 */
static void turn(struct io_ring_ctx *ctx)
{
	ring_turn(ctx);
	msleep(TURN_MS);
}

static void push_new(struct io_ring_ctx *ctx, unsigned int n)
{
	while (n--)
		item_push(item_new(ctx, item_free));
}

/* Every item that was pushed so far has run, by this turn. */
static bool expect_turn(struct kunit *test, unsigned int nr)
{
	struct item *it;
	unsigned int i, left = 0;

	for (i = 0; (it = item_nr(i)); i++)
		left += it->pushes && !it->runs;
	return expect(test, !left,
		      "each turn runs all that was pushed since the last one",
		      README "\"Each turn\"",
		      "after turn %u: %u of %u requests did not run", nr,
		      left, i) &&
	       expect_all_ran(test);
}

/* --- turn after turn -------------------------------------------------- */

static void each_turn(struct kunit *test)
{
	static const unsigned int pushed[] = { 1, 3, 0, 2, 0, 0, 1 };
	struct io_ring_ctx *ctx = ring_new();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pushed); i++) {
		push_new(ctx, pushed[i]);
		turn(ctx);
		if (!expect_turn(test, i + 1))
			return;
	}
}

/* The first turns find nothing, as when the last requests take their time. */
static void nothing_at_first(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	unsigned int i;

	for (i = 0; i < 5; i++)
		turn(ctx);
	push_new(ctx, 1);
	turn(ctx);
	expect_turn(test, i + 1);
}

static void all_in_one_turn(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();

	push_new(ctx, ITEMS_MAX);
	turn(ctx);
	expect_turn(test, 1);
}

static unsigned int nr_ran;

static void counts(struct callback_head *cb)
{
	nr_ran++;
}

/* A server's: more than there are items. */
static void crowd_in_one_turn(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct io_kiocb *crowd;
	unsigned int i;

	crowd = kvcalloc(CROWD, sizeof(*crowd), GFP_KERNEL | __GFP_NOFAIL);
	nr_ran = 0;
	for (i = 0; i < CROWD; i++) {
		crowd[i].ctx = ctx;
		io_req_task_work_add_fallback(&crowd[i], counts);
	}
	turn(ctx);
	/* Those that did not run may be on a list, and stay. */
	if (expect(test, nr_ran == CROWD,
		   "each turn runs all that was pushed since the last one",
		   README "\"All of it\"", "of %u requests %u ran", CROWD,
		   nr_ran))
		kvfree(crowd);
}

/*
 * A callback pushes a request, as that of a linked one does. A drain looks
 * again until nothing is left; the ring's exit does, or comes again.
 */
static void callbacks_push(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, item_pushes_again);
	struct item *b = item_new(ctx, item_pushes_again);
	unsigned int i;

	a->again = CROWD;
	b->again = 3;
	item_push(a);
	ring_drain(ctx);
	if (!expect(test, a->gone,
		    "a drain runs what its callbacks push, too",
		    "fallback.h, io_run_ctx_fallback()",
		    "it returned with %u pushed and %u run", a->pushes,
		    a->runs))
		return;
	item_push(b);
	for (i = 0; i < TURNS; i++)
		turn(ctx);
	expect_all_ran(test);
}

static void only_its_own_ring(struct kunit *test)
{
	struct io_ring_ctx *one = ring_new(), *other = ring_new();
	struct item *a = item_new(one, item_free);
	struct item *b = item_new(other, item_free);

	item_push(b);
	item_push(a);
	/* And no longer than this call: others are free to run b. */
	ring_turn(one);
	if (!expect(test, !b->runs,
		    "a turn runs the requests of its own ring",
		    README "\"Only this ring\"",
		    "it ran a request of another ring"))
		return;
	turn(one);
	turn(other);
	expect_turn(test, 1);
}

/* What one ring's exit remembers must not be in another one's way. */
static void rings_take_turns(struct kunit *test)
{
	struct io_ring_ctx *one = ring_new(), *other = ring_new();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		push_new(one, 2);
		push_new(other, 1);
		ring_turn(one);
		turn(other);
		if (!expect_turn(test, i + 1))
			return;
	}
}

/* --- meanwhile -------------------------------------------------------- */

static bool expect_round(struct kunit *test, bool ok, unsigned int n)
{
	return expect_at(test, ok, "it came", n, "the turn");
}

/*
 * An interrupt pushes, before the n-th access. If that comes after the last
 * look of this turn, it is for the next one. In the last round none comes.
 */
static void interrupted_turn(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;
	bool ok;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, item_free);
		b = item_new(ctx, item_free);
		item_push(a);
		interrupt_at(n, 1, item_push, b);
		turn(ctx);
		inject_end();
		ok = expect(test, a->runs, "a turn runs what was pushed before it",
			    README "\"Each turn\"",
			    "it did not run what was pushed");
		turn(ctx);
		ok = ok && expect_turn(test, 2);
		if (!expect_round(test, ok || !b->pushes, n))
			break;
	}
}

/* An interrupt at access n, at the one after it, and so on. */
static void interrupted_again_and_again(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int i, n;

	for_each_access(n) {
		ctx = ring_new();
		push_new(ctx, 1);
		for (i = 0; i < INTERRUPTS; i++)
			item_new(ctx, item_free);
		interrupt_at(n, INTERRUPTS, item_push_next, NULL);
		turn(ctx);
		if (!inject_end())
			break;
		turn(ctx);
		if (!expect_round(test, expect_turn(test, 2), n))
			break;
	}
}

/* Somebody closes a descriptor, or a work drains, before the n-th access. */
static void another_drain(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		push_new(ctx, 4);
		other_task_at(n, ring_drain, ctx);
		turn(ctx);
		if (inject_end() &&
		    !expect_round(test, expect_all_ran(test), n))
			break;
	}
}

static void push_and_drain(void *item)
{
	struct item *it = item;

	item_push(it);
	io_run_ctx_fallback(it->req->ctx);
}

/*
 * The same, but the other one pushes first.  One of the two drains must run it:
 * the other's, which was called later, or else this turn's.
 */
static void other_task_pushes_and_drains(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *it;
	unsigned int n;

	for_each_access(n) {
		ctx = ring_new();
		push_new(ctx, 1);
		it = item_new(ctx, item_free);
		other_task_at(n, push_and_drain, it);
		turn(ctx);
		if (inject_end() &&
		    !expect_round(test, expect(test, it->runs,
			    "when two drains have returned, what was pushed before them has run",
			    README "\"All of it\"",
			    "a request that was pushed before the second drain did not run") &&
			    expect_all_ran(test), n))
			break;
	}
}

/* --- not its business --------------------------------------------------- */

/* A ring with one request, that goes. */
static struct goer {
	struct io_ring_ctx *ring;
	struct item *request;
	bool gave_up;
} goer;

static void goer_new(void)
{
	goer.ring = ring_new();
	goer.request = item_new(goer.ring, item_free);
	goer.gave_up = false;
}

/* The exit work: turn after turn, until no request holds the ring. */
static void goer_goes(void *unused)
{
	do {
		ring_turn(goer.ring);
		if (READ_ONCE(goer.request->gone)) {
			ring_end(goer.ring);
			return;
		}
		msleep(TURN_MS);
	} while (!READ_ONCE(goer.gave_up));
}

/* It goes within CALL_S, whatever others are waiting for. */
static bool goes(struct call *call)
{
	bool ok;

	call_begin(call, goer_goes, NULL);
	ok = call_returns(call);
	WRITE_ONCE(goer.gave_up, true);
	return ok;
}

/* @before: is the request pushed before the other ring's callback is called? */
static void slow_neighbour(struct kunit *test, bool before)
{
	struct io_ring_ctx *one = ring_new();
	static struct call turn_of_one, end;
	bool ok;

	goer_new();
	gate_close();
	item_push(item_new(one, item_waits));
	if (before)
		item_push(goer.request);
	call_begin(&turn_of_one, ring_turn, one);
	if (!expect(test, gate_reached(CALL_S * 1000),
		    "each turn runs all that was pushed since the last one",
		    README "\"Each turn\"", "1 of 1 requests did not run"))
		return;
	if (!before)
		item_push(goer.request);
	ok = goes(&end);
	gate_open();
	call_returns(&turn_of_one);
	call_returns(&end);
	expect(test, ok,
	       "the exit of a ring waits for no other ring's callbacks",
	       README "\"Only this ring\"",
	       "as long as a callback of another ring slept, it did not return");
	expect_all_ran(test);
}

static void slow_callback_of_another_ring(struct kunit *test)
{
	slow_neighbour(test, false);
}

static void pushed_before_a_slow_callback(struct kunit *test)
{
	slow_neighbour(test, true);
}

static void works_of_others(struct kunit *test)
{
	static struct call end;
	bool ok;

	goer_new();
	item_push(goer.request);
	works_sleep();
	ok = goes(&end);
	works_end();
	call_returns(&end);
	expect(test, ok,
	       "the exit of a ring waits for its own work, and for no whole workqueue",
	       README "\"Only this ring\"",
	       "as long as work items of others slept in the system's workqueues, it did not return");
	expect_all_ran(test);
}

static void rings_leave_nothing(struct kunit *test)
{
	unsigned int i;

	left_begin();
	for (i = 0; i < LEFT_RINGS; i++) {
		struct io_ring_ctx *ctx = ring_new();

		push_new(ctx, 2);
		turn(ctx);
		turn(ctx);
		items_restart();
	}
	expect_nothing_left(test, README "\"The end of the end\"");
}

/* --- an exiting task -------------------------------------------------- */

/* Who has run the last one, and was it a kernel thread? */
static const struct task_struct *runner;
static bool kthread_ran;

static void item_notes_task(struct item *it)
{
	runner = current;
	kthread_ran = current->flags & PF_KTHREAD;
	item_free(it);
}

static void ring_sync(void *ring)
{
	io_fallback_sync(ring);
}

/* It waits for what it has handed over, if io_fallback_sync() says so. */
static void exiting_task_runs_nothing(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *it = item_new(ctx, item_notes_task);
	static struct call sync;

	item_push(it);
	call_begin_in_user(&sync, ring_sync, ctx);
	if (!expect(test, call_returns(&sync), "io_fallback_sync() returns",
		    "fallback.h, io_fallback_sync()",
		    "it has not returned for %u seconds", CALL_S))
		return;
	turn(ctx);
	if (expect_turn(test, 1))
		expect(test, kthread_ran, "callbacks run in a kernel thread",
		       "fallback.h, what holds at all times",
		       "io_fallback_sync() ran one in the exiting task");
}

/* --- the end of the end ----------------------------------------------- */

/* A kernel that has warned once is tainted from then on. */
static void silent_exit(struct kunit *test)
{
	bool before = test_taint(TAINT_WARN);
	struct io_ring_ctx *ctx = ring_new();

	push_new(ctx, 2);
	turn(ctx);
	turn(ctx);
	items_restart();	/* calls io_fallback_exit() */
	expect(test, before || !test_taint(TAINT_WARN),
	       "io_fallback_exit() says nothing when nothing is left",
	       README "\"The end of the end\"", "the kernel warned");
}

/*
 * A reference too few, somewhere: the ring goes with a request on its list. A
 * work that io_fallback_exit() waits for may run it, io_fallback_exit() itself
 * has to say what has gone wrong.
 */
static void warns_of_what_is_left(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *it = item_new(ctx, item_notes_task);
	bool warned;

	item_push(it);
	warnings_expected(true);
	ring_end(ctx);
	warned = warnings_expected(false);
	expect(test, warned || (it->runs && runner != current),
	       "io_fallback_exit() warns (WARN_ON_ONCE()) if a request is left",
	       README "\"The end of the end\"",
	       "a request was left, and it said nothing");
}

static struct completion no_request_left;
static bool drain_goes_on;

/*
 * The callback of the last request: gives up its reference, and then is held up
 * on its way back to the drain, which may want to look at the ring again.
 */
static void item_is_last(struct item *it)
{
	item_free(it);
	drain_goes_on = true;
	complete(&no_request_left);
	msleep(slow_ms());
	WRITE_ONCE(drain_goes_on, false);
}

/* All drains have returned when io_fallback_exit() has: the ring is freed. */
static void exit_waits(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	bool left;

	init_completion(&no_request_left);
	item_push(item_new(ctx, item_is_last));
	ring_turn(ctx);
	left = !wait_for_completion_timeout(&no_request_left, 10 * HZ);
	if (!expect(test, !left,
		    "each turn runs all that was pushed since the last one",
		    README "\"Each turn\"", "1 of 1 requests did not run"))
		return;
	items_restart();	/* calls io_fallback_exit() */
	expect(test, !READ_ONCE(drain_goes_on),
	       "when io_fallback_exit() returns, nothing uses the ring any more",
	       "fallback.h, io_fallback_exit()",
	       "a drain of the ring was still running");
	while (READ_ONCE(drain_goes_on))
		msleep(TURN_MS);
}

static struct kunit_case exit_cases[] = {
	KUNIT_CASE(silent_exit),
	KUNIT_CASE(each_turn),
	KUNIT_CASE(nothing_at_first),
	KUNIT_CASE(all_in_one_turn),
	KUNIT_CASE(crowd_in_one_turn),
	KUNIT_CASE(callbacks_push),
	KUNIT_CASE(only_its_own_ring),
	KUNIT_CASE(rings_take_turns),
	KUNIT_CASE(interrupted_turn),
	KUNIT_CASE(interrupted_again_and_again),
	KUNIT_CASE(another_drain),
	KUNIT_CASE(other_task_pushes_and_drains),
	KUNIT_CASE(slow_callback_of_another_ring),
	KUNIT_CASE(pushed_before_a_slow_callback),
	KUNIT_CASE(works_of_others),
	KUNIT_CASE(rings_leave_nothing),
	KUNIT_CASE(exiting_task_runs_nothing),
	KUNIT_CASE(warns_of_what_is_left),
	KUNIT_CASE_SLOW(exit_waits),
	{}
};

static int exit_begin(struct kunit *test)
{
	items_init(test);
	items_need(test, "each_turn");
	return 0;
}

static struct kunit_suite exit_suite = {
	.name = "exit",
	.init = exit_begin,
	.exit = inject_exit,
	.test_cases = exit_cases,
};

kunit_test_suite(exit_suite);
