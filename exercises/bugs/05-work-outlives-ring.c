// SPDX-License-Identifier: GPL-2.0
/*
 * Push arms a work that drains a second later, for rings that nobody closes.
 * A ring that is closed has been drained before that, and is freed; the work
 * still waits, in its memory. What is in that memory a second later nobody
 * knows. On the test machine it was mostly unused, and all was well.
 *
 * caught-by: guest/silent_exit
 * message: in debug_print_object
 * tier: debug
 */
#include "fallback.h"
#include "../parts/04-drain.h"

static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Context: any, hard interrupt included. The cmpxchg pairs with the xchg in
 * io_run_ctx_fallback().
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);
	schedule_delayed_work(&ctx->fallback_work, HZ);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
