// SPDX-License-Identifier: GPL-2.0
/*
 * The condition of WARN_ON_ONCE() is what must hold, as that of an assert()
 * in other places. In the kernel it is what must not. So each ring that goes
 * as it should is reported, or would be, were it not for the ONCE.
 *
 * caught-by: guest/silent_exit
 * message: the kernel warned
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
	WARN_ON_ONCE(!READ_ONCE(ctx->exit_task_work));
}
