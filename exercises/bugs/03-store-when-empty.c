// SPDX-License-Identifier: GPL-2.0
/*
 * The list is nearly always empty, so that case gets a fast path: no loop, no
 * locked instruction, one store. But "empty" is something that was seen, and
 * not something that is. An interrupt between the look and the store pushes,
 * and the store wipes its request away.
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
	if (!head) {
		req->task_work.next = NULL;
		WRITE_ONCE(ctx->exit_task_work, &req->task_work);
		return;
	}
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
