// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time is enough, and one that is under way looks at the list
 * again when it is done. So a closer that finds another one at work leaves it
 * to him, and returns. All is run, once, and soon.
 *
 * But not before his own close() returns, which is what flush is for.
 *
 * caught-by: guest/pushed_while_another_drains
 * message: the second closer returned while the first one's drain went on
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		/* The mistake: let him work, but wait for him. */
		if (cmpxchg(&ctx->fallback_worker, NULL, current))
			return;
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
		flush_delayed_work(&ctx->fallback_work);
		WRITE_ONCE(ctx->fallback_worker, NULL);
	} else {
		flush_delayed_work(&ctx->fallback_work);
	}
}
