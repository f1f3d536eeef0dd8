// SPDX-License-Identifier: GPL-2.0
/*
 * The last orphans are run when the ring is freed: "a ring will be freed now"
 * sounds like the place. But each of them holds a reference, and as long as
 * there is one the ring is not freed. Both wait for the other, forever.
 *
 * caught-by: guest/fired-poll
 * message: the ring is still there: 1 poll request still holds it
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
