// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: publishing needs "release" and no more. The cmpxchg is
 * cmpxchg_release(), whose value is both the answer and the next expectation,
 * so the head is read once and never again by a load of its own. A try that
 * fails has no order, and needs none: only the pointer is used.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head *const work = &req->task_work;
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head, *seen;

	init_task_work(work, cb);

	seen = READ_ONCE(ctx->exit_task_work);
	do {
		head = seen;
		work->next = head;
		seen = cmpxchg_release(&ctx->exit_task_work, head, work);
	} while (seen != head);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
