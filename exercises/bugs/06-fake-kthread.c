// SPDX-License-Identifier: GPL-2.0
/*
 * The callbacks want a kernel thread, and find out by looking at a flag. So
 * the closer sets the flag while it drains. Each orphan is canceled as it
 * should be.
 *
 * But others look at that flag, too: it says that this task has no memory of
 * its own, ignores signals, and need not be asked. For as long as the drain
 * takes, none of that is true. A flag says what a task is; setting it changes
 * nothing.
 *
 * caught-by: guest/close-hands-over
 * message: made it itself
 */
#include "fallback.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

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

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: it is still the closer who drains. */
	current->flags |= PF_KTHREAD;
	io_run_ctx_fallback(ctx);
	current->flags &= ~PF_KTHREAD;
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
