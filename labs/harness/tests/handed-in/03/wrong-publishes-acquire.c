// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: acquire is the order of the one who takes; it keeps behind it what
 * is behind it. Who publishes needs release at least (README, "Ordering"), or
 * what was written to the request before need not be visible to a task that
 * finds it (contract of push). It is seen on a CPU that reorders, and as a
 * data race by the model checker.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg_acquire(&ctx->exit_task_work, &head,
				      &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
