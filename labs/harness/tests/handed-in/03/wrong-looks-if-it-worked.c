// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: whether the cmpxchg has worked is not taken from its result but from
 * a second look at the head. If another push, or a drain, comes between the
 * cmpxchg and that look, the request is on the list (or gone) and yet pushed
 * again: the list leads in a circle, or it runs twice; and the ring is touched
 * after the request is published (promises 1 and 3).
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	do {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
		(void)cmpxchg(&ctx->exit_task_work, head, &req->task_work);
		/* Are we the head now? If not, somebody was quicker. */
	} while (READ_ONCE(ctx->exit_task_work) != &req->task_work);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
