// SPDX-License-Identifier: GPL-2.0
/*
 * The lock is right, and so is it to disable interrupts while it is held. But
 * spin_unlock_irq() does not put things back as they were: it enables
 * interrupts, even if another had disabled them. The caller was perhaps a
 * driver in the middle of its own critical section, with its own lock held,
 * which from here on an interrupt can break into.
 *
 * spin_lock_irqsave() is there for functions that do not know who calls them.
 *
 * caught-by: guest/push_under_a_lock
 * message: it has enabled them
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

	init_task_work(&req->task_work, cb);

	spin_lock_irq(&lock);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irq(&lock);
}
