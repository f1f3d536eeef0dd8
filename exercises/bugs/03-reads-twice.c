// SPDX-License-Identifier: GPL-2.0
/*
 * The head is read twice, once to link to it and once to compare with it. Both
 * reads are right, and they need not find the same: what was pushed in between
 * is the head that cmpxchg() expects and finds, and the request links past it.
 *
 * Without READ_ONCE() a compiler may do this to a program that reads once.
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

	do {
		req->task_work.next = READ_ONCE(ctx->exit_task_work);
		head = READ_ONCE(ctx->exit_task_work);
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}
