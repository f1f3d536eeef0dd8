// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 02: a ring's worker, by what it promises.
 *
 *	- each ring has one, a kernel thread of its own, ctx->fallback_worker
 *	- what is pushed is run there, once, whenever it is pushed
 *	- with nothing to do it sleeps
 *	- a request that it cannot be given is not lost
 *	- it ends with its ring, and touches nothing of the ring after that
 *	- the end of a ring waits for its own worker, however long, and for
 *	  nothing else
 *	- when a ring is gone, nothing of it is left
 *
 * How it sleeps and how it is woken is its own affair: task states, a wait
 * queue, a completion.  The tests only look at what comes of it.
 *
 * A push that comes at the wrong moment may fail to wake the worker.  So one
 * comes at every moment: in an interrupt, in front of each memory access of
 * push, and of the worker's loop; see inject.h.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/task_work.h>
#include <trace/events/sched.h>

#include "fallback.h"
#include "inject.h"
#include "item.h"
#include "left.h"
#include "meanwhile.h"
#include "storm.h"

#define README		"labs/02-worker/README.md, "

/* A push of which fewer accesses were seen was not looked at. */
#define FEW_ACCESSES	2

/* How long anything may take, in steps. In virtual time it takes none. */
#define STEP_MS		5
#define STEPS		40

#define IDLE_MS		900	/* how long an idle worker is watched */
#define MANY_RINGS	64
#define STORM		400	/* pushes by each side, at most */

/* --- rings with a worker ------------------------------------------------ */

static bool expect_worker(struct kunit *test, const struct io_ring_ctx *ctx)
{
	const struct task_struct *worker = ctx->fallback_worker;

	return expect(test, !IS_ERR_OR_NULL(worker),
		      "io_fallback_init() starts a task and keeps it in ctx->fallback_worker",
		      README "\"Tasks\"",
		      worker ? "it is ERR_PTR(%ld)" : "it is NULL",
		      PTR_ERR(worker));
}

/*
 * The test that has not passed, and without which the others say nothing new.
 * NULL if there is none.
 */
static const char *blocker = "ring_has_a_worker";

static void skip_if_blocked(struct kunit *test)
{
	if (blocker)
		kunit_skip(test, "needs %s", blocker);
}

/* Return: a ring whose worker can be looked at. The test ends without one. */
static struct io_ring_ctx *ring(struct kunit *test)
{
	struct io_ring_ctx *ctx;

	skip_if_blocked(test);
	ctx = ring_new();
	if (!expect_worker(test, ctx))
		kunit_try_catch_throw(&test->try_catch);
	return ctx;
}

/* Our callbacks note where they were called. */
static struct {
	bool elsewhere;			/* not in its ring's worker */
	char comm[TASK_COMM_LEN];	/* but there */
	unsigned int state;		/* not in state TASK_RUNNING but this */
} called;

static void note_task(const struct item *it)
{
	unsigned int state = READ_ONCE(current->__state);

	if (state != TASK_RUNNING)
		called.state = state;
	if (called.elsewhere || current == it->req->ctx->fallback_worker)
		return;
	called.elsewhere = true;
	get_task_comm(called.comm, current);
}

/* Acts, see item.h. The first is what most of our requests do. */
static void note_free(struct item *it)
{
	note_task(it);
	item_free(it);
}

static void note_sleep(struct item *it)
{
	note_task(it);
	item_sleeps(it);
}

static void note_push_again(struct item *it)
{
	note_task(it);
	item_pushes_again(it);
}

/* Let the worker work, until nothing is left to do or it is too late. */
static void let_run(void)
{
	unsigned int i;

	for (i = 0; i < patience(STEPS) && items_lost(); i++)
		msleep(STEP_MS);
	/* And for what should not happen any more, such as a second run. */
	msleep(STEP_MS);
}

/* Each request has run, once, in the worker. */
static bool expect_all_run_by_worker(struct kunit *test)
{
	let_run();
	return expect_all_ran(test) &&
	       expect(test, !called.elsewhere,
		      "requests run in the worker of their ring",
		      README "\"The worker\"", "one ran in the task %s",
		      called.comm) &&
	       expect(test, !called.state,
		      "the worker is TASK_RUNNING again when it runs a callback",
		      README "\"How to sleep\"", "its state was %#x",
		      called.state);
}

