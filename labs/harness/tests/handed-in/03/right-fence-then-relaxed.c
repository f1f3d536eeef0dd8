// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the cmpxchg itself has no order, and smp_mb() before each one gives
 * what is missing: all that was written to the request, ->next included, comes
 * before the new head foreveryone. Whatever comes behind the cmpxchg needs no
 * order, because nothing does.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* ->func and ->next first. Pairs with who takes the list. */
		smp_mb();
	} while (!try_cmpxchg_relaxed(&ctx->exit_task_work, &head,
				      &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
