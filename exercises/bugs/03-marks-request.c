// SPDX-License-Identifier: GPL-2.0
/*
 * A flag that says "this one is on the fallback list", for a debugger to see.
 * It is set when it has become true, which is one instruction too late: the
 * request may have been run and freed by then, and the flag is set in somebody
 * else's memory. Before the loop it would be harmless.
 *
 * caught-by: guest/published_and_freed
 * message: req, which had been freed
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
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));

	req->flags |= REQ_F_ASYNC_DATA;
}
