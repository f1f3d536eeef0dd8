// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever happens to a ring happens under its uring_lock, so flush takes it,
 * and waits with it for the work. The work's callbacks want it, too. The
 * closer waits for the kworker, and the kworker for the closer.
 *
 * caught-by: guest/one_orphan
 * message: one was called with uring_lock held
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: what does the work need to get done? */
	mutex_lock(&ctx->uring_lock);
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
	mutex_unlock(&ctx->uring_lock);
}
