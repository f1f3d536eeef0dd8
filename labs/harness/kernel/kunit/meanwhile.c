// SPDX-License-Identifier: GPL-2.0
/*
 * What goes on while a call is made.  See meanwhile.h.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/time-internal.h>
#include <linux/workqueue.h>

#include "item.h"
#include "meanwhile.h"

#define RETRY_MS	100

static int make_call(void *arg)
{
	struct call *call = arg;

	call->fn(call->arg);
	complete_all(&call->returned);
	return 0;
}

static int make_call_and_exit(void *arg)
{
	make_call(arg);
	do_exit(0);
}

static void call_init(struct call *call, void (*fn)(void *arg), void *arg)
{
	call->fn = fn;
	call->arg = arg;
	init_completion(&call->returned);
}

void call_begin(struct call *call, void (*fn)(void *arg), void *arg)
{
	call_init(call, fn, arg);
	/* Without its task a test would pass, so it insists on one. */
	while (IS_ERR(kthread_run(make_call, call, "kunit-call")))
		msleep(RETRY_MS);
}

void call_begin_in_user(struct call *call, void (*fn)(void *arg), void *arg)
{
	call_init(call, fn, arg);
	while (user_mode_thread(make_call_and_exit, call, SIGCHLD) < 0)
		msleep(RETRY_MS);
}

bool call_returns(struct call *call)
{
	return wait_for_completion_timeout(&call->returned, CALL_S * HZ);
}

/* --- works ---------------------------------------------------------------- */

static struct {
	struct work_struct work;
	struct completion begun;
} works[5];

static DECLARE_COMPLETION(works_go_on);

static void work_sleeps(struct work_struct *work)
{
	complete(&container_of(work, typeof(works[0]), work)->begun);
	wait_for_completion(&works_go_on);
}

void works_sleep(void)
{
	struct workqueue_struct *queues[] = {
		system_wq, system_highpri_wq, system_long_wq, system_unbound_wq,
		system_freezable_wq,
	};
	unsigned int i;

	BUILD_BUG_ON(ARRAY_SIZE(queues) != ARRAY_SIZE(works));
	reinit_completion(&works_go_on);
	for (i = 0; i < ARRAY_SIZE(works); i++) {
		INIT_WORK(&works[i].work, work_sleeps);
		init_completion(&works[i].begun);
		queue_work(queues[i], &works[i].work);
	}
	for (i = 0; i < ARRAY_SIZE(works); i++)
		wait_for_completion(&works[i].begun);
}

void works_end(void)
{
	unsigned int i;

	complete_all(&works_go_on);
	for (i = 0; i < ARRAY_SIZE(works); i++)
		flush_work(&works[i].work);
}

/* --- slow callbacks ------------------------------------------------------- */

unsigned int slow_ms(void)
{
	return time_travel_mode == TT_MODE_OFF ? 50 : 20 * 1000;
}

unsigned int patience(unsigned int steps)
{
	return time_travel_mode == TT_MODE_OFF ? 10 * steps : steps;
}

static DECLARE_COMPLETION(gate);
static DECLARE_COMPLETION(reached);

void gate_close(void)
{
	reinit_completion(&reached);
	reinit_completion(&gate);
}

void gate_open(void)
{
	complete_all(&gate);
}

bool gate_reached(unsigned int ms)
{
	return wait_for_completion_timeout(&reached, msecs_to_jiffies(ms));
}

void item_waits(struct item *it)
{
	if (!preempt_count()) {
		complete(&reached);
		wait_for_completion(&gate);
	}
	item_free(it);
}
