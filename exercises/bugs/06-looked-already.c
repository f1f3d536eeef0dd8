// SPDX-License-Identifier: GPL-2.0
/*
 * A drain that is under way looks at the list again before it ends. So a
 * task that closes meanwhile only has to wait for it, and need not queue the
 * work once more. That is true until the last look: between it and the end of
 * the drain an orphan can come, with its closer right behind. The closer waits
 * for a drain that does not look any more.
 *
 * caught-by: guest/closer_comes_as_drain_ends
 * message: it returned, and 1 of 2 had run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	WRITE_ONCE(ctx->fallback_worker, current);
	io_run_ctx_fallback(ctx);
	WRITE_ONCE(ctx->fallback_worker, NULL);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: to drain is not to be about to look. Queue it anyway. */
	if (READ_ONCE(ctx->exit_task_work) && !READ_ONCE(ctx->fallback_worker))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}