/* Judge a round in which an interrupt came in front of access @n of @whose. */
static bool expect_round(struct kunit *test, const char *whose, unsigned int n)
{
	if (!inject_end())
		return true;
	let_run();
	return expect_at(test, expect(test, !items_lost(),
				      "whenever a push comes, the worker sees it, or is woken",
				      README "\"Lost wake-ups\"",
				      "a request that an interrupt pushed never ran"),
			 "the interrupt came", n, whose) &&
	       expect_all_run_by_worker(test);
}

/* --- one after another -------------------------------------------------- */

static void ring_has_a_worker(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring_new(), *other;
	struct task_struct *worker;
	bool own;

	if (!expect_worker(test, ctx))
		return;
	worker = ctx->fallback_worker;
	own = (worker->flags & PF_KTHREAD) &&
	      !(worker->flags & PF_WQ_WORKER) && worker != current;
	if (!expect(test, own,
		    "the worker is a kernel thread that the ring has started",
		    README "\"Tasks\"", "it is the task %s", worker->comm))
		return;
	blocker = NULL;
	other = ring(test);
	expect(test, other->fallback_worker != worker,
	       "each ring has a worker of its own", README "\"Tasks\"",
	       "two rings have the same");
}

static void one_request(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);

	msleep(STEP_MS);	/* it sleeps by now */
	item_push(item_new(ctx, note_free));
	if (!expect_all_run_by_worker(test))
		blocker = test->name;
}

/* The worker has not started, has not slept, and has slept. */
static void many_requests(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	unsigned int i;

	for (i = 0; i < ITEMS_MAX; i++) {
		item_push(item_new(ctx, note_free));
		if (i % 8 == 7)
			msleep(i);
	}
	expect_all_run_by_worker(test);
}

static void two_rings(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test), *other = ring(test);
	unsigned int i;

	for (i = 0; i < 8; i++)
		item_push(item_new(i % 2 ? ctx : other, note_free));
	expect_all_run_by_worker(test);
}

/* If push sleeps, or allocates memory in a way that may, the kernel says so. */
static void push_under_a_lock(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct item *a = item_new(ctx, note_free);
	struct item *b = item_new(ctx, note_free);

	if (expect_irqs_kept(test, a, b, README "\"Push\""))
		expect_all_run_by_worker(test);
}

/* --- asleep ------------------------------------------------------------- */

