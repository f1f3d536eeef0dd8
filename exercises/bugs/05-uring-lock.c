// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks need ctx->uring_lock, so the exit work takes it once for all of
 * them. But each callback takes it by itself: the kworker waits for a lock
 * that it holds. That ring never goes, and nor does a kworker.
 *
 * caught-by: guest/thousand-links
 * message: io_fallback_req_cancel
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
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

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Context: task; may sleep. The xchg pairs with the cmpxchg in push. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	mutex_lock(&ctx->uring_lock);
	io_run_ctx_fallback(ctx);
	mutex_unlock(&ctx->uring_lock);
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
