// SPDX-License-Identifier: GPL-2.0
/*
 * The callback is set when the request has its place on the list: first the
 * list, then the contents, as one fills a form. A drain that takes the list in
 * between calls a function pointer that was never set.
 *
 * It is a second mistake, too: from the cmpxchg on the request may be gone, and
 * the function is then written into memory that belongs to somebody else.
 *
 * caught-by: guest/published_complete
 * message: it had not been set
 * model: taken-at-once
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

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));

	init_task_work(&req->task_work, cb);
}
