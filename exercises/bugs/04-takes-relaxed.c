// SPDX-License-Identifier: GPL-2.0
/*
 * Right but for one word. The list is taken without "acquire", so nothing says
 * that what push wrote before its cmpxchg can be read here. What is reached
 * through the pointer that was taken is ordered all the same, by its address:
 * the first request. The second is reached through ->next, a plain C access,
 * and that orders nothing; READ_ONCE() would.
 *
 * caught-by: model/three-pushes-and-drain
 * message: data race
 * model: three-pushes-and-drain
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

	while ((work = xchg_relaxed(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
