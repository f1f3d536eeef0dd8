// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the drain hands its work to a kworker and waits until it is done.
 * All runs in a kernel thread, once, and before it returns. (Its author took
 * that for wrong, by a sentence that the page no longer has.)
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


struct io_fallback_call {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

static void io_fallback_call_fn(struct work_struct *w)
{
	struct io_fallback_call *call = container_of(w, struct io_fallback_call,
						     work);
	struct callback_head *work, *next;

	while ((work = xchg(&call->ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Drain: in a kworker, because that is PF_KTHREAD whatever task calls. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_fallback_call call = { .ctx = ctx };

	INIT_WORK_ONSTACK(&call.work, io_fallback_call_fn);
	queue_work(system_unbound_wq, &call.work);
	flush_work(&call.work);
	destroy_work_on_stack(&call.work);
}
