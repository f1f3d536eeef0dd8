// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 4, any number of drains may be at work on a ring. It
 * looks, takes, and trusts that what it has looked at is what it takes: when
 * another drain takes the list between the two, xchg() gives NULL, and the
 * inner loop, which has its condition at the end, follows it. One sees it with
 * two drains on one ring.
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

	while (READ_ONCE(ctx->exit_task_work)) {
		work = xchg(&ctx->exit_task_work, NULL);
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
