// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time for each ring: who finds one at work returns, since that
 * one will look again. It will, but later. Whoever called this drain wants to
 * go on when it returns, in the belief that what he pushed has run; to close
 * the ring, say.
 *
 * caught-by: guest/other_task_pushes_and_drains
 * message: it was not run
 * model: drained-when-done
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* The field is ours: there is no worker in this lab. */
	if (cmpxchg(&ctx->fallback_worker, NULL, current))
		return;
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	xchg(&ctx->fallback_worker, NULL);
}

/* Lab 05. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. There is nothing to take down. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
