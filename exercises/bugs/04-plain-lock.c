// SPDX-License-Identifier: GPL-2.0
/*
 * A list with a lock. Push knows that it may be called in an interrupt, and
 * disables interrupts around the lock. The drain is never called in one, so
 * spin_lock() looks good enough. But it can be interrupted while it has the
 * lock, by a push that wants it, and that waits for a task which cannot go on.
 *
 * caught-by: guest/interrupt_pushes
 * message: BUG: spinlock recursion
 * model: interrupt-in-drain
 */
#include "fallback.h"

static DEFINE_SPINLOCK(lock);

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&lock, flags);
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	for (;;) {
		spin_lock(&lock);
		work = ctx->exit_task_work;
		ctx->exit_task_work = NULL;
		spin_unlock(&lock);
		if (!work)
			return;

		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
