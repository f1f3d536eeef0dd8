// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 1, a lost update. A hard interrupt is not interrupted, so
 * there it does without the cmpxchg. But another CPU may push or take between
 * the look and the store: a request is lost, or is found twice. On one CPU it
 * is never seen.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	if (in_hardirq()) {
		/* Nothing comes between these lines. */
		req->task_work.next = head;
		smp_store_release(&ctx->exit_task_work, &req->task_work);
		return;
	}

	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
