// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by "Any context": a lock must put interrupts back as they were. The
 * variable that remembers how they were is one for all CPUs. If one CPU saves
 * "enabled" and waits for the lock, and the holder or another one saves
 * "disabled" over it, somebody's caller gets interrupts back in the wrong
 * state. On one CPU it is never seen. (The list itself is safe from a task that
 * takes it, by the cmpxchg.)
 */
#include "fallback.h"

/* One push at a time. */
static DEFINE_SPINLOCK(io_fallback_push_lock);
static unsigned long io_fallback_push_flags;

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&io_fallback_push_lock, io_fallback_push_flags);
	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
	spin_unlock_irqrestore(&io_fallback_push_lock, io_fallback_push_flags);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
