// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 04: drain, by what it promises (fallback.h):
 *
 *	- each pushed request runs exactly once, in any order
 *	- when a drain returns it has seen the ring with nothing left to run
 *	- a callback may do with its request whatever it likes, may sleep, and
 *	  may push
 *	- interrupts push meanwhile; other tasks drain the same ring meanwhile
 *	- others get the CPU, however long the list is
 *
 * Nothing here knows how the list is made.  Interrupts and second drains come
 * in front of each memory access of the drain, one after another, see inject.h.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "fallback.h"
#include "inject.h"
#include "item.h"

#define README		"labs/04-drain/README.md, "

/* A drain of which fewer accesses were seen was not looked at. */
#define FEW_ACCESSES	3

#define LONG_LIST	100000
#define LONG_CHAIN	10000

/* A drain that takes 300 ms, and how many turns another task gets in it. */
#define DELAYS		60
#define DELAY_US	5000
#define STEP_US		100
#define TURNS		5

/* More stack than that is used by recursion only. */
#define STACK_BYTES	512

static void expect_all_tried(struct kunit *test)
{
	expect_accesses(test, FEW_ACCESSES,
			"a drain takes the list and walks it",
			README "\"What a drain promises\"");
}

/*
 * Where on the stack callbacks are called. A drain that calls itself goes
 * deeper with each of them. The kernel's stack has 16 KB and no guard, so such
 * a drain is found out by short lists, and not tried on long ones.
 */
static struct {
	struct task_struct *task;
	unsigned long from;
	unsigned long to;
} stack;

static unsigned long stack_used(void)
{
	return stack.to - stack.from;
}

static void stack_noted(void)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	if (stack.task != current) {
		stack.task = current;
		stack.from = here;
		stack.to = here;
	}
	stack.from = min(stack.from, here);
	stack.to = max(stack.to, here);
}

static void item_notes_stack(struct item *it)
{
	stack_noted();
}

static bool expect_shallow(struct kunit *test)
{
	return expect(test, stack_used() < STACK_BYTES,
		      "a drain needs no more stack for many requests than for one",
		      README "\"A long list\"",
		      "callbacks were called up to %lu bytes deeper than others",
		      stack_used());
}

/* --- one drain, nobody else ----------------------------------------------- */

static void empty_ring(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL);

	ring_drain(ctx);
	ring_drain(ctx);
	item_push(a);
	ring_drain(ctx);
	ring_drain(ctx);
	if (expect(test, !irqs_disabled(),
		   "a drain leaves interrupts as they were: enabled",
		   README "\"What a drain promises\"",
		   "it has disabled them"))
		expect_all_ran(test);
	local_irq_enable();
}

static void one_request(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL);

	item_push(a);
	ring_drain(ctx);
	if (expect(test, a->runs, "a drain calls work->func(work)",
		   README "\"What a drain promises\"", "0 of 1 ran"))
		expect_all_ran(test);
}

static void many_requests(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	unsigned int i;

	memset(&stack, 0, sizeof(stack));
	for (i = 0; i < ITEMS_MAX; i++)
		item_push(item_new(ctx, item_notes_stack));
	ring_drain(ctx);
	if (expect_all_ran(test))
		expect_shallow(test);
}

static void drained_and_pushed_again(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL), *b = item_new(ctx, NULL);

	item_push(a);
	item_push(b);
	ring_drain(ctx);
	item_push(b);
	ring_drain(ctx);
	item_push(b);
	item_push(a);
	ring_drain(ctx);
	expect_all_ran(test);
}

static void other_ring(struct kunit *test)
{
	struct io_ring_ctx *one = ring_new(), *other = ring_new();
	struct item *a = item_new(one, NULL), *b = item_new(other, NULL);

	item_push(a);
	item_push(b);
	ring_drain(one);
	if (!expect(test, a->runs && !b->runs,
		    "a drain runs what is on its own ring's list",
		    README "\"What a drain promises\"",
		    b->runs ? "it ran a request of another ring" :
			      "it did not run its own ring's request"))
		return;
	ring_drain(other);
	expect_all_ran(test);
}

/* --- what callbacks do ---------------------------------------------------- */

