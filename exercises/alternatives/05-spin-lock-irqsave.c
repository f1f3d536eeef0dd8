// SPDX-License-Identifier: GPL-2.0
/*
 * A list and a lock, with interrupts disabled around it, because push is called
 * in interrupts.  The drain takes up to 16 requests each time that it holds the
 * lock, and runs them without.
 *
 * The lock is one for all rings: a ring has none that may be taken in push.
 * timeout_lock is held by io_kill_timeouts() when it pushes, and
 * completion_lock is taken with interrupts enabled.
 *
 * differs: a spinlock around the list, sixteen requests at a time
 */
#include "fallback.h"

#define BATCH	16

static DEFINE_SPINLOCK(lists_lock);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&lists_lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&lists_lock, flags);
}

static unsigned int take(struct io_ring_ctx *ctx, struct callback_head **batch)
{
	unsigned int n = 0;

	spin_lock_irq(&lists_lock);
	while (n < BATCH && ctx->exit_task_work) {
		batch[n++] = ctx->exit_task_work;
		ctx->exit_task_work = ctx->exit_task_work->next;
	}
	spin_unlock_irq(&lists_lock);
	return n;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *batch[BATCH];
	unsigned int i, n;

	while ((n = take(ctx, batch))) {
		for (i = 0; i < n; i++) {
			batch[i]->func(batch[i]);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(ctx->exit_task_work);
}
