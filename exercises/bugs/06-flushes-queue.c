// SPDX-License-Identifier: GPL-2.0
/*
 * Flush waits for the queue and not for its own work: when all that is in the
 * queue has been done, so has that. So it has. But it is the system's queue,
 * and anybody's works are in it. One that waits for a disk, or for a network
 * that is down, keeps all processes from closing their rings.
 *
 * caught-by: guest/works_of_others
 * message: as long as work items of others slept in the system's workqueues
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_long_wq, &ctx->fallback_work, 0);
	/* The mistake: flush_delayed_work(&ctx->fallback_work) is enough. */
	__flush_workqueue(system_long_wq);
}
