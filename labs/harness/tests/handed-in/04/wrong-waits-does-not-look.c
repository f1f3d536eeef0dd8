// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 2. Only one drain is let in; a second one waits for it,
 * which is allowed, and then returns without a look of its own, which is not.
 * If the first has had its last look and not yet said that it is done, a
 * request that the second one's caller has pushed just before it drains is on
 * the list when that drain returns, and perhaps forever.
 */
#include "fallback.h"

/* Push, as handed out. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}


/*
 * Drain. Context: task. Several at once.
 *
 * ctx->fallback_worker, which has no use since lab 02, is the task that drains.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	if (cmpxchg(&ctx->fallback_worker, NULL, current)) {
		/* It looks until nothing is left. Wait until it is done. */
		while (READ_ONCE(ctx->fallback_worker))
			schedule_timeout_idle(1);
		return;
	}

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}

	smp_store_release(&ctx->fallback_worker, NULL);
}
