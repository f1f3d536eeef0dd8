// SPDX-License-Identifier: GPL-2.0
/*
 * "Who has a signal pending is in a hurry", so flush waits until the work is
 * done or a signal comes. But close() cannot be asked again: the descriptor is
 * gone already. And a process that dies of one signal may have another one
 * pending, and then does not wait at all.
 *
 * caught-by: guest/by-two-signals
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
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);

	while (work_busy(&ctx->fallback_work.work)) {
		/* The mistake: what can a dying process be in a hurry for? */
		if (signal_pending(current))
			return;
		schedule_timeout_interruptible(1);
	}
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
