// SPDX-License-Identifier: GPL-2.0
/*
 * One request at a time, and no ABA problem: the head and its ->next are read,
 * and the head is changed, under a lock that push takes, too. What is the head
 * cannot be run by anybody else meanwhile. It takes the lock once for each
 * request, and looks again by itself.
 *
 * differs: one request at a time, under a spinlock
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
	struct callback_head *work;
	unsigned long flags;

	do {
		spin_lock_irqsave(&lock, flags);
		work = ctx->exit_task_work;
		if (work)
			ctx->exit_task_work = work->next;
		spin_unlock_irqrestore(&lock, flags);

		if (work)
			work->func(work);
		cond_resched();
	} while (work);
}
