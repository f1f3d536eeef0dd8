// SPDX-License-Identifier: GPL-2.0
/*
 * A close() that waits forever is a bad thing, so this one waits for a second
 * at most. Then it returns, whether the callbacks have run or not, and a
 * program that looks into the ring finds nothing there. That happens on a busy
 * machine, and never on the one where it was written.
 *
 * caught-by: guest/callback_that_sleeps
 * message: it returned before a callback that sleeps had returned
 */
#include <linux/delay.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	unsigned int ms;

	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	/* The mistake: "for a second" is not what flush promises. */
	for (ms = 0; ms < 1000 && work_busy(&ctx->fallback_work.work); ms++)
		usleep_range(500, 1000);
}

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
