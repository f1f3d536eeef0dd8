// SPDX-License-Identifier: GPL-2.0
/*
 * Drains when the last reference on the ring is gone, and so waits for itself:
 * each orphan holds a reference until it has run.  A ring without orphans goes,
 * and one with a single orphan never does.
 *
 * caught-by: guest/each_turn
 * message: after turn 1: 1 of 1 requests did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit_end(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
