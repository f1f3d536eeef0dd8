// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: there is one list for all rings, outside of any ctx, and a lock. A
 * drain picks its own ring's requests out of it by req->ctx, all of them,
 * under the lock, and leaves the others where they are; so no ring's drain
 * ever has another ring's request, not even for a moment. A request on the
 * list has not been run, so its ->ctx can be read.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(io_fallback_lock);
static struct callback_head *io_fallback_all;

/* Push. Context: any. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&io_fallback_lock, flags);
	req->task_work.next = io_fallback_all;
	io_fallback_all = &req->task_work;
	spin_unlock_irqrestore(&io_fallback_lock, flags);
}

/* Returns a private list, oldest first, of all that @ctx has. */
static struct callback_head *io_fallback_pick(struct io_ring_ctx *ctx)
{
	struct callback_head **link = &io_fallback_all;
	struct callback_head *work, *picked = NULL;
	unsigned long flags;

	spin_lock_irqsave(&io_fallback_lock, flags);
	while ((work = *link)) {
		if (container_of(work, struct io_kiocb,
				 task_work)->ctx != ctx) {
			link = &work->next;
			continue;
		}
		*link = work->next;
		work->next = picked;
		picked = work;
	}
	spin_unlock_irqrestore(&io_fallback_lock, flags);

	return picked;
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	do {
		work = io_fallback_pick(ctx);
		if (!work)
			break;
		do {
			next = work->next;
			work->func(work);
			cond_resched();
			work = next;
		} while (work);
	} while (true);
}
