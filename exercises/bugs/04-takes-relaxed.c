// SPDX-License-Identifier: GPL-2.0
/*
 * Right but for one word. The list is taken without "acquire", so nothing says
 * that what push wrote before its cmpxchg can be read here. What is reached
 * through the pointer is ordered all the same, by its address, on all CPUs that
 * Linux runs on. That everything is reached so, nobody promises.
 *
 * caught-by: model/push-beside-drain
 * message: data race
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

	while ((work = xchg_relaxed(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
