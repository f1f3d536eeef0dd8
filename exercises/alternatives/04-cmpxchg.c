// SPDX-License-Identifier: GPL-2.0
/*
 * The list is taken with cmpxchg() in place of xchg(), and the two loops are
 * written with goto. cmpxchg() stores NULL only if the head is still the one
 * that was seen; xchg() does not care what it was. Both end with the whole list
 * in one hand.
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

again:
	work = READ_ONCE(ctx->exit_task_work);
	if (!work)
		return;
	if (cmpxchg(&ctx->exit_task_work, work, NULL) != work)
		goto again;
next:
	next = work->next;
	work->func(work);
	cond_resched();
	work = next;
	if (work)
		goto next;
	goto again;
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
