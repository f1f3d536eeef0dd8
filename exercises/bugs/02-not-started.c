// SPDX-License-Identifier: GPL-2.0
/*
 * The worker is made by kthread_create(), which makes a thread and does not
 * start it. The first push wakes it, so its requests run; but until then it is
 * a thread that waits in state D, as if for a disk, and is counted as load.
 *
 * caught-by: guest/workers-sleep
 * message: a thread that kthread_create() has made and nobody has woken
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);
	/* The mistake: kthread_run() would wake it, too. */
	worker = kthread_create(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}
