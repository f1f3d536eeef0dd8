// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: it takes the list, keeps one request, and puts the rest back for
 * others who drain, with a store that does not care what the head is. A
 * request that was pushed since the list was taken, or the rest that another
 * drain has put back, is wiped away (README, "Taking the list"; contract: each
 * pushed request runs).
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

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		/* Only this one; let other drains help with the rest. */
		if (work->next)
			smp_store_release(&ctx->exit_task_work, work->next);
		work->func(work);
		cond_resched();
	}
}
