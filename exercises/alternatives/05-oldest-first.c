// SPDX-License-Identifier: GPL-2.0
/*
 * The drain turns what it has taken round, and runs the oldest first.  What is
 * pushed meanwhile comes after it, in the same turn.
 *
 * differs: the oldest request runs first
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);

	init_task_work(&req->task_work, cb);
	for (;;) {
		req->task_work.next = head;
		if (try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work))
			return;
	}
}

static struct callback_head *turn_round(struct callback_head *list)
{
	struct callback_head *turned = NULL;

	while (list) {
		struct callback_head *next = list->next;

		list->next = turned;
		turned = list;
		list = next;
	}
	return turned;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	do {
		work = turn_round(xchg(&ctx->exit_task_work, NULL));
		while (work) {
			next = work->next;
			work->func(work);
			cond_resched();
			work = next;
		}
	} while (READ_ONCE(ctx->exit_task_work));
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN(ctx->exit_task_work, "a request outlived its ring\n");
}
