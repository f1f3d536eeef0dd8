// SPDX-License-Identifier: GPL-2.0
/*
 * One request at a time: make the head's ->next the head, and run what was the
 * head. It is push backwards, with the same cmpxchg, and it is the ABA problem.
 *
 * Between the look at head->next and the cmpxchg another drain may run the
 * head, and free it; then ->next is read from freed memory. Or the head is
 * pushed again, with another ->next: it is the same pointer, so cmpxchg() is
 * content, and what becomes the head is a request that was run long ago.
 *
 * caught-by: guest/two_drains_at_once
 * message: reads req->task_work.next, which had been freed
 * model: two-drains
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
	struct callback_head *work;

	for (;;) {
		work = READ_ONCE(ctx->exit_task_work);
		do {
			if (!work)
				return;
		} while (!try_cmpxchg(&ctx->exit_task_work, &work, work->next));

		work->func(work);
		cond_resched();
	}
}
