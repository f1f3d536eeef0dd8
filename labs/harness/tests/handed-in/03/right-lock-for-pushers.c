// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a lock keeps pushes apart, so that they do not disturb each other; it
 * disables interrupts and puts them back as they were. Those who take the list
 * do not hold it, therefore the store is still a cmpxchg in a loop: it fails
 * only if the list was taken.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_push_lock);

/* Returns false, and has changed nothing but @work, if the head has changed. */
static bool io_fallback_try_push(struct io_ring_ctx *ctx,
				 struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);

	work->next = head;
	return cmpxchg(&ctx->exit_task_work, head, work) == head;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&io_fallback_push_lock, flags);
	while (!io_fallback_try_push(ctx, &req->task_work))
		;
	spin_unlock_irqrestore(&io_fallback_push_lock, flags);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
