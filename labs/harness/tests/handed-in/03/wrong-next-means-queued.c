// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 1. A request whose ->next is not NULL is taken for one
 * that is on a list already, and is not pushed. One sees it when a request has
 * been taken and run with another one behind it, and is pushed again: its
 * ->next is that of the first time, and it is lost.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	/* Never twice on the list. */
	if (req->task_work.next)
		return;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
