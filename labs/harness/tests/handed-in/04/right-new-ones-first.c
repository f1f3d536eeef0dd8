// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: it looks at the ring's list before each callback, and puts what has
 * come in front of a list of its own, which is private; it returns when the
 * look finds nothing and its own list is empty. Each request is passed over
 * once when it is taken. The xchg has acquire order only, which is enough to
 * take (README, "Ordering").
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

/* What is on the ring's list, with @rest behind it. */
static struct callback_head *io_fallback_take(struct io_ring_ctx *ctx,
					      struct callback_head *rest)
{
	struct callback_head *list, *last;

	/* Pairs with the cmpxchg in push. */
	list = xchg_acquire(&ctx->exit_task_work, NULL);
	if (!list)
		return rest;

	for (last = list; last->next; last = last->next)
		cond_resched();
	last->next = rest;
	return list;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *todo = NULL, *work;

	while ((todo = io_fallback_take(ctx, todo))) {
		work = todo;
		todo = work->next;
		work->func(work);
		cond_resched();
	}
}