static void callbacks_do(struct kunit *test, void (*act)(struct item *it),
			 unsigned int again)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *it;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		it = item_new(ctx, act);
		it->again = again;
		item_push(it);
	}
	ring_drain(ctx);
	expect_all_ran(test);
}

static void callback_frees_request(struct kunit *test)
{
	callbacks_do(test, item_free, 0);
}

static void callback_overwrites_request(struct kunit *test)
{
	callbacks_do(test, item_scribbles, 0);
}

static void callback_pushes(struct kunit *test)
{
	callbacks_do(test, item_pushes_again, 3);
}

static void callback_sleeps(struct kunit *test)
{
	callbacks_do(test, item_sleeps, 0);
}

/* --- others at the same time ---------------------------------------------- */

/*
 * Push again, as in lab 03, because a file with another list has another push,
 * too: interrupted by a push, and by a drain in another task.
 */
static void pushes_meet(struct kunit *test)
{
	struct item *a, *b;
	struct io_ring_ctx *ctx;
	unsigned int n;
	bool came;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, item_free);
		b = item_new(ctx, item_free);
		interrupt_at(n, 1, item_push, b);
		item_push(a);
		came = inject_end();
		/* In the last round, too: a file may keep all on one list. */
		ring_drain(ctx);
		if (!came || !expect_at(test, expect_all_ran(test),
					"an interrupt pushed,", n, "a push"))
			break;
	}
}

static void push_meets_drain(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a;
	unsigned int n;
	bool came;

	for_each_access(n) {
		ctx = ring_new();
		item_push(item_new(ctx, item_free));
		a = item_new(ctx, item_free);
		other_task_at(n, ring_drain, ctx);
		item_push(a);
		came = inject_end();
		ring_drain(ctx);
		if (!came || !expect_at(test, expect_all_ran(test),
					"another task drained,", n, "a push"))
			break;
	}
}

/* What is left is for a later drain: then all must have run. */
static bool expect_round(struct kunit *test, bool ok, struct io_ring_ctx *ctx,
			 const char *what, unsigned int n)
{
	ring_drain(ctx);
	return expect_at(test, ok && expect_all_ran(test), what, n,
			 "the drain");
}

static bool expect_both_return(struct kunit *test)
{
	return expect(test, !inject_stuck(), "a drain returns",
		      README "\"Two drains\"",
		      "one of two drains of a ring never came back");
}

/*
 * Pushed while callbacks were still to run, and not run: if the next drain
 * finds it, the first one did not look again. If none does, it is on no list.
 */
static bool expect_run(struct kunit *test, struct io_ring_ctx *ctx,
		       const struct item *late)
{
	if (late->runs || !items_ran_since(late))
		return true;
	ring_drain(ctx);
	if (late->runs)
		return expect(test, false,
			      "a drain looks again until it has seen the list empty",
			      README "\"Look again\"",
			      "a request pushed while callbacks were still to run was left");
	return expect(test, false,
		      "nothing that is pushed while a drain takes the list is lost",
		      README "\"Taking the list\"",
		      "a request pushed meanwhile has not run, and is not on the list");
}

/*
 * Two requests are there before the drain begins; an interrupt pushes a third.
 * If a callback began after that, the third has run, too, when the drain
 * returns, because it looks again. If not, a later drain runs it.
 */
static void interrupt_pushes(struct kunit *test)
{
	struct item *a, *b, *late;
	struct io_ring_ctx *ctx;
	unsigned int n;
	bool ok;

	for_each_access(n) {
		ctx = ring_new();
		a = item_new(ctx, item_free);
		b = item_new(ctx, item_free);
		late = item_new(ctx, item_free);
		item_push(a);
		item_push(b);
		interrupt_at(n, 1, item_push, late);
		ring_drain(ctx);
		if (!inject_end())
			break;
		ok = expect_untouched(test) &&
		     expect(test, a->runs && b->runs,
			    "what was pushed before a drain has run when it returns",
			    README "\"What a drain promises\"",
			    "%u of 2 have run", a->runs + b->runs) &&
		     expect_run(test, ctx, late);
		if (!expect_round(test, ok, ctx, "an interrupt pushed,", n))
			break;
	}
	expect_all_tried(test);
}

