// SPDX-License-Identifier: GPL-2.0
/*
 * Drains before each round of cancelling, and not behind the last one.
 *
 * A round that cancels something is followed by another round, so what it has
 * made orphans of is run at the beginning of that.  The last round finds
 * nothing to cancel, so it makes no orphan, and behind it the list is as empty
 * as in the reference.  The drain is called at least as often as there.
 *
 * differs: the place: before each round of cancelling
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit_cancel(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
