// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time: a second one finds the ring busy and returns, since the
 * first looks again before it ends. But the first may have had its last look
 * already. What was pushed after that look is then left by both, although the
 * second drain was called when it was there.
 *
 * The next turn would find it. A close() has no next turn.
 *
 * caught-by: guest/other_task_pushes_and_drains
 * message: a request that was pushed before the second drain did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/06-exit.h"

/* Context: task; may sleep. The xchg pairs with the cmpxchg in push. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Nobody else uses it in this lab. */
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
	/* The mistake: what has come since the last look? */
	WRITE_ONCE(ctx->fallback_worker, NULL);
}
