// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 1, nothing gets lost. A request of a ring that has been
 * closed is dropped, because nobody waits for it any more. But it holds a
 * reference on its ring, which then never goes away. One sees it when a
 * request is pushed after the ring's last close().
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	/* Closed: there is nobody left who could see a completion. */
	if (percpu_ref_is_dying(&ctx->refs))
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
