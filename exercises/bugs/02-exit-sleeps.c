// SPDX-License-Identifier: GPL-2.0
/*
 * The worker is told to end, and it needs a moment for that. So the exit gives
 * it a tenth of a second. Mostly it needs less. Now and then a callback sleeps
 * for longer, for a disk or a lock, and then the ring is freed under it.
 *
 * caught-by: guest/exit_waits_for_callback
 * message: the worker was still in a callback
 */
#include "fallback.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

static int io_fallback_worker(void *data)
{
	struct io_ring_ctx *ctx = data;

	while (READ_ONCE(ctx->fallback_worker)) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) &&
		    READ_ONCE(ctx->fallback_worker))
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_create(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	wake_up_process(worker);
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = ctx->fallback_worker;

	WRITE_ONCE(ctx->fallback_worker, NULL);
	wake_up_process(worker);
	/* The mistake: a tenth of a second is not "until it has ended". */
	schedule_timeout_uninterruptible(HZ / 10);
}