/* How often a task was on a CPU, and left it. */
static unsigned long switches(const struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

static void worker_sleeps(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct task_struct *worker;
	unsigned long before, n;
	unsigned int state;
	bool load;

	worker = ctx->fallback_worker;
	item_push(item_new(ctx, note_free));
	let_run();
	before = switches(worker);
	msleep(IDLE_MS);
	n = switches(worker) - before;
	state = READ_ONCE(worker->__state);
	load = (state & TASK_UNINTERRUPTIBLE) && !(state & TASK_NOLOAD);

	if (expect(test, !n, "a worker with nothing to do sleeps until push wakes it",
		   README "\"How to sleep\"",
		   "in %d ms it has run %lu times, for nothing", IDLE_MS, n) &&
	    expect(test, state != TASK_RUNNING,
		   "a worker with nothing to do is asleep",
		   README "\"How to sleep\"", "its state is TASK_RUNNING") &&
	    expect(test, !load,
		   "a worker that sleeps is no load and no hung task: TASK_IDLE",
		   README "\"How to sleep\"",
		   "its state is TASK_UNINTERRUPTIBLE (%#x)", state))
		expect_all_run_by_worker(test);
}

/* --- interrupts --------------------------------------------------------- */

static struct {
	struct hrtimer timer;
	struct item *item;
} later;

static enum hrtimer_restart push_later(struct hrtimer *timer)
{
	item_push(later.item);
	return HRTIMER_NORESTART;
}

/* All are asleep when it comes, and nobody else wakes the worker. */
static void pushed_by_an_interrupt(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);

	later.item = item_new(ctx, note_free);
	hrtimer_init(&later.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	later.timer.function = push_later;
	hrtimer_start(&later.timer, ms_to_ktime(STEP_MS),
		      HRTIMER_MODE_REL_HARD);
	msleep(2 * STEP_MS);
	hrtimer_cancel(&later.timer);
	expect_all_run_by_worker(test);
}

static void interrupted_push(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;

	for_each_access(n) {
		ctx = ring(test);
		a = item_new(ctx, note_free);
		b = item_new(ctx, note_free);
		interrupt_at(n, 1, item_push, b);
		item_push(a);
		if (!expect_round(test, "push", n))
			break;
	}
	expect_accesses(test, FEW_ACCESSES,
			"push writes ->func and hands the request to the worker",
			README "\"Push\"");
}

/* A worker that has just been started, until it sleeps. */
static void interrupted_new_worker(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int n;

	for_each_access(n) {
		ctx = ring(test);
		interrupt_task_at(ctx->fallback_worker, n, 1, item_push,
				  item_new(ctx, note_free));
		msleep(STEP_MS);
		if (!expect_round(test, "a new worker", n))
			break;
	}
}

/* A worker that sleeps, and is woken by a push. */
static void interrupted_worker(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	struct item *a, *b;
	unsigned int n;

	for_each_access(n) {
		ctx = ring(test);
		a = item_new(ctx, note_free);
		b = item_new(ctx, note_free);
		msleep(STEP_MS);
		interrupt_task_at(ctx->fallback_worker, n, 1, item_push, b);
		item_push(a);
		msleep(STEP_MS);
		if (!expect_round(test, "the woken worker", n))
			break;
	}
}

/* --- callbacks ---------------------------------------------------------- */

/* What comes while the worker sleeps in a callback, and not in its loop. */
static void pushed_while_a_callback_sleeps(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct item *a, *b, *c;

	a = item_new(ctx, note_sleep);
	b = item_new(ctx, note_sleep);
	c = item_new(ctx, note_free);
	item_push(a);
	msleep(STEP_MS);
	item_push(b);
	item_push(c);
	expect_all_run_by_worker(test);
}

static struct item *pushed_by_callback;

static void pushes_another(struct item *it)
{
	note_task(it);
	item_push(pushed_by_callback);
	item_free(it);
}

static void pushed_by_a_callback(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct item *a;

	pushed_by_callback = item_new(ctx, note_free);
	item_push(item_new(ctx, pushes_another));
	a = item_new(ctx, note_push_again);
	a->again = 5;
	item_push(a);
	expect_all_run_by_worker(test);
}

/* The ring is closed, and a request still waits for what it waits for. */
static void pushed_after_a_turn(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);

	ring_turn(ctx);
	item_push(item_new(ctx, note_free));
	let_run();
	if (expect(test, !items_lost(),
		   "a ring has its worker until io_fallback_exit()",
		   README "\"The worker\"",
		   "after a turn of the exit, a request was not run"))
		expect_all_run_by_worker(test);
}

/* --- push, as others see it --------------------------------------------- */

static bool is_this(struct callback_head *work, void *data)
{
	return work == data;
}

/*
 * On another CPU the worker may run the request before push has returned. Here,
 * an interrupt takes it from the worker's list, and frees it. It was the last,
 * so the ring may be freed, too.
 */
static void run_elsewhere(void *item)
{
	struct item *it = item;
	struct io_ring_ctx *ctx = it->req->ctx;

	if (!task_work_cancel_match(ctx->fallback_worker, is_this,
				    &it->req->task_work))
		return;
	it->runs++;
	item_free(it);
	ring_may_be_gone(ctx);
}

static void published_and_freed(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int n;
	struct item *a;

	for_each_access(n) {
		ctx = ring(test);
		msleep(STEP_MS);
		a = item_new(ctx, note_free);
		interrupt_at(n, 1, run_elsewhere, a);
		item_push(a);
		ring_may_be_gone(NULL);
		if (inject_end() && !expect_all_run_by_worker(test))
			break;
	}
}

static void nothing(void *unused)
{
	msleep(STEP_MS);
}

/*
 * The worker runs what there is, and sleeps again, all while push is at one of
 * its accesses. There are two pushes, so that in the second there is something.
 */
