// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: it takes one request at a time, by cmpxchg, with a lock that only
 * drains take and that is given back before the callback. Nobody but a drain
 * removes from the list, so while one holds the lock the head stays on the
 * list and keeps its ->next: a push in front makes the cmpxchg fail, and
 * nothing can be removed and come back, so there is no ABA (llist.h: del_first
 * beside add needs no lock). Push takes no lock, so drains need not disable
 * interrupts.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with whatever takes it in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

static DEFINE_SPINLOCK(io_fallback_pop_lock);

static struct callback_head *io_fallback_pop(struct io_ring_ctx *ctx)
{
	struct callback_head *head;

	spin_lock(&io_fallback_pop_lock);
	do {
		/* Pairs with the cmpxchg in push: head->next is there. */
		head = smp_load_acquire(&ctx->exit_task_work);
		if (!head)
			break;
	} while (cmpxchg(&ctx->exit_task_work, head, head->next) != head);
	spin_unlock(&io_fallback_pop_lock);
	return head;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = io_fallback_pop(ctx))) {
		work->func(work);
		cond_resched();
	}
}
