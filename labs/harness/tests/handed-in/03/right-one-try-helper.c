// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a helper makes one try, with cmpxchg() and a comparison of values,
 * and push calls it until one has worked. Each try looks at the head once,
 * links to that very value and compares with it; a failed one has published
 * nothing, so the next may write ->next again.
 */
#include "fallback.h"

/* One try. If true, @work is published and not ours any more. */
static bool io_fallback_try_push(struct io_ring_ctx *ctx,
				 struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);

	work->next = head;
	return cmpxchg(&ctx->exit_task_work, head, work) == head;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	while (!io_fallback_try_push(ctx, &req->task_work))
		cpu_relax();
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
