// SPDX-License-Identifier: GPL-2.0
/*
 * Drains when the exit work begins, and never again.  What was pushed before
 * the last close runs.  What the exit work cancels for a dead task is pushed a
 * little later, and stays on the list: the ring has an orphan, nobody has the
 * ring, and nobody will look.
 *
 * caught-by: guest/each_turn
 * message: after turn 2: 3 of 4 requests did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit_begin(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
