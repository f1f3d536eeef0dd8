// SPDX-License-Identifier: GPL-2.0
/*
 * The list is built the wrong way round: what was the head gets the new request
 * as its ->next, as one appends to a list that one stands at the end of. And on
 * an empty list there is no head to write to: address 0 is nobody's memory.
 *
 * The kernel cannot go on after that, and the report is about the kernel: a
 * panic, the function and the line. The test is the one in which it happened.
 *
 * caught-by: guest/one_push
 * message: io_req_task_work_add_fallback
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
		head->next = &req->task_work;
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}
