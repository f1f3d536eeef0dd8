// SPDX-License-Identifier: GPL-2.0
/*
 * Orphans rarely come alone, and a kworker that runs ten of them at once is
 * woken once. So flush waits for more to come before it queues the work. But
 * it is a process that waits here: each close() of a ring with an orphan takes
 * a second now, and a server that exits with a hundred rings takes more than a
 * minute.
 *
 * caught-by: guest/close-is-prompt
 * message: it took 10
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		/* The mistake: who has asked for that? */
		schedule_timeout_uninterruptible(HZ);
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	}
	flush_delayed_work(&ctx->fallback_work);
}