static void worker_runs_during_push(struct kunit *test)
{
	struct io_ring_ctx *ctx;
	unsigned int n;
	struct item *a, *b;

	/* Push may be in an RCU read section, where no task may sleep. */
	if (IS_ENABLED(CONFIG_PROVE_RCU))
		kunit_skip(test, "in this kernel it could not be told from an error");
	for_each_access(n) {
		ctx = ring(test);
		msleep(STEP_MS);
		a = item_new(ctx, note_free);
		b = item_new(ctx, note_free);
		other_task_at(n, nothing, NULL);
		item_push(a);
		item_push(b);
		if (!inject_end())
			break;
		let_run();
		if (!expect(test, !items_lost(),
			    "whenever a push comes, the worker sees it, or is woken",
			    README "\"Lost wake-ups\"",
			    "before access %u of two pushes it ran and slept, and was not woken again",
			    n + 1) || !expect_all_run_by_worker(test))
			return;
	}
	expect_all_run_by_worker(test);
}

static void nothing_to_do(struct callback_head *work)
{
}

/* Somebody else has put something on the worker's list, and did not wake it. */
static void other_task_work(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	static struct callback_head other;

	msleep(STEP_MS);
	init_task_work(&other, nothing_to_do);
	task_work_add(ctx->fallback_worker, &other, TWA_NONE);
	item_push(item_new(ctx, note_free));
	let_run();
	if (expect(test, !items_lost(),
		   "each push wakes the worker, whatever is on its list already",
		   README "\"Lost wake-ups\"",
		   "it was not woken, because its list was not empty"))
		expect_all_run_by_worker(test);
}

/* The worker is being woken: is the request where the worker will look? */
static struct {
	const struct io_ring_ctx *ctx;	/* whose worker; NULL: nobody's */
	bool woken;
	bool too_early;
} wake;

static bool nothing_pushed(const struct io_ring_ctx *ctx)
{
	return !task_work_pending(ctx->fallback_worker) &&
	       llist_empty(&ctx->fallback_llist) &&
	       !READ_ONCE(ctx->exit_task_work);
}

static void on_waking(void *unused, struct task_struct *task)
{
	if (!wake.ctx || task != wake.ctx->fallback_worker)
		return;
	wake.woken = true;
	wake.too_early = nothing_pushed(wake.ctx);
}

/*
 * On one CPU a worker that is woken runs later, and finds the request even if
 * push hands it over after waking. On two it runs at once, finds nothing, and
 * sleeps again. So look at what it would find at the moment when it is woken.
 */
static void handed_over_then_woken(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct item *a;

	a = item_new(ctx, note_free);
	msleep(STEP_MS);
	memset(&wake, 0, sizeof(wake));
	if (register_trace_sched_waking(on_waking, NULL)) {
		kunit_skip(test, "no tracepoint sched_waking in this kernel");
		return;
	}
	wake.ctx = ctx;
	item_push(a);
	wake.ctx = NULL;
	unregister_trace_sched_waking(on_waking, NULL);
	tracepoint_synchronize_unregister();

	/* If it is in none of the places we know, we cannot tell. */
	if (wake.woken && wake.too_early)
		expect(test, nothing_pushed(ctx) && !a->runs,
		       "push hands the request over, and then wakes the worker",
		       README "\"Push\"",
		       "the worker was woken when the request was not there yet");
	expect_all_run_by_worker(test);
}

/* --- no worker ---------------------------------------------------------- */

static int ends_at_once(void *unused)
{
	return 0;
}

/*
 * A worker that has ended: one with the same kthread_data() as a living one,
 * for that is where some solutions keep what they need to wake it.
 *
 * Return: the task; the caller has a reference on it.
 */
static struct task_struct *dead_worker(struct task_struct *like)
{
	struct task_struct *task;

	do {
		task = kthread_create(ends_at_once, kthread_data(like),
				      "kunit-dead");
	} while (IS_ERR(task));
	get_task_struct(task);
	wake_up_process(task);
	while (!READ_ONCE(task->exit_state))
		msleep(STEP_MS);
	return task;
}

/* A driver may hold a spinlock, so push cannot run the callback itself. */
static void worker_is_gone(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct task_struct *worker, *dead;
	static DEFINE_SPINLOCK(drivers_lock);
	unsigned int i;

	for (i = 0; i < 3; i++)
		item_new(ctx, item_free);
	worker = ctx->fallback_worker;
	dead = dead_worker(worker);

	spin_lock_irq(&drivers_lock);
	ctx->fallback_worker = dead;
	for (i = 0; i < 3; i++)
		item_push(item_nr(i));
	ctx->fallback_worker = worker;
	spin_unlock_irq(&drivers_lock);

	/* As io_ring_exit_work() does. */
	for (i = 0; i < 3; i++) {
		ring_turn(ctx);
		msleep(1000 / 20);
	}
	put_task_struct(dead);
	if (expect(test, !items_lost(),
		   "when task_work_add() fails, io_fallback_ring_exit() runs the request",
		   README "\"When the worker is gone\"",
		   "it was never run, and nobody knows of it"))
		expect_all_ran(test);
}

