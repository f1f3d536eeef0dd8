// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: before it returns, a drain waits until no other one is under way, in
 * case that has taken requests and not yet run them; but it still counts as
 * one itself. Any number of drains may be at work at the same time (promise
 * 4): of two that meet, each waits for the other to return, forever.
 */
#include "fallback.h"

static atomic_t io_fallback_drains = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(io_fallback_wait);

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

	atomic_inc(&io_fallback_drains);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}

	/* What others have taken has to be run, too. */
	wait_event(io_fallback_wait, atomic_read(&io_fallback_drains) == 1);
	atomic_dec(&io_fallback_drains);
	wake_up_all(&io_fallback_wait);
}
