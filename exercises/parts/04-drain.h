/* SPDX-License-Identifier: GPL-2.0 */
/* Drain: run what is on the ring's stack. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/*
	 * Callbacks push, and interrupts do, so look again until nothing is
	 * left. The xchg pairs with the cmpxchg in push.
	 */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
