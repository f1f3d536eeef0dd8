// SPDX-License-Identifier: GPL-2.0
/*
 * One xchg() in place of the whole loop: it puts the request in front and
 * returns what was there before, and then the request is linked to that. No
 * update can be lost, and no try can fail. But between the two lines the
 * request is on the list, and its ->next is whatever was in that memory. A
 * drain that comes now follows it.
 *
 * The order is everything: complete first, publish then.
 *
 * caught-by: guest/published_complete
 * message: it had not been set when the request was published
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

	init_task_work(&req->task_work, cb);

	head = xchg(&ctx->exit_task_work, &req->task_work);
	req->task_work.next = head;
}
