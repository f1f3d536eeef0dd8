// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: one xchg() makes the request the head, without a loop, and no push
 * is ever lost by it; but the link to the old head is written after that. A
 * request that can be found on the list must be complete (promise 2), and
 * push must not touch it (promise 3): a task that takes the list between the
 * two finds an old ->next, and loses what was behind, or has the request
 * freed under the store.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	/* No loop: whatever the head was, it is behind us now. */
	head = xchg(&ctx->exit_task_work, &req->task_work);
	WRITE_ONCE(req->task_work.next, head);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
