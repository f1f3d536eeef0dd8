// SPDX-License-Identifier: GPL-2.0
/*
 * The exit work comes every 50 ms, so the drain need not look twice: what a
 * callback pushes is for the next turn. True for the exit work. But a drain
 * promises to return when nothing is left, and lab 06 calls it from close(),
 * which does not come every 50 ms.
 *
 * caught-by: guest/callbacks_push
 * message: it returned with 2 pushed and 1 run
 */
#include "fallback.h"
#include "../parts/03-push.h"

/* Context: task; may sleep. The xchg pairs with the cmpxchg in push. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work = xchg(&ctx->exit_task_work, NULL);
	struct callback_head *next;

	while (work) {
		next = work->next;
		work->func(work);
		work = next;
		cond_resched();
	}
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
