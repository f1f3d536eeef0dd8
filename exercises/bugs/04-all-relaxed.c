// SPDX-License-Identifier: GPL-2.0
/*
 * Every access is marked, and none of them orders anything: a drain may take a
 * request from the list and not see yet what push has written to it.
 *
 * On x86, and in any interleaving, nothing happens. The model checker looks at
 * reads that do not get the newest value.
 *
 * caught-by: model/push-beside-drain
 * message: with reads that need not get the newest value
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	WRITE_ONCE(req->task_work.func, cb);
	head = READ_ONCE(ctx->exit_task_work);
	do {
		WRITE_ONCE(req->task_work.next, head);
	} while (!try_cmpxchg_relaxed(&ctx->exit_task_work, &head,
				      &req->task_work));
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;
	task_work_func_t func;

	while ((work = xchg_relaxed(&ctx->exit_task_work, NULL))) {
		do {
			next = READ_ONCE(work->next);
			func = READ_ONCE(work->func);
			func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
