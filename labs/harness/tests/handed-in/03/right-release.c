// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the cmpxchg has release order instead of full order: what was
 * written to the request before it is visible to a task that takes the list
 * with acquire or more, and that is all that is promised (README, "Ordering":
 * "enough to publish"). A try that fails publishes nothing and needs no
 * order.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	for (head = READ_ONCE(ctx->exit_task_work);;) {
		req->task_work.next = head;
		/* Pairs with the acquire that takes the list. */
		if (try_cmpxchg_release(&ctx->exit_task_work, &head,
					&req->task_work))
			return;
	}
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
