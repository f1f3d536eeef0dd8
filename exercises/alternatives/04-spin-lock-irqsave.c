// SPDX-License-Identifier: GPL-2.0
/*
 * A list with a lock, of the kind that may be taken in any context. The lock is
 * held while the list is taken, in one piece, and not while it is run. So
 * nobody waits for a callback, and no callback runs where it must not sleep.
 *
 * differs: a spinlock around the list
 */
#include "fallback.h"

/* One lock for all rings: it is held for two instructions. */
static DEFINE_SPINLOCK(lock);

/* Context: any. Return: the whole list, which is empty afterwards, or NULL. */
static struct callback_head *take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list = ctx->exit_task_work;
	ctx->exit_task_work = NULL;
	spin_unlock_irqrestore(&lock, flags);
	return list;
}

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

	while ((work = take(ctx))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
