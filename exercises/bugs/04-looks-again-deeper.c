// SPDX-License-Identifier: GPL-2.0
/*
 * The second look is a second call: when a callback has pushed something, a
 * drain is begun inside of the drain. That is right, as long as not every
 * callback does it. If each one pushes the next, each is a level deeper in a
 * stack that has 16 KB.
 *
 * caught-by: guest/long_chain
 * message: bytes deeper than others
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

	work = xchg(&ctx->exit_task_work, NULL);
	while (work) {
		next = work->next;
		work->func(work);
		work = next;
		cond_resched();
		if (READ_ONCE(ctx->exit_task_work))
			io_run_ctx_fallback(ctx);
	}
}
