// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 3, callbacks are not run in an RCU read section. Here each
 * one is, in the belief that it keeps the request's memory alive. One sees it
 * when a callback sleeps: in a kernel with preemptible RCU or with its checks,
 * "Voluntary context switch within RCU read-side critical section", or a
 * sleeping function called from invalid context.
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
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* What the callback frees stays until the end. */
			rcu_read_lock();
			next = work->next;
			work->func(work);
			rcu_read_unlock();
			work = next;
			cond_resched();
		} while (work);
	}
}
