// SPDX-License-Identifier: GPL-2.0
/*
 * First the requests are run, and when that is done the list is emptied. If
 * somebody has pushed meanwhile, cmpxchg() refuses, and it all begins again:
 * with the new request in front, and behind it those that were run and freed.
 *
 * caught-by: guest/callback_pushes
 * message: which had been freed
 * model: drain-does-not-give-up
 */
#include "fallback.h"
#include "../parts/03-push.h"

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *list, *work, *next;

	do {
		list = READ_ONCE(ctx->exit_task_work);
		for (work = list; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	} while (cmpxchg(&ctx->exit_task_work, list, NULL) != list);
}
