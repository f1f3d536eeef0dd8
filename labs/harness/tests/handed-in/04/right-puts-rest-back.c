// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: it takes the whole list, keeps one request and puts the others back
 * before it runs it, so that a second drain can help. No pop, so no ABA: the
 * list is private while it is looked into, and goes back as push does it, with
 * a cmpxchg and a link to the head that is compared with. A task that puts back
 * looks again, until the list is empty.
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
	struct callback_head *head = NULL;
	struct callback_head *last;

	/* Mostly nothing has come meanwhile. */
	if (try_cmpxchg(&ctx->exit_task_work, &head, first))
		return;

	for (last = first; last->next; last = last->next)
		;
	do {
		last->next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, first));
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *rest;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		rest = work->next;
		if (rest)
			io_fallback_put_back(ctx, rest);
		work->func(work);
		cond_resched();
	}
}
