// SPDX-License-Identifier: GPL-2.0
/*
 * cmpxchg_local() is atomic for who is on the same CPU, and so for interrupts.
 * To other CPUs it is a read and a write.
 *
 * caught-by: model/two-pushes
 * message: was pushed and never runs
 * model: two-pushes
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head, *old;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	for (;;) {
		req->task_work.next = head;
		/* The mistake. */
		old = cmpxchg_local(&ctx->exit_task_work, head,
				    &req->task_work);
		if (old == head)
			break;
		head = old;
	}
}
