// SPDX-License-Identifier: GPL-2.0
/*
 * ->next is saved before the callback, as it should be. And then, to leave
 * nothing behind, ->next of the request that has run is set to NULL. There is
 * no request there any more; the NULL goes into whatever has that memory now.
 *
 * caught-by: guest/callback_frees_request
 * message: writes req->task_work.next, which had been freed
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

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work->next = NULL;
			work = next;
			cond_resched();
		} while (work);
	}
}
