// SPDX-License-Identifier: GPL-2.0
/*
 * Pushes by a task and by a timer's interrupts at the same time.  See storm.h.
 */
#include <linux/delay.h>

#include "fallback.h"
#include "item.h"
#include "storm.h"

#define INTERVAL_NS	20000

/* Before its first tick, a kernel's timers are no finer than ticks. */
#define FIRST_TICK_MS	50

struct storm_request {
	struct io_kiocb req;
	unsigned int runs;
};

static void storm_callback(struct callback_head *cb)
{
	container_of(cb, struct storm_request, req.task_work)->runs++;
}

static void push(struct storm *storm, unsigned int i)
{
	struct io_kiocb *req = &storm->requests[i].req;

	req->ctx = storm->ctx;
	io_req_task_work_add_fallback(req, storm_callback);
}

void storm_init(struct kunit *test, struct storm *storm,
		struct io_ring_ctx *ctx, unsigned int most)
{
	memset(storm, 0, sizeof(*storm));
	storm->ctx = ctx;
	storm->most = most;
	storm->requests = kunit_kcalloc(test, 2 * most,
					sizeof(*storm->requests), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, storm->requests);
}

void storm_push(struct storm *storm)
{
	push(storm, storm->most + storm->by_task++);
}

void storm_interrupt(void *arg)
{
	struct storm *storm = arg;

	push(storm, storm->by_interrupt++);
}

static enum hrtimer_restart storm_timer(struct hrtimer *timer)
{
	struct storm *storm = container_of(timer, struct storm, timer);

	if (storm->by_interrupt == storm->most)
		return HRTIMER_NORESTART;
	storm_interrupt(storm);
	hrtimer_forward_now(timer, ns_to_ktime(INTERVAL_NS));
	return HRTIMER_RESTART;
}

bool storm_run(struct kunit *test, struct storm *storm, bool sleeps)
{
	msleep(FIRST_TICK_MS);
	hrtimer_init(&storm->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	storm->timer.function = storm_timer;
	hrtimer_start(&storm->timer, ns_to_ktime(INTERVAL_NS),
		      HRTIMER_MODE_REL_HARD);
	while (READ_ONCE(storm->by_interrupt) < storm->most &&
	       storm->by_task < storm->most) {
		storm_push(storm);
		if (sleeps && !(storm->by_task % 16))
			usleep_range(50, 60);
		else
			udelay(5);
	}
	hrtimer_cancel(&storm->timer);
	return expect(test, storm->by_interrupt, "interrupts come",
		      "labs/harness/kernel/kunit/storm.h", "none came");
}

void storm_count(const struct storm *storm, unsigned int *lost,
		 unsigned int *twice)
{
	unsigned int i;

	*lost = 0;
	*twice = 0;
	for (i = 0; i < 2 * storm->most; i++) {
		bool pushed = i < storm->most ?
			i < storm->by_interrupt :
			i - storm->most < storm->by_task;

		*lost += storm->requests[i].runs < pushed;
		*twice += storm->requests[i].runs > pushed;
	}
}
