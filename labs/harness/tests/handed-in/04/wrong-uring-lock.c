// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: drains of a ring take turns, which is allowed, but by
 * ctx->uring_lock, because it is the ring's mutex and at hand. A callback
 * takes that itself: io_fallback_req_cancel() waits for a lock that its own
 * task holds, forever (contract: "and not ctx->uring_lock either"; promise
 * 3).
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with whatever takes it in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* One drain at a time. A mutex: callbacks may sleep. */
	mutex_lock(&ctx->uring_lock);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
	mutex_unlock(&ctx->uring_lock);
}
