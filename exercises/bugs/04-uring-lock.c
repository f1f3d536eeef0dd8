// SPDX-License-Identifier: GPL-2.0
/*
 * The ring has a lock, the drain works on the ring, so the drain takes the
 * lock. But each callback takes it, too, and waits for a task that waits for
 * the callback: a deadlock with oneself. The tests' callbacks do not take it;
 * they look.
 *
 * caught-by: guest/one_request
 * message: one was called with uring_lock held
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

	mutex_lock(&ctx->uring_lock);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	mutex_unlock(&ctx->uring_lock);
}
