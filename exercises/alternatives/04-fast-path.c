// SPDX-License-Identifier: GPL-2.0
/*
 * An empty list costs one load and no locked instruction: this looks before it
 * takes. What it has seen may be out of date a moment later, in both
 * directions, and that is no harm: xchg() decides, and a push that comes after
 * the look comes after the drain.
 *
 * differs: looks at the list before it takes it
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
	struct callback_head *work, *next;

	while (READ_ONCE(ctx->exit_task_work)) {
		work = xchg(&ctx->exit_task_work, NULL);
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}
