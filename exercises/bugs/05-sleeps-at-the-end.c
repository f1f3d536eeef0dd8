// SPDX-License-Identifier: GPL-2.0
/*
 * A work item drains, and before the ring is freed its exit sleeps for a tenth
 * of a second: by then the work has long returned. That is to look at the clock
 * and not at the work, whose last callback may sleep longer than that.
 *
 * caught-by: guest/exit_waits
 * message: a drain of the ring was still running
 */
#include <linux/delay.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: a tenth of a second is not "until it has returned". */
	msleep(100);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
