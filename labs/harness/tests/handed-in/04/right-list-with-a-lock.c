// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the list has a lock, and the accesses to it are plain. Push may be
 * called anywhere, so it saves and restores the interrupts' state; a drain is
 * called where they are enabled, and disables them, because a push in an
 * interrupt wants the lock. The list is taken under the lock and run without
 * it. The lock is static, so push touches nothing of the ring after its
 * request is published.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&io_fallback_lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&io_fallback_lock, flags);
}

static struct callback_head *io_fallback_take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;

	spin_lock_irq(&io_fallback_lock);
	list = ctx->exit_task_work;
	ctx->exit_task_work = NULL;
	spin_unlock_irq(&io_fallback_lock);
	return list;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = io_fallback_take(ctx))) {
		do {
			next = work->next;
			work->func(work);
			cond_resched();
		} while ((work = next));
	}
}
