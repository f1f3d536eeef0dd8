// SPDX-License-Identifier: GPL-2.0
/*
 * Oldest first: the list is turned round before it is run. Nobody asked for
 * that, and nobody forbids it. It may be turned in place, because a drain has
 * taken the list is the only one who has it.
 *
 * differs: the oldest request runs first
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
	struct callback_head *work, *next, *turned;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (turned = NULL; work; work = next) {
			next = work->next;
			work->next = turned;
			turned = work;
		}
		for (work = turned; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}
