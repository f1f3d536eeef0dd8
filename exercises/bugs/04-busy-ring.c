// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time for each ring: who finds one at work returns, since
 * that one will look again. It will, but later. The caller of this drain
 * wants to go on when it returns, in the belief that what was pushed has
 * run; to close the ring, say. And after its last look it will not look
 * again: what is pushed then stays, until somebody happens to drain once
 * more.
 *
 * caught-by: guest/other_task_pushes_and_drains
 * message: it was not run
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
	struct callback_head *work, *next;

	/* The field is ours: there is no worker in this lab. */
	if (cmpxchg(&ctx->fallback_worker, NULL, current))
		return;
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	xchg(&ctx->fallback_worker, NULL);
}
