// SPDX-License-Identifier: GPL-2.0
/*
 * Besides its task, the worker has a structure of its own, which tells it what
 * its ring is. The task ends with the ring. The structure stays, since nobody
 * frees it: a few bytes, for each ring that has ever been.
 *
 * caught-by: guest/rings_leave_nothing
 * message: 16 rings have come and gone, and 16 objects are left
 */
#include "fallback.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

struct fallback {
	struct io_ring_ctx *ctx;
	unsigned long turns;
};

static int fallback_worker(void *data)
{
	struct fallback *f = data;

	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		f->turns++;
		task_work_run();
	}
	/* The mistake: nobody needs it any more. */
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct task_struct *worker;

	if (!f)
		return -ENOMEM;
	f->ctx = ctx;
	worker = kthread_run(fallback_worker, f, "iou-fallback");
	if (IS_ERR(worker)) {
		kfree(f);
		return PTR_ERR(worker);
	}
	ctx->fallback_worker = worker;
	init_llist_head(&ctx->fallback_llist);
	return 0;
}
