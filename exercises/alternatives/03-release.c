// SPDX-License-Identifier: GPL-2.0
/*
 * Publishing needs one direction of ordering only: what was written to the
 * request comes before. That is what "release" means. A drain has the other
 * half, "acquire", or more. On x86 it is the same instruction; on arm64 it is a
 * cheaper one.
 *
 * differs: release order in place of full order
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
	do {
		req->task_work.next = head;
		/* Pairs with whatever takes the list, with acquire or more. */
	} while (!try_cmpxchg_release(&ctx->exit_task_work, &head,
				      &req->task_work));
}
