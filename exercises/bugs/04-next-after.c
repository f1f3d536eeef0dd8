// SPDX-License-Identifier: GPL-2.0
/*
 * The loop as one writes it for every list: do something, go to the next. But
 * the callback has freed the request, and with it the ->next that leads on.
 * Mostly the memory still has its old contents when it is read, and the drain
 * works. When another CPU has got that memory in between, the drain goes
 * wherever it leads.
 *
 * caught-by: guest/callback_frees_request
 * message: reads req->task_work.next, which had been freed
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
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = work->next) {
			work->func(work);
			cond_resched();
		}
	}
}