static int only_stops(void *unused)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/* A worker that ends, as far as task_work_add() can tell. */
static struct {
	struct task_struct *task;
	struct callback_head *exited;	/* what task_works is then */
} ending;

static void ending_ends(void *unused)
{
	/* Pairs with the cmpxchg in task_work_add(): one of them is first. */
	cmpxchg(&ending.task->task_works, NULL, ending.exited);
}

/* It runs what it got before that, and then it really ends. */
static void ending_is_over(struct item *it)
{
	/* Nobody else is at it any more: push has returned. */
	if (READ_ONCE(ending.task->task_works) == ending.exited)
		WRITE_ONCE(ending.task->task_works, NULL);
	if (task_work_cancel_match(ending.task, is_this, &it->req->task_work)) {
		it->runs++;
		item_free(it);
	}
	kthread_stop(ending.task);
}

/* It ends in front of each access of push: to ask before is to know nothing. */
static void worker_ends_during_push(struct kunit *test)
{
	struct task_struct *worker;
	struct io_ring_ctx *ctx;
	unsigned int i, n;
	struct item *a;
	bool ended, ok;

	for_each_access(n) {
		ctx = ring(test);
		a = item_new(ctx, item_free);
		worker = ctx->fallback_worker;
		ending.task = dead_worker(worker);
		ending.exited = READ_ONCE(ending.task->task_works);
		put_task_struct(ending.task);
		do {
			ending.task = kthread_run(only_stops,
						  kthread_data(worker),
						  "kunit-ending");
		} while (IS_ERR(ending.task));

		ctx->fallback_worker = ending.task;
		interrupt_at(n, 1, ending_ends, NULL);
		item_push(a);
		ended = inject_end();
		ctx->fallback_worker = worker;
		ending_is_over(a);
		for (i = 0; i < 3; i++) {
			ring_turn(ctx);
			msleep(1000 / 20);
		}
		ok = expect(test, !ended || !items_lost(),
			    "when task_work_add() fails, io_fallback_ring_exit() runs the request",
			    README "\"When the worker is gone\"",
			    "it was never run, and nobody knows of it");
		if (!expect_at(test, ok, "the worker ended", n, "push"))
			break;
	}
}

/* --- beginning and end -------------------------------------------------- */

/*
 * kthread_run() fails for a task that has been killed: it does not wait for the
 * thread then. A ring must not come of it that has no worker.
 */
static void kthread_run_fails(struct kunit *test)
{
	unsigned int before = kernel_threads();
	struct io_ring_ctx *ctx;
	int ret;

	skip_if_blocked(test);
	ctx = kunit_kzalloc(test, sizeof(*ctx), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ctx);

	allow_kernel_signal(SIGKILL);
	send_sig(SIGKILL, current, 1);
	ret = io_fallback_init(ctx);
	flush_signals(current);
	disallow_signal(SIGKILL);

	if (!ret && !IS_ERR_OR_NULL(ctx->fallback_worker)) {
		/* It got one all the same. That is right, too. */
		io_fallback_exit(ctx);
	} else {
		expect(test, ret < 0,
		       "io_fallback_init() fails when kthread_run() fails",
		       README "\"Tasks\"", "it returned %d", ret);
	}
	expect(test, more_kernel_threads(before) <= 0,
	       "an io_fallback_init() that fails leaves nothing behind",
	       README "\"Tasks\"", "there is one more kernel thread");
}

static bool in_slow;

/* Does not touch its item in the end, for if nobody waits that is gone. */
static void slow(struct item *it)
{
	WRITE_ONCE(in_slow, true);
	msleep(slow_ms());
	WRITE_ONCE(in_slow, false);
}

/*
 * A request drops its reference on the ring in its callback.  So the ring may
 * go while the callback is still on its last lines.  They may take a while: who
 * waits for a time, and not for the worker, has not waited long enough.
 */
