// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: on an empty list, the usual case, the head is simply stored, because
 * there is nothing to link to; the cmpxchg is kept for the rest. Between the
 * look and the store another push may come: it puts its request on the empty
 * list, and the store wipes it away (README, "Lost updates"). It is seen when
 * two pushes meet on an empty list, and only there.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	if (!head) {
		/* The first one has nobody to link to. */
		req->task_work.next = NULL;
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
