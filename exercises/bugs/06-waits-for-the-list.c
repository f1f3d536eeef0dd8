// SPDX-License-Identifier: GPL-2.0
/*
 * The work is queued, and flush waits until the list is empty: then all has
 * been run. But a drain empties the list first, and runs what was on it then.
 *
 * caught-by: guest/callback_that_sleeps
 * message: it returned before a callback that sleeps had returned
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
	while (READ_ONCE(ctx->exit_task_work)) {
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
		/* The mistake: the list is empty before anything has run. */
		schedule_timeout_uninterruptible(1);
	}
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
