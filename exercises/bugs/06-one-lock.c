// SPDX-License-Identifier: GPL-2.0
/*
 * A mutex for the flush of all rings, so that no two closers are ever at work
 * at the same time, and there is nothing to think about. But a closer holds it
 * while it waits for its callbacks: if one of them sleeps, every close() of
 * every ring that has an orphan waits for it, in whatever process.
 *
 * caught-by: guest/slow_callback_of_another_ring
 * message: as long as a callback of another ring slept, it did not return
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

static DEFINE_MUTEX(flushing);

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (!READ_ONCE(ctx->exit_task_work)) {
		flush_delayed_work(&ctx->fallback_work);
		return;
	}
	/* The mistake: a lock that all rings share, around callbacks. */
	mutex_lock(&flushing);
	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
	mutex_unlock(&flushing);
}
