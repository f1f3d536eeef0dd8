// SPDX-License-Identifier: GPL-2.0
/*
 * An "if" where a "while" belongs. One request is run, and one is what there
 * was whenever somebody tried it by hand. The rest of the list has been taken,
 * too, and nobody has it any more.
 *
 * caught-by: guest/many_requests
 * message: of 64 requests 63 did not run
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
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		work->func(work);
		cond_resched();
	}
}
