// SPDX-License-Identifier: GPL-2.0
/*
 * The ring keeps a reference on its worker, so that push may wake it whatever
 * has become of it, and never gives the reference back. The worker ends, and is
 * in no list of tasks any more, but its task_struct stays, a few KB for each
 * ring that has ever been. No tool that lists tasks shows it.
 *
 * caught-by: guest/nobody_keeps_the_worker
 * message: somebody has 1, so its memory is never given back
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = get_task_struct(worker);
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
	/* The mistake: put_task_struct(ctx->fallback_worker) is missing. */
}
