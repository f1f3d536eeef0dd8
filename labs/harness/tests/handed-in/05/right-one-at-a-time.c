// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: A lock instead of cmpxchg, and the drain takes one request after the
 * other off the ring's list. Right, because all who push or take hold the
 * lock, so there is no ABA; it disables interrupts and puts them back as they
 * were, and is not held around the callback.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(fallback_lock);

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&fallback_lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&fallback_lock, flags);
}

static struct callback_head *take_one(struct io_ring_ctx *ctx)
{
	struct callback_head *work;
	unsigned long flags;

	spin_lock_irqsave(&fallback_lock, flags);
	work = ctx->exit_task_work;
	if (work)
		ctx->exit_task_work = work->next;
	spin_unlock_irqrestore(&fallback_lock, flags);

	return work;
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = take_one(ctx))) {
		work->func(work);
		cond_resched();
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
