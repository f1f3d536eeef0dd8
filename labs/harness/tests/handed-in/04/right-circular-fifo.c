// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a queue and not a stack, under a spinlock that disables interrupts
 * and puts them back as they were. ctx->exit_task_work is the newest request,
 * whose ->next is the oldest. All who look at the list hold the lock; a drain
 * takes everything under it, opens the circle when it is its own, and runs it
 * without the lock.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);

/* Push. Context: any. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *work = &req->task_work;
	struct callback_head *last;
	unsigned long flags;

	init_task_work(work, cb);

	spin_lock_irqsave(&io_fallback_lock, flags);
	last = ctx->exit_task_work;
	if (last) {
		/* Still on the list, so nobody has run it. */
		work->next = last->next;
		last->next = work;
	} else {
		work->next = work;
	}
	ctx->exit_task_work = work;
	spin_unlock_irqrestore(&io_fallback_lock, flags);
}

/* Returns the oldest of a private list that ends with NULL; or NULL. */
static struct callback_head *io_fallback_take(struct io_ring_ctx *ctx)
{
	struct callback_head *first, *last;
	unsigned long flags;

	spin_lock_irqsave(&io_fallback_lock, flags);
	last = ctx->exit_task_work;
	ctx->exit_task_work = NULL;
	spin_unlock_irqrestore(&io_fallback_lock, flags);

	if (!last)
		return NULL;
	first = last->next;
	last->next = NULL;
	return first;
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = io_fallback_take(ctx))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}
