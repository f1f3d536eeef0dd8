// SPDX-License-Identifier: GPL-2.0
/*
 * A limit against a drain that never ends: after so many requests it is enough,
 * and the rest can wait for the next drain. There may be none. The limit is far
 * above what anybody has tried.
 *
 * caught-by: guest/long_chain
 * message: it returned after 4096
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
	int budget = 4096;

	while (budget > 0 && (work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			budget--;
			cond_resched();
		} while (work);
	}
}
