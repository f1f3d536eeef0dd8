// SPDX-License-Identifier: GPL-2.0
/*
 * The exit work drains, and remembers that it has: a ring dies only once, and
 * what is pushed after that ... is pushed after that. So writes who thinks of
 * the exit as an event. It is a loop, because requests take their time. One
 * that becomes an orphan in the second turn or later stays on the list, holds
 * its ring, and the kernel warns after five minutes.
 *
 * On Linux 6.12 killing a stopped process is enough for that
 * (killed-meanwhile).
 *
 * caught-by: guest/each_turn
 * message: after turn 2: 3 of 4 requests did not run
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
	/* Nobody else uses it in this lab. */
	if (ctx->fallback_worker)
		return;
	ctx->fallback_worker = current;

	io_run_ctx_fallback(ctx);
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
