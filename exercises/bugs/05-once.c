// SPDX-License-Identifier: GPL-2.0
/*
 * The exit work drains, and remembers that it has: a ring dies only once, and
 * what is pushed after that ... is pushed after that. So writes who thinks of
 * the exit as an event. It is a loop, because requests take their time. One
 * that becomes an orphan in the second turn or later stays on the list, holds
 * its ring, and the kernel warns after five minutes.
 *
 * On Linux 6.12 killing a stopped process is enough for that
 * (killed-meanwhile).
 *
 * caught-by: guest/each_turn
 * message: after turn 2: 3 of 4 requests did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	/* Nobody else uses it in this lab. */
	if (ctx->fallback_worker)
		return;
	ctx->fallback_worker = current;

	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
