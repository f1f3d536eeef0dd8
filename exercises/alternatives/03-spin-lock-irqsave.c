// SPDX-License-Identifier: GPL-2.0
/*
 * A lock, of the kind that may be taken in any context: a spinlock, with
 * interrupts disabled while it is held, and put back as they were. It is one
 * lock for all rings, so two rings wait for each other now and then. Otherwise
 * it is right, and easier to read than any cmpxchg.
 *
 * differs: a spinlock in place of cmpxchg
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	static DEFINE_SPINLOCK(lock);
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&lock, flags);
}
