// SPDX-License-Identifier: GPL-2.0
/*
 * The head is read twice, first to compare and then to link. If it changes
 * between the two, cmpxchg() sees that it is not the first any more, and all is
 * well. Unless it has changed back: the list was taken, and the request that
 * was its head was pushed again. Then the comparison holds, and it links to a
 * request that is no longer there. It is the ABA problem, in a push that has no
 * need of it.
 *
 * caught-by: guest/head_comes_back
 * message: 1 are missing, 1 are there twice
 * model: two-pushes-and-take
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
		req->task_work.next = READ_ONCE(ctx->exit_task_work);
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}
