// SPDX-License-Identifier: GPL-2.0
/*
 * The worker is told to end, and nobody waits until it has. The ring is freed
 * in the next line. The worker wakes up, or returns from its last callback,
 * and looks into the ring whether it may go on.
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

	/* The mistake: it has been told, but it has not ended yet. */
	WRITE_ONCE(ctx->fallback_worker, NULL);
	wake_up_process(worker);
}
