// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 1, each request is run once. It takes the list, keeps one
 * request and puts the others back, so that other drains can help; but into an
 * empty list it puts them with a look and a store. What is pushed between
 * these two (an interrupt, another task) is wiped away and never runs.
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


/* @first: a private list, which becomes public again. */
static void io_fallback_put_back(struct io_ring_ctx *ctx,
				 struct callback_head *first)
{
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);
	struct callback_head *last;

	if (!head) {
		/* Mostly nothing has come meanwhile. */
		smp_store_release(&ctx->exit_task_work, first);
		return;
	}

	for (last = first; last->next; last = last->next)
		;
	do {
		last->next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, first));
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		if (work->next)
			io_fallback_put_back(ctx, work->next);
		work->func(work);
		cond_resched();
	}
}
