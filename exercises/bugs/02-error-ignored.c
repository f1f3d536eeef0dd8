// SPDX-License-Identifier: GPL-2.0
/*
 * kthread_run() does not return NULL when it fails, and nobody looks for what
 * it does return. The ring is made, and its worker is an errno, dressed as a
 * pointer. The first orphan is handed to the task at address -12 or -4, which
 * is the end of this kernel.
 *
 * caught-by: guest/kthread_run_fails
 * message: io_fallback_init() fails when kthread_run() fails
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	/* The mistake: what if there is no worker? */
	ctx->fallback_worker = worker;
	init_llist_head(&ctx->fallback_llist);
	return 0;
}