static void exit_waits_for_callback(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);

	WRITE_ONCE(in_slow, false);
	item_push(item_new(ctx, slow));
	msleep(STEP_MS);
	if (!expect(test, READ_ONCE(in_slow), "a pushed request runs",
		    README "\"The worker\"", "after %u ms it does not",
		    STEP_MS))
		return;
	items_restart();	/* calls io_fallback_exit() */
	expect(test, !READ_ONCE(in_slow),
	       "io_fallback_exit() waits: the ring is freed when it returns",
	       README "\"The end\"", "the worker was still in a callback");
	while (READ_ONCE(in_slow))
		msleep(STEP_MS);
}

/* A worker that takes its time holds up its own ring, and no other. */
static void slow_callback_of_another_ring(struct kunit *test)
{
	struct io_ring_ctx *one = ring(test), *other = ring(test);
	static struct call end;
	struct item *it;
	bool ran, ended;

	gate_close();
	item_push(item_new(one, item_waits));
	if (!expect(test, gate_reached(CALL_S * 1000), "a pushed request runs",
		    README "\"The worker\"", "it does not"))
		return;
	it = item_new(other, note_free);
	item_push(it);
	msleep(STEPS * STEP_MS);
	ran = it->runs;
	call_begin(&end, ring_end, other);
	ended = call_returns(&end);
	gate_open();
	call_returns(&end);
	if (expect(test, ran,
		   "a worker waits for no other ring's callbacks",
		   README "\"The worker\"",
		   "as long as a callback of another ring slept, a request did not run"))
		expect(test, ended,
		       "io_fallback_exit() waits for no other ring's callbacks",
		       README "\"The end\"",
		       "as long as a callback of another ring slept, it did not return");
	expect_all_run_by_worker(test);
}

static void works_of_others(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	static struct call end;
	bool ended;

	works_sleep();
	call_begin(&end, ring_end, ctx);
	ended = call_returns(&end);
	works_end();
	call_returns(&end);
	expect(test, ended,
	       "io_fallback_exit() waits for its worker, and for no workqueue",
	       README "\"The end\"",
	       "as long as work items of others slept in the system's workqueues, it did not return");
}

static void exit_ends_worker(struct kunit *test)
{
	unsigned int i, before = kernel_threads();
	struct io_ring_ctx *ctx;
	int left;

	for (i = 0; i < MANY_RINGS; i++) {
		ctx = ring(test);
		/* Some end before they have run, some asleep, some had work. */
		if (i % 4 == 1)
			msleep(STEP_MS);
		if (i % 4 == 2) {
			item_push(item_new(ctx, note_free));
			let_run();
		}
		items_restart();
	}
	left = more_kernel_threads(before);
	expect(test, left <= 0, "io_fallback_exit() ends the ring's worker",
	       README "\"The end\"",
	       "%u rings have come and gone, and %d kernel threads are left",
	       MANY_RINGS, left);
}

/*
 * A task that has ended is freed when nobody has a reference on it any more.
 * Here we have one, and so we see when it is the last.
 */
static void nobody_keeps_the_worker(struct kunit *test)
{
	struct io_ring_ctx *ctx = ring(test);
	struct task_struct *worker = get_task_struct(ctx->fallback_worker);
	unsigned int i, others;

	item_push(item_new(ctx, note_free));
	let_run();
	items_restart();
	for (i = 0; i < patience(STEPS); i++) {
		if (refcount_read(&worker->usage) <= 1)
			break;
		msleep(STEP_MS);
		rcu_barrier();
	}
	others = refcount_read(&worker->usage) - 1;
	expect(test, !others,
	       "when the worker has ended, nobody has a reference on its task_struct",
	       README "\"The end\"",
	       "somebody has %u, so its memory is never given back", others);
	put_task_struct(worker);
}

static void rings_leave_nothing(struct kunit *test)
{
	unsigned int i;

	skip_if_blocked(test);
	left_begin();
	for (i = 0; i < LEFT_RINGS; i++) {
		item_push(item_new(ring(test), note_free));
		let_run();
		items_restart();
	}
	expect_nothing_left(test, README "\"The end\"");
}

/* Ends a ring when it is told to, and is more urgent than all others. */
static struct {
	unsigned int access;	/* of the worker, after its last callback */
	struct completion go;
	struct completion done;
} end;

