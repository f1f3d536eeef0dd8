// SPDX-License-Identifier: GPL-2.0
/*
 * The work is queued, and a kworker runs the orphans very soon. A program
 * that waits for the completion gets it. One that looks after close() does
 * not: the kworker has not had the CPU yet.
 *
 * caught-by: guest/close-poll
 * message: no completion came
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: nobody waits for it. */
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
