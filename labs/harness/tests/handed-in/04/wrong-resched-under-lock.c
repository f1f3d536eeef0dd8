// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: lab 03, "Any context": who sleeps with a spinlock held makes
 * everybody else spin. The callbacks run without the lock, but cond_resched()
 * is called when it has been taken again, with interrupts disabled. One sees
 * it when another task wants to run at that moment, and pushes, or is
 * interrupted by a push: that waits for the lock forever. A kernel that looks
 * for it says "BUG: sleeping function called".
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);

/* Push. Context: any, so interrupts are disabled, and put back as they were. */
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

/* Drain. Context: task. Pops one at a time; the lock keeps others off. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;
	unsigned long flags;

	spin_lock_irqsave(&io_fallback_lock, flags);
	while ((work = ctx->exit_task_work)) {
		ctx->exit_task_work = work->next;
		spin_unlock_irqrestore(&io_fallback_lock, flags);

		work->func(work);

		spin_lock_irqsave(&io_fallback_lock, flags);
		cond_resched();
	}
	spin_unlock_irqrestore(&io_fallback_lock, flags);
}
