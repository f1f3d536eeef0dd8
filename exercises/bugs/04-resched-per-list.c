// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler is asked, but in the wrong loop: once for each list that was
 * taken, and not once for each request. All 100,000 are on the first list.
 *
 * caught-by: guest/others_get_the_cpu
 * message: got 1 turns in 300 ms
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

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
		} while (work);
		cond_resched();
	}
}
