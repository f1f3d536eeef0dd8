// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 3. Whether the cmpxchg has worked is found out by reading
 * the head again. If it has, and somebody pushes on top of it or takes the
 * list before that look, the head is another one, and the request, which is on
 * the list or freed, is linked and pushed once more: the list leads in a
 * circle, or to freed memory.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	do {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
		cmpxchg(&ctx->exit_task_work, head, &req->task_work);
	} while (READ_ONCE(ctx->exit_task_work) != &req->task_work);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
