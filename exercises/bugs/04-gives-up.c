// SPDX-License-Identifier: GPL-2.0
/*
 * If the list cannot be taken because it has just changed, somebody else is at
 * it, and will do the rest? Somebody is: an interrupt that pushed, and it never
 * runs anything.
 *
 * caught-by: guest/interrupt_pushes
 * message: 0 of 2 have run
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
	struct callback_head *work, *next;

	while ((work = READ_ONCE(ctx->exit_task_work))) {
		if (cmpxchg(&ctx->exit_task_work, work, NULL) != work)
			return;
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
