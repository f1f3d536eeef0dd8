// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 2 ("Look again": if each callback pushes another request,
 * it is the work that never ends). To be safe from a request that pushes
 * itself forever, it returns when the head is the request that it has run
 * last. One sees it when the last callback of a list pushes its own request
 * once more, or when a new request got the memory of the one that was just
 * freed: that one is left.
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


/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next, *last = NULL;

	for (;;) {
		work = READ_ONCE(ctx->exit_task_work);
		/* Nothing, or one that does nothing but come back? */
		if (!work || work == last)
			return;

		work = xchg(&ctx->exit_task_work, NULL);
		while (work) {
			next = work->next;
			last = work;
			work->func(work);
			work = next;
			cond_resched();
		}
	}
}
