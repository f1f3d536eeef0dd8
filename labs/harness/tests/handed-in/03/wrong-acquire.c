// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by the contract, everything written to @req before is visible to @cb;
 * publishing needs "release" ("Ordering"). "Acquire" is the other half, for
 * who takes. One sees it on a machine that reorders stores, ARM for instance:
 * a task that finds the request there may find an old ->next or ->func in it.
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
	} while (!try_cmpxchg_acquire(&ctx->exit_task_work, &head,
				      &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
