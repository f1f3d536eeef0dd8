// SPDX-License-Identifier: GPL-2.0
/*
 * One xchg() in place of the whole loop: it puts the request in front and
 * returns what was there before, and then the request is linked to that. No
 * update can be lost, and no try can fail. But between the two lines the
 * request is on the list, and its ->next is whatever was in that memory. A
 * drain that comes now follows it.
 *
 * The order is everything: complete first, publish then.
 *
 * caught-by: guest/published_complete
 * message: it had not been set when the request was published
 * model: taken-at-once
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

	head = xchg(&ctx->exit_task_work, &req->task_work);
	req->task_work.next = head;
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
