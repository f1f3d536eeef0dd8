// SPDX-License-Identifier: GPL-2.0
/*
 * Each turn runs one request and leaves the rest for the next. So the exit
 * work is never held up, whatever there is to do. But a turn comes every 50
 * ms: a thousand orphans take 50 seconds to go, and 6000 take longer than the
 * five minutes after which the kernel warns.
 *
 * caught-by: guest/thousand-polls
 * message: the ring is still there: 1000 poll requests still hold it
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

/*
 * Context: kworker. Only here is anything taken from the list while the ring
 * dies, so the one in front stays where it is until it is taken.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct callback_head *work = READ_ONCE(ctx->exit_task_work);

	do {
		if (!work)
			return;
	} while (!try_cmpxchg(&ctx->exit_task_work, &work, work->next));

	work->func(work);
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
