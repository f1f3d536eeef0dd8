// SPDX-License-Identifier: GPL-2.0
/*
 * Why keep the request, if the callback can be called right here? Because
 * "here" is whatever the caller was doing: perhaps a task that holds a lock
 * which the callback wants, and always one that is not the submitter. Only
 * interrupts get to use the list in this version.
 *
 * caught-by: guest/one_push
 * message: it is NULL: the list is empty
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

	if (!in_interrupt()) {
		cb(&req->task_work);
		return;
	}

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