static void two_drains(struct kunit *test, void (*act)(struct item *it))
{
	struct io_ring_ctx *ctx;
	struct item *it;
	unsigned int i, n;

	for_each_access(n) {
		ctx = ring_new();
		for (i = 0; i < 4; i++) {
			it = item_new(ctx, act);
			it->again = 1;
			item_push(it);
		}
		other_task_at(n, ring_drain, ctx);
		ring_drain(ctx);
		if (inject_end() &&
		    !expect_round(test, expect_both_return(test), ctx,
				  "another task drained,", n))
			break;
	}
	expect_all_tried(test);
}

static void two_drains_at_once(struct kunit *test)
{
	two_drains(test, item_free);
}

/* A request comes back on the list, with another ->next: the ABA problem. */
static void two_drains_and_pushes(struct kunit *test)
{
	two_drains(test, item_pushes_again);
}

/* The second drain comes while the first one sleeps in a callback. */
static void two_drains_and_sleep(struct kunit *test)
{
	two_drains(test, item_sleeps);
}

/* What the other task pushes and drains. */
static struct {
	struct io_ring_ctx *ctx;
	struct item *it;
	bool ran;	/* when its drain had returned */
	bool waited;	/* so long that the first drain went on */
} other;

static void push_and_drain(void *unused)
{
	unsigned long begin = jiffies;

	item_push(other.it);
	ring_drain(other.ctx);
	other.ran = other.it->runs;
	other.waited = time_after(jiffies, begin + HZ / 20);
}

/*
 * A drain in the middle of another one: of the same ring, or of another ring.
 * It was called after the push, so it does not return before that has run.
 *
 * It can wait for the first drain, which is held up for a tenth of a second.
 * Then that goes on, and may take the request, and that is right, too.
 */
static void drain_in_a_drain(struct kunit *test, bool same_ring)
{
	struct io_ring_ctx *ctx;
	unsigned int n;
	bool ok;

	for_each_access(n) {
		ctx = ring_new();
		item_push(item_new(ctx, item_free));
		item_push(item_new(ctx, item_free));
		other.ctx = same_ring ? ctx : ring_new();
		other.it = item_new(other.ctx, item_free);
		other.ran = false;
		other_task_at(n, push_and_drain, NULL);
		ring_drain(ctx);
		if (!inject_end())
			break;
		ok = expect_untouched(test) &&
		     expect(test, !inject_stuck(), "a drain returns",
			    README "\"Two drains\"",
			    "one of two drains never came back") &&
		     expect(test, other.ran || other.waited,
			    "what was pushed before a drain has run when it returns",
			    README "\"Two drains\"",
			    "a task pushed and drained while another task drained %s ring: it was not run",
			    same_ring ? "the same" : "another");
		ring_drain(other.ctx);
		if (!expect_round(test, ok, ctx,
				  "another task pushed and drained,", n))
			break;
	}
	expect_all_tried(test);
}

static void other_task_pushes_and_drains(struct kunit *test)
{
	drain_in_a_drain(test, true);
}

static void two_rings_at_once(struct kunit *test)
{
	drain_in_a_drain(test, false);
}

/* --- many ----------------------------------------------------------------- */

static struct {
	struct io_ring_ctx *ctx;
	unsigned int ran;
	unsigned int twice;
	unsigned int chain;
} crowd;

/* A request of its own kind: only ->ctx, and whether it ran. */
static void crowd_callback(struct callback_head *cb)
{
	struct io_kiocb *req = container_of(cb, struct io_kiocb, task_work);

	crowd.ran++;
	crowd.twice += req->cqe.user_data;
	req->cqe.user_data = 1;
	/* The memory is the callback's, so it uses it for something else. */
	cb->next = NULL;
	req->io_task_work.node.next = NULL;
}

static void long_list(struct kunit *test)
{
	struct io_kiocb *reqs;
	unsigned int i;

	if (!expect_shallow(test))
		return;
	memset(&crowd, 0, sizeof(crowd));
	crowd.ctx = ring_new();
	reqs = vzalloc(array_size(LONG_LIST, sizeof(*reqs)));
	KUNIT_ASSERT_NOT_NULL(test, reqs);

	for (i = 0; i < LONG_LIST; i++) {
		reqs[i].ctx = crowd.ctx;
		io_req_task_work_add_fallback(&reqs[i], crowd_callback);
	}
	ring_drain(crowd.ctx);
	expect(test, crowd.ran == LONG_LIST && !crowd.twice,
	       "each pushed request runs exactly once",
	       README "\"A long list\"",
	       "%u pushed, %u ran, %u of them twice", LONG_LIST, crowd.ran,
	       crowd.twice);
	vfree(reqs);
}

