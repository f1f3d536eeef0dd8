// SPDX-License-Identifier: GPL-2.0
/*
 * A lock against a second drain, held from the first to the last request. The
 * callbacks run inside of it: each of them sleeps until it gets
 * ctx->uring_lock, and nobody may sleep who holds a spinlock. Take under the
 * lock, run outside.
 *
 * Linux 6.1 notices it only when a second drain comes and finds the lock taken
 * by a task that sleeps.
 *
 * caught-by: guest/one_request
 * message: one was called with a spinlock held or preemption disabled
 * model: push-beside-drain
 * kernels: 6.12
 */
#include "fallback.h"
#include "../parts/03-push.h"

static DEFINE_SPINLOCK(draining);

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	spin_lock(&draining);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	spin_unlock(&draining);
}
