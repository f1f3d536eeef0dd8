// SPDX-License-Identifier: GPL-2.0
/*
 * The right instruction, and nobody looks at what it returns. cmpxchg() does
 * nothing when the head is not the expected one, and says so by its return
 * value. A request that met an interrupt is then not on the list, and nobody
 * will ever know.
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
	cmpxchg(&ctx->exit_task_work, head, &req->task_work);
}
