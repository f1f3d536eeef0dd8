// SPDX-License-Identifier: GPL-2.0
/*
 * A loop with a limit, for fear of an endless one. Each failed try means that
 * another push has succeeded, so the loop does end, whatever happens; a limit
 * only decides when a request is dropped. A hundred CPUs that push to one ring
 * are enough.
 *
 * caught-by: guest/never_gives_up
 * message: 1 pushed by a task
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

	for (int tries = 0; tries < 100; tries++) {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
		if (try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work))
			return;
	}
	pr_warn_once("io_uring: too much traffic on the fallback list\n");
}
