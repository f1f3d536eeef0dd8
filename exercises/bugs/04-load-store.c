// SPDX-License-Identifier: GPL-2.0
/*
 * The list is taken with a load and emptied with a store. What an interrupt
 * pushes between the two is wiped away. And of two drains that both load before
 * one of them stores, both run the same requests.
 *
 * caught-by: guest/interrupt_pushes
 * message: a request pushed meanwhile has not run, and is not on the list
 * model: drain-does-not-give-up
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

	while ((work = READ_ONCE(ctx->exit_task_work))) {
		WRITE_ONCE(ctx->exit_task_work, NULL);
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
