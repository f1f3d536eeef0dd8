// SPDX-License-Identifier: GPL-2.0
/*
 * The loop ends when there is no next one, and that is one too early: the last
 * request is the one whose ->next is NULL.
 *
 * caught-by: guest/one_request
 * message: 0 of 1 ran
 * model: push-beside-drain
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
		while (work->next) {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		}
	}
}
