// SPDX-License-Identifier: GPL-2.0
/*
 * A closer drains, too: then the exit work finds less to
 * do. The seed did that. But the closer is an ordinary process, and callbacks
 * ask who they are run by: a recv takes it for its own task, does its work,
 * and puts the data into the memory of the closer.
 *
 * caught-by: guest/recv-leaves-the-data
 * message: it is in the memory of the process that closed the ring
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
