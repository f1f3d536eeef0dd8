// SPDX-License-Identifier: GPL-2.0
/*
 * A drain that finds another one at work waits for its end, and trusts that
 * it has run everything. But that one may have looked at the list for the
 * last time before this one's request was on it.
 *
 * caught-by: model/drained-when-done
 * message: was pushed and never runs
 * model: drained-when-done
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"

static DEFINE_MUTEX(draining);

static void run_list(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	if (!mutex_trylock(&draining)) {
		/* The mistake: after this there may still be something left. */
		mutex_lock(&draining);
		mutex_unlock(&draining);
		return;
	}
	run_list(ctx);
	mutex_unlock(&draining);
}
