// SPDX-License-Identifier: GPL-2.0
/*
 * The list is taken and run, and that is that. What callbacks or interrupts
 * have pushed meanwhile stays for the next drain. If this one was called
 * because the last descriptor was closed, there may be no next one, and nobody
 * else looks.
 *
 * caught-by: guest/callback_pushes
 * message: of 8 requests 8 did not run
 * model: request-comes-back
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
	}
}
