// SPDX-License-Identifier: GPL-2.0
/*
 * A delayed work is a work and a timer. This flush starts the timer, and then
 * waits for the work, which is not queued yet: so there is nothing to wait for,
 * and close() returns a tick too early. flush_delayed_work() would have known
 * about the timer.
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
	if (READ_ONCE(ctx->exit_task_work))
		schedule_delayed_work(&ctx->fallback_work, 1);
	/* The mistake: this looks at the work, not at its timer. */
	flush_work(&ctx->fallback_work.work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