static int end_ring(void *unused)
{
	sched_set_fifo(current);
	wait_for_completion(&end.go);
	items_restart();	/* calls io_fallback_exit() */
	complete(&end.done);
	return 0;
}

static void end_now(void *unused)
{
	complete(&end.go);
}

static void last_one(struct item *it)
{
	note_task(it);
	interrupt_at(end.access, 1, end_now, NULL);
	item_free(it);
}

/*
 * When its last request has run, the ring goes, and kthread_stop() wakes the
 * worker, as a push does.  Like a push, it can come too early to wake anybody.
 * It sleeps, so no interrupt can call it: a task does that one has woken.
 */
static void exit_after_last_request(struct kunit *test)
{
	struct task_struct *worker;
	struct io_ring_ctx *ctx;
	struct item *last;
	unsigned int n;

	for_each_access(n) {
		ctx = ring(test);
		last = item_new(ctx, last_one);
		worker = get_task_struct(ctx->fallback_worker);
		end.access = n;
		init_completion(&end.go);
		init_completion(&end.done);
		while (IS_ERR(kthread_run(end_ring, NULL, "kunit-end")))
			msleep(STEP_MS);
		msleep(STEP_MS);
		item_push(last);
		msleep(2 * STEP_MS);
		if (!inject_end())
			complete(&end.go);

		if (!expect(test, wait_for_completion_timeout(&end.done, HZ),
			    "whenever io_fallback_exit() comes, it ends the worker",
			    README "\"Lost wake-ups\"",
			    "it came before access %u after the last callback, and both sleep forever",
			    n + 1)) {
			wake_up_process(worker);
			wait_for_completion(&end.done);
			put_task_struct(worker);
			break;
		}
		put_task_struct(worker);
	}
}

/* --- a timer that does not care where the worker is --------------------- */

static void interrupt_storm(struct kunit *test)
{
	static struct storm storm;
	unsigned int lost, twice;

	storm_init(test, &storm, ring(test), STORM);
	if (!storm_run(test, &storm, true))
		return;
	msleep(STEPS * STEP_MS);
	storm_count(&storm, &lost, &twice);
	expect(test, !lost && !twice, "each pushed request runs exactly once",
	       README "\"Lost wake-ups\"",
	       "of %u pushed by a task and %u by interrupts %u did not run, %u ran too often",
	       storm.by_task, storm.by_interrupt, lost, twice);
	/* The requests are freed next: if any are left, no worker is. */
	items_restart();
}

static struct kunit_case worker_cases[] = {
	KUNIT_CASE(ring_has_a_worker),
	KUNIT_CASE(one_request),
	KUNIT_CASE(many_requests),
	KUNIT_CASE(two_rings),
	KUNIT_CASE(worker_sleeps),
	KUNIT_CASE(push_under_a_lock),
	KUNIT_CASE(pushed_by_an_interrupt),
	KUNIT_CASE(interrupted_push),
	KUNIT_CASE(interrupted_new_worker),
	KUNIT_CASE(interrupted_worker),
	KUNIT_CASE(pushed_while_a_callback_sleeps),
	KUNIT_CASE(pushed_by_a_callback),
	KUNIT_CASE(pushed_after_a_turn),
	KUNIT_CASE(published_and_freed),
	KUNIT_CASE(worker_runs_during_push),
	KUNIT_CASE(other_task_work),
	KUNIT_CASE(handed_over_then_woken),
	KUNIT_CASE(worker_is_gone),
	KUNIT_CASE(worker_ends_during_push),
	KUNIT_CASE(kthread_run_fails),
	KUNIT_CASE_SLOW(exit_waits_for_callback),
	KUNIT_CASE(slow_callback_of_another_ring),
	KUNIT_CASE(works_of_others),
	KUNIT_CASE(exit_ends_worker),
	KUNIT_CASE(nobody_keeps_the_worker),
	KUNIT_CASE(rings_leave_nothing),
	KUNIT_CASE(exit_after_last_request),
	KUNIT_CASE(interrupt_storm),
	{}
};

static int worker_begin(struct kunit *test)
{
	memset(&called, 0, sizeof(called));
	items_init(test);
	return 0;
}

static struct kunit_suite worker_suite = {
	.name = "worker",
	.init = worker_begin,
	.exit = inject_exit,
	.test_cases = worker_cases,
};

kunit_test_suite(worker_suite);
