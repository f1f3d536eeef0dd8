// SPDX-License-Identifier: GPL-2.0
/*
 * When try_cmpxchg() fails it puts the head of now into "head", and so the next
 * try compares with the right one. But the request still links to the head of
 * then. Whatever was pushed in between is cut out of the list; and if in
 * between somebody took the list, the request leads to what has been freed.
 *
 * One comes to write it by thinking of the loop as "try until it works", and of
 * the two lines before it as preparation.
 *
 * caught-by: guest/interrupted_push
 * message: of 2 requests 1 are missing
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

	head = READ_ONCE(ctx->exit_task_work);
	req->task_work.next = head;
	while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work))
		;
}
