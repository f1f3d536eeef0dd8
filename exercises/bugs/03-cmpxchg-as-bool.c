// SPDX-License-Identifier: GPL-2.0
/*
 * cmpxchg() returns what was there; try_cmpxchg() returns whether it worked.
 * Here the one is used as if it were the other. On an empty list cmpxchg()
 * returns NULL when it has worked, so the loop goes round once more, and links
 * the request to itself. A walk of the list now never comes to its end.
 *
 * caught-by: guest/one_push
 * message: ->next is something else
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

	do {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
	} while (!cmpxchg(&ctx->exit_task_work, head, &req->task_work));
}
