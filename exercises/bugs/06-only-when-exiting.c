// SPDX-License-Identifier: GPL-2.0
/*
 * Around the seed's line, io_uring_flush() of that time had much to do for
 * tasks that are going away, behind a test for PF_EXITING. Here the drain has
 * got behind that test, too. A process that exits drains; one that closes a
 * descriptor, and lives on to wait for its completion, does not.
 *
 * caught-by: guest/close-poll
 * message: no completion came
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: every close counts. */
	if (!(current->flags & PF_EXITING))
		return;
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}
