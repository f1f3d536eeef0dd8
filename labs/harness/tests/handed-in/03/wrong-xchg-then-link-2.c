// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promises 2 and 3. An xchg() makes the request the head, so no
 * other push is lost; but it is linked afterwards. A task that takes the list
 * between the two finds a ->next that was never set, and the store then goes
 * to a request that may have been freed.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	/* In one step: become the head, and learn what it was. */
	req->task_work.next = xchg(&ctx->exit_task_work, &req->task_work);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
