// SPDX-License-Identifier: GPL-2.0
/*
 * Push looks at the head, links to it, and stores the new head. That is how a
 * list is written where nobody else is. An interrupt between the look and the
 * store pushes, too; the store then puts a head in place that does not lead to
 * what the interrupt pushed. That request is never run and never freed, and its
 * ring never goes away.
 *
 * READ_ONCE() and WRITE_ONCE() do not help: each makes one access whole, and it
 * is the time between the two that hurts.
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
	WRITE_ONCE(ctx->exit_task_work, &req->task_work);
}
