// SPDX-License-Identifier: GPL-2.0
/*
 * The ring dies, so nobody will look for completions any more, and the list
 * is simply emptied. But a request is more than its completion: it holds a
 * file, and memory, and a reference on the ring, and all that is given back
 * by its callback.
 *
 * caught-by: guest/fired-poll
 * message: the ring is still there: 1 poll request still holds it
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	xchg(&ctx->exit_task_work, NULL);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
