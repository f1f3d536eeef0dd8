// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: no more order than is needed. Push publishes with "release", drain
 * takes with "acquire". A list of several is covered, too: each later push is
 * a read-modify-write of the same place, so a task that reads what the last has
 * stored comes after all of them. The end is found by a plain look,
 * READ_ONCE(), which needs no order: there is nothing to read behind it.
 */
#include "fallback.h"

/* Push. Context: any. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);

	init_task_work(&req->task_work, cb);

	do {
		req->task_work.next = head;
		/* Pairs with the xchg_acquire() in io_run_ctx_fallback(). */
	} while (!try_cmpxchg_release(&ctx->exit_task_work, &head,
				      &req->task_work));
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while (READ_ONCE(ctx->exit_task_work)) {
		/* NULL, if another drain was quicker: then look again. */
		work = xchg_acquire(&ctx->exit_task_work, NULL);
		while (work) {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		}
	}
}
