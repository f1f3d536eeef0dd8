// SPDX-License-Identifier: GPL-2.0
/*
 * An empty list, so there is nothing to wait for, and close() returns at once.
 *
 * But a list is also empty when somebody else's drain has just taken it, and
 * has all of it still to run. Two processes that close the same ring: the
 * second one returns with its own orphan in the hands of the first one's
 * drain.
 *
 * caught-by: guest/drain_of_another_closer
 * message: the second closer returned while the first one's drain went on
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: "nothing on the list" is not "nothing left to run". */
	if (!READ_ONCE(ctx->exit_task_work))
		return;
	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}
