// SPDX-License-Identifier: GPL-2.0
/*
 * The worker has no loop: it runs what comes first, and ends. With one orphan,
 * all is well. Those that come later find a worker that has ended, and lie on
 * the list of leftovers until somebody closes the ring.
 *
 * caught-by: guest/many_requests
 * message: each pushed request runs exactly once
 */
#include "fallback.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

static int io_fallback_worker(void *data)
{
	set_current_state(TASK_IDLE);
	if (!task_work_pending(current) && !kthread_should_stop())
		schedule();
	__set_current_state(TASK_RUNNING);

	task_work_run();
	/* The mistake: what about those that come later? */
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	/* It may end before io_fallback_exit() comes. */
	ctx->fallback_worker = get_task_struct(worker);
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
	put_task_struct(ctx->fallback_worker);
}
