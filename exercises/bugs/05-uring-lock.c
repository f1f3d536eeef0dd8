// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks need ctx->uring_lock, so the exit work takes it once for all of
 * them. But each callback takes it by itself: the kworker waits for a lock
 * that it holds. That ring never goes, and nor does a kworker.
 *
 * caught-by: guest/thousand-links
 * message: io_fallback_req_cancel
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	mutex_lock(&ctx->uring_lock);
	io_run_ctx_fallback(ctx);
	mutex_unlock(&ctx->uring_lock);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
