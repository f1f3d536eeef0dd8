// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts and other tasks, where a test wants them.  See inject.h.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "inject.h"
#include "item.h"

#define SOON_NS		1000

/* What is arranged. There is one at a time: KUnit runs one test at a time. */
static struct {
	struct task_struct *task;	/* whose accesses count, or NULL */
	bool helpers;			/* and those of all other tasks */
	unsigned int before;		/* accesses left until the first */
	unsigned int times;		/* how often, still */
	unsigned int happened;
	unsigned long ip;		/* of the access where it happened */
	unsigned int accesses;
	void (*fn)(void *arg);
	void *arg;

	unsigned int *round;		/* of for_each_access() */

	bool interrupt;			/* an interrupt, or another task? */
	struct hrtimer timer;
	bool fired;

	struct completion go;
	struct completion done;
	bool call_off;
	bool stuck;
} plan;

static enum hrtimer_restart timer_fires(struct hrtimer *timer)
{
	plan.fn(plan.arg);
	/* Read in interrupt_now(), by the task that was interrupted. */
	WRITE_ONCE(plan.fired, true);
	return HRTIMER_NORESTART;
}

/* Spin until the interrupt has come. In virtual time, udelay() lets it come. */
static void interrupt_now(void)
{
	WRITE_ONCE(plan.fired, false);
	hrtimer_start(&plan.timer, ns_to_ktime(SOON_NS), HRTIMER_MODE_REL_HARD);
	while (!READ_ONCE(plan.fired))
		udelay(2);

	/*
	 * A task of higher priority that the interrupt woke runs now. UML does
	 * not preempt on the way back from an interrupt, and without PREEMPT no
	 * kernel does; but the task could have been preempted here.
	 */
	if (!preempt_count() && !rcu_preempt_depth()) {
		preempt_check_resched();
		cond_resched();
	}
}

static void other_task_now(void)
{
	complete(&plan.go);
	if (wait_for_completion_timeout(&plan.done, HZ / 10))
		complete(&plan.done);	/* inject_end() wants it, too */
}

static int other_task(void *unused)
{
	wait_for_completion(&plan.go);
	if (!plan.call_off)
		plan.fn(plan.arg);
	complete(&plan.done);
	return 0;
}

static bool is_watched(const struct task_struct *task)
{
	const struct task_struct *watched = READ_ONCE(plan.task);

	return watched && (watched == task || plan.helpers);
}

void inject(unsigned long ip, unsigned long addr, size_t size, bool write)
{
	items_accessed(ip, addr, size, write);

	if (!is_watched(current) || in_interrupt())
		return;
	plan.accesses++;
	if (irqs_disabled())
		return;
	if (!plan.interrupt && (preempt_count() || rcu_preempt_depth()))
		return;
	if (plan.before) {
		plan.before--;
		return;
	}
	if (!plan.times)
		return;
	plan.times--;
	plan.happened++;
	plan.ip = ip;
	if (plan.interrupt)
		interrupt_now();
	else
		other_task_now();

	/* The access itself comes now, and what it is to may be gone. */
	items_accessed(ip, addr, size, write);
}

static void arrange(struct task_struct *task, unsigned int n,
		    unsigned int times, void (*fn)(void *arg), void *arg)
{
	plan.before = n;
	plan.times = times;
	plan.happened = 0;
	plan.accesses = 0;
	plan.fn = fn;
	plan.arg = arg;
	plan.call_off = false;
	plan.stuck = false;
	barrier();	/* armed last: from here on inject() uses the rest */
	WRITE_ONCE(plan.task, task);
}

void interrupt_task_at(struct task_struct *task, unsigned int n,
		       unsigned int times, void (*fn)(void *arg), void *arg)
{
	hrtimer_init(&plan.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	plan.timer.function = timer_fires;
	plan.interrupt = true;
	arrange(task, n, times, fn, arg);
}

void interrupt_at(unsigned int n, unsigned int times, void (*fn)(void *arg),
		  void *arg)
{
	interrupt_task_at(current, n, times, fn, arg);
}

void other_task_at(unsigned int n, void (*fn)(void *arg), void *arg)
{
	init_completion(&plan.go);
	init_completion(&plan.done);
	plan.interrupt = false;
	/* Without its second task a test would pass, so it insists on one. */
	while (IS_ERR(kthread_run(other_task, NULL, "kunit-other")))
		msleep(100);
	arrange(current, n, 1, fn, arg);
}

unsigned int inject_end(void)
{
	bool armed = plan.task;

	WRITE_ONCE(plan.task, NULL);
	if (!armed || plan.interrupt)
		return plan.happened;

	if (!plan.happened) {
		plan.call_off = true;
		complete(&plan.go);
	}
	plan.stuck = !wait_for_completion_timeout(&plan.done, 10 * HZ);
	return plan.happened;
}

void inject_rounds(unsigned int *n)
{
	plan.round = n;
	*n = UINT_MAX;		/* inject_round() makes it 0 */
	plan.happened = 1;
}

bool inject_round(void)
{
	if (!plan.happened)
		return false;
	plan.happened = 0;
	++*plan.round;
	items_restart();
	return true;
}

bool inject_stuck(void)
{
	return plan.stuck;
}

void inject_watch_helpers(void)
{
	plan.helpers = true;
}

void inject_exit(struct kunit *test)
{
	inject_end();
	plan.helpers = false;
	items_restart();
}

bool expect_at(struct kunit *test, bool ok, const char *what, unsigned int n,
	       const char *whose)
{
	/* The host puts function, file and line in place of [<...>]. */
	if (!ok && plan.happened)
		kunit_info(test, "%s before access %u of %s, [<%016lx>]\n",
			   what, n + 1, whose, plan.ip);
	return ok;
}

void expect_accesses(struct kunit *test, unsigned int few, const char *expected,
		     const char *read)
{
	expect(test, plan.accesses >= few, expected, read,
	       "it made %u memory accesses in all", plan.accesses);
}
