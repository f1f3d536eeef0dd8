// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: each callback is called in an RCU read section, meant to keep the
 * request from being freed while it is in use. Callbacks may sleep and take
 * ctx->uring_lock, so they must not be called there (promise 3: "not in an RCU
 * read section"). It is seen whenever one does sleep.
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

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		while (work) {
			rcu_read_lock();
			next = work->next;
			work->func(work);
			rcu_read_unlock();
			work = next;
			cond_resched();
		}
	}
}
