// SPDX-License-Identifier: GPL-2.0
/*
 * Each turn runs one request and leaves the rest for the next. So the exit
 * work is never held up, whatever there is to do. But a turn comes every 50
 * ms: a thousand orphans take 50 seconds to go, and 6000 take longer than the
 * five minutes after which the kernel warns.
 *
 * caught-by: guest/thousand-polls
 * message: the ring is still there: 1000 poll requests still hold it
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/*
 * Context: kworker. Only here is anything taken from the list while the ring
 * dies, so the one in front stays where it is until it is taken.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct callback_head *work = READ_ONCE(ctx->exit_task_work);

	do {
		if (!work)
			return;
	} while (!try_cmpxchg(&ctx->exit_task_work, &work, work->next));

	work->func(work);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
