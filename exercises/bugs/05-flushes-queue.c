// SPDX-License-Identifier: GPL-2.0
/*
 * The exit drains, and before the ring is freed it makes sure that nobody uses
 * it any more: whatever work there may be in the system's workqueue has to be
 * done first. There is none of its own. But it waits for those of all others,
 * and the disk that one of them waits for may be a slow one.
 *
 * flush_workqueue() warns when it is compiled for such a queue; the function
 * behind it does not.
 *
 * caught-by: guest/works_of_others
 * message: as long as work items of others slept in the system's workqueues
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: wait for what is yours, by flush_work() if it is one. */
	__flush_workqueue(system_wq);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
