// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: a push in an interrupt takes another lock than one in a task, so that
 * it need not wait for the task it has interrupted. Then nothing keeps the two
 * apart, and with plain stores that is the lost update: it is seen when a hard
 * interrupt pushes after the task has read the head (README, "Lost updates",
 * promise 1).
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_task_lock);
static DEFINE_SPINLOCK(io_fallback_irq_lock);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;
	spinlock_t *lock;

	init_task_work(&req->task_work, cb);

	/* An interrupt must not spin for a lock of the task below it. */
	lock = in_hardirq() ? &io_fallback_irq_lock : &io_fallback_task_lock;

	spin_lock(lock);
	head = READ_ONCE(ctx->exit_task_work);
	req->task_work.next = head;
	smp_store_release(&ctx->exit_task_work, &req->task_work);
	spin_unlock(lock);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
