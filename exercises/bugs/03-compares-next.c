// SPDX-License-Identifier: GPL-2.0
/*
 * The local variable looked superfluous: what was expected is in
 * req->task_work.next, so why keep it twice? Because of the last comparison.
 * When the cmpxchg has succeeded, the request is published, may be run and may
 * be freed; and then the loop's condition reads ->next of it once more.
 *
 * If the memory has another owner by then, the comparison may fail, and push
 * puts a request on the list that was run long ago.
 *
 * caught-by: guest/published_and_freed
 * message: reads req->task_work.next, which had been freed
 * model: taken-at-once
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

	init_task_work(&req->task_work, cb);

	do {
		req->task_work.next = READ_ONCE(ctx->exit_task_work);
	} while (cmpxchg(&ctx->exit_task_work, req->task_work.next,
			 &req->task_work) != req->task_work.next);
}
