// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the request is published correctly, and then looked at once more for
 * an assertion. From the cmpxchg on it is not push's any more (promise 3, "do
 * not read it"): if it is taken, run and freed, or pushed again, before the
 * last line, that reads freed memory, or warns of a link that is right.
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
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));

	WARN_ON_ONCE(req->task_work.next != head);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