/* Each callback pushes the next request. A drain that recurses goes deep. */
static void chain_callback(struct callback_head *cb)
{
	struct io_kiocb *req = container_of(cb, struct io_kiocb, task_work);

	crowd.ran++;
	stack_noted();
	if (++crowd.chain < LONG_CHAIN && stack_used() < STACK_BYTES)
		io_req_task_work_add_fallback(req, chain_callback);
}

static void long_chain(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	struct item *a = item_new(ctx, NULL);

	memset(&crowd, 0, sizeof(crowd));
	memset(&stack, 0, sizeof(stack));
	io_req_task_work_add_fallback(a->req, chain_callback);
	ring_drain(ctx);
	if (!expect_shallow(test))
		return;
	expect(test, crowd.ran == LONG_CHAIN,
	       "a drain looks again until it has seen the list empty",
	       README "\"Look again\"",
	       "each of %u callbacks pushed the next one; it returned after %u",
	       LONG_CHAIN, crowd.ran);
}

/*
 * Wants the CPU all the time, and counts how often it gets it. Its priority is
 * above that of any kworker, or a drain on system_highpri_wq would keep it out.
 */
static int runner(void *got)
{
	while (!kthread_should_stop()) {
		(*(unsigned int *)got)++;
		schedule_timeout_idle(1);
	}
	return 0;
}

/* Takes a while by the clock: in real time, udelay() is only about right. */
static void item_takes_time(struct item *it)
{
	ktime_t end = ktime_add_us(ktime_get(), DELAY_US);

	while (ktime_before(ktime_get(), end))
		udelay(STEP_US);
	item_free(it);
}

/*
 * In virtual time this is exact: time passes in the callbacks' udelay() only. A
 * drain that never calls the scheduler is the only task until it returns.
 */
static void others_get_the_cpu(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new();
	unsigned int i, got = 0;
	struct task_struct *task;

	task = kthread_run(runner, &got, "kunit-runner");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	sched_set_fifo_low(task);
	msleep(50);

	for (i = 0; i < DELAYS; i++)
		item_push(item_new(ctx, item_takes_time));
	got = 0;
	ring_drain(ctx);
	i = got;
	kthread_stop(task);
	if (expect_all_ran(test))
		expect(test, i >= TURNS,
		       "a drain lets other tasks run between two callbacks",
		       README "\"A long list\"",
		       "another task that wanted to run got %u turns in %u ms of draining",
		       i, DELAYS * DELAY_US / 1000);
}

static struct kunit_case drain_cases[] = {
	KUNIT_CASE(one_request),
	KUNIT_CASE(many_requests),
	KUNIT_CASE(empty_ring),
	KUNIT_CASE(drained_and_pushed_again),
	KUNIT_CASE(other_ring),
	KUNIT_CASE(callback_frees_request),
	KUNIT_CASE(callback_overwrites_request),
	KUNIT_CASE(callback_pushes),
	KUNIT_CASE(callback_sleeps),
	KUNIT_CASE(pushes_meet),
	KUNIT_CASE(push_meets_drain),
	KUNIT_CASE(interrupt_pushes),
	KUNIT_CASE(two_drains_at_once),
	KUNIT_CASE(two_drains_and_pushes),
	KUNIT_CASE(two_drains_and_sleep),
	KUNIT_CASE(other_task_pushes_and_drains),
	KUNIT_CASE(two_rings_at_once),
	KUNIT_CASE(long_list),
	KUNIT_CASE(long_chain),
	KUNIT_CASE(others_get_the_cpu),
	{}
};

/* A drain may have a kworker run the callbacks, as lab 06 will. */
static int drain_begin(struct kunit *test)
{
	inject_watch_helpers();
	items_init(test);
	items_need(test, "one_request");
	return 0;
}

static struct kunit_suite drain_suite = {
	.name = "drain",
	.init = drain_begin,
	.exit = inject_exit,
	.test_cases = drain_cases,
};

kunit_test_suite(drain_suite);
