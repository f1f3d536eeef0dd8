// SPDX-License-Identifier: GPL-2.0
/*
 * Oldest first, in the shortest way there is: first the rest of the list, by
 * calling oneself, and then this one. Each call takes stack, and a kernel's
 * stack has 16 KB and nothing behind it but other memory. A list of 2000 is the
 * end of this kernel, and not a clean one.
 *
 * caught-by: guest/many_requests
 * message: bytes deeper than others
 */
#include "fallback.h"
#include "../parts/03-push.h"

/* Context: task. Runs @work and what is behind it, the last one first. */
static void run(struct callback_head *work)
{
	if (work->next)
		run(work->next);
	work->func(work);
	cond_resched();
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL)))
		run(work);
}
