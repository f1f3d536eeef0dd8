// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: push and drain have a spinlock, taken with interrupts disabled and put
 * back as they were, and the drain takes one request at a time. Under the lock
 * nobody can change the head, so there is no ABA problem. The lock is given
 * back before each callback. It is one for all rings, but each ring has its own
 * list, and nobody holds it for more than a few instructions.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);

/* Context: any; with interrupts disabled around the lock, see above. */
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

static struct callback_head *io_fallback_pop(struct io_ring_ctx *ctx)
{
	struct callback_head *work;
	unsigned long flags;

	spin_lock_irqsave(&io_fallback_lock, flags);
	work = ctx->exit_task_work;
	if (work)
		ctx->exit_task_work = work->next;
	spin_unlock_irqrestore(&io_fallback_lock, flags);

	return work;
}

/* Context: task, with no lock held; sleeps if a callback does. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = io_fallback_pop(ctx))) {
		work->func(work);
		cond_resched();
	}
}

/* Context: kworker, so PF_KTHREAD: the callbacks can run right here. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct callback_head *left;
	unsigned long flags;

	spin_lock_irqsave(&io_fallback_lock, flags);
	left = ctx->exit_task_work;
	spin_unlock_irqrestore(&io_fallback_lock, flags);

	WARN_ON_ONCE(left);
}
