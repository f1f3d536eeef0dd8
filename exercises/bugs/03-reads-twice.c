// SPDX-License-Identifier: GPL-2.0
/*
 * The head is read twice, once to link to it and once to compare with it. Both
 * reads are right, and they need not find the same: what was pushed in between
 * is the head that cmpxchg() expects and finds, and the request links past it.
 *
 * Without READ_ONCE() a compiler may do this to a program that reads once.
 *
 * caught-by: guest/interrupted_push
 * message: of 2 requests 1 are missing
 * model: two-pushes
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

	do {
		req->task_work.next = READ_ONCE(ctx->exit_task_work);
		head = READ_ONCE(ctx->exit_task_work);
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}

/* Lab 04. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
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
