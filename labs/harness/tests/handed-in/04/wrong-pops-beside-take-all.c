// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: it pops the first request under a lock, so that no two pops meet, but
 * takes the rest with an xchg that does not hold the lock. While one drain has
 * read the head and not yet its ->next, another takes all, runs and frees
 * them; and if the head is pushed again meanwhile, the cmpxchg succeeds with a
 * link to freed memory (README, "One at a time"; llist.h: del_first beside
 * del_all needs a lock).
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

/* Two pops at once would be the ABA problem. */
static struct callback_head *io_fallback_pop(struct io_ring_ctx *ctx)
{
	struct callback_head *head;

	spin_lock(&io_fallback_pop_lock);
	do {
		head = smp_load_acquire(&ctx->exit_task_work);
		if (!head)
			break;
	} while (cmpxchg(&ctx->exit_task_work, head, head->next) != head);
	spin_unlock(&io_fallback_pop_lock);
	return head;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = io_fallback_pop(ctx))) {
		/* Mostly there is one. If there are more, take them all. */
		next = xchg(&ctx->exit_task_work, NULL);
		do {
			work->func(work);
			cond_resched();
			work = next;
			if (work)
				next = work->next;
		} while (work);
	}
}
