// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: pushes take turns by a lock that disables interrupts and puts them
 * back as they were, so it may be taken anywhere. A task that takes the list
 * need not know of the lock, because the head is changed by cmpxchg only.
 * After the request is published push touches nothing but the lock, which is
 * static and belongs to no ring.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&io_fallback_lock, flags);
	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* It fails only if the list was taken meanwhile. */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
	spin_unlock_irqrestore(&io_fallback_lock, flags);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
