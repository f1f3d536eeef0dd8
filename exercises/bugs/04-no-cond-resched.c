// SPDX-License-Identifier: GPL-2.0
/*
 * All is right but one line, and with a short list nobody misses it. In a
 * kernel without preemption a task in the kernel runs until it asks whether
 * somebody else wants to. With 100,000 requests nobody else runs on this CPU
 * for as long as they take.
 *
 * caught-by: guest/others_get_the_cpu
 * message: got 0 turns in 300 ms
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

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
		} while (work);
	}
}
