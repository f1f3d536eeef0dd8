// SPDX-License-Identifier: GPL-2.0
/*
 * One work item for all rings, and a variable that tells it which ring to
 * drain. Every test with one ring passes. Then two processes close two rings
 * at the same time: the second writes its ring into the variable before the
 * work has read the first one. The work, queued once, drains one ring, and
 * both closers return.
 *
 * caught-by: guest/closers_of_two_rings
 * message: of 2 requests 1 did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

/* The mistake: there are many rings. */
static struct io_ring_ctx *to_drain;

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(READ_ONCE(to_drain));
}

static DECLARE_WORK(io_fallback_work, io_fallback_work_fn);

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		WRITE_ONCE(to_drain, ctx);
		queue_work(system_unbound_wq, &io_fallback_work);
	}
	flush_work(&io_fallback_work);
}
