// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 3 and the contract, no callback may be called with
 * ctx->uring_lock held. It is taken around each one, to keep two drains apart.
 * One sees it with the first callback that takes the lock itself, as the real
 * ones do: the task waits for itself.
 */
#include "fallback.h"

/* Push, as handed out. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}


/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			/* A completion changes the ring. */
			mutex_lock(&ctx->uring_lock);
			work->func(work);
			mutex_unlock(&ctx->uring_lock);
			work = next;
			cond_resched();
		} while (work);
	}
}
