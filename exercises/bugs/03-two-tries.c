// SPDX-License-Identifier: GPL-2.0
/*
 * If the first try fails, there is a second one, with the head of now. Two
 * interrupts in a row are so unlikely that no test on a real machine ever sees
 * them. On a server with a million pushes a second, unlikely is every few
 * minutes.
 *
 * caught-by: guest/interrupted_again_and_again
 * message: of 6 requests 1 are missing
 * model: three-pushes
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
	if (try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work))
		return;

	/* Somebody was quicker: once more. */
	req->task_work.next = head;
	try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work);
}
