// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts push, so interrupts are disabled; not only while the list is
 * taken, but until it has been run. A callback that has to wait for
 * ctx->uring_lock goes to sleep like that. At best that enables them again
 * behind our back.
 *
 * caught-by: guest/one_request
 * message: one was called with interrupts disabled
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
	unsigned long flags;

	local_irq_save(flags);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
		} while (work);
	}
	local_irq_restore(flags);
}
