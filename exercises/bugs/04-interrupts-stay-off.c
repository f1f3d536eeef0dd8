// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts are disabled while the list is taken, and enabled again
 * afterwards; but not on the way out when there was nothing to take. Each drain
 * ends like that. Its caller goes on with interrupts disabled and does
 * not know it.
 *
 * caught-by: guest/empty_ring
 * message: it has disabled them
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

	for (;;) {
		local_irq_save(flags);
		work = xchg(&ctx->exit_task_work, NULL);
		if (!work)
			return;
		local_irq_restore(flags);

		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
