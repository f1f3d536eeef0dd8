// SPDX-License-Identifier: GPL-2.0
/*
 * The two variables were made static, perhaps to save stack. So there is one
 * pair of them for all drains. A second drain, of any ring, moves the first
 * one's place in its list, and the first goes on where the second has ended.
 *
 * caught-by: guest/two_drains_at_once
 * message: did not run
 * model: drained-when-done
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
	static struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
