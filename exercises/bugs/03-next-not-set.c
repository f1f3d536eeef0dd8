// SPDX-License-Identifier: GPL-2.0
/*
 * The first request on an empty list has nothing behind it, so there is nothing
 * to link: ->next stays as it is. But it is not NULL by itself. The memory of a
 * request is used again and again, and ->next is what it was the last time, or
 * something quite different.
 *
 * caught-by: guest/one_push
 * message: ->next was not set
 * model: two-pushes
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	/* Nothing there: nothing to link to. */
	if (!cmpxchg(&ctx->exit_task_work, NULL, &req->task_work))
		return;

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
