// SPDX-License-Identifier: GPL-2.0
/*
 * A kworker runs the callbacks, and the drain waits for it.  So they run in a
 * kernel thread, whichever task drains.
 *
 * Two drains have one work item between them: the second finds it queued, or
 * queues it again, and waits until it has run.
 *
 * differs: a kworker drains, and the caller of the drain waits for it
 */
#include "fallback.h"
#include "../parts/03-push.h"

static void run_list(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);
	struct callback_head *list, *next;

	while ((list = xchg(&ctx->exit_task_work, NULL))) {
		for (; list; list = next) {
			next = list->next;
			list->func(list);
			cond_resched();
		}
	}
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, run_list);
	return 0;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	queue_delayed_work(system_highpri_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
}
