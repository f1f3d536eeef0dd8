// SPDX-License-Identifier: GPL-2.0
/*
 * Drains before the wait for the last reference, when the exit work has freed
 * the requests that are done with.
 *
 * That is right, and slow.  A request that has run goes on a list of the ring,
 * and gives back its reference only when it is freed from there, in the next
 * turn.  So the ring stays for 50 ms after its last request has run.
 *
 * differs: the place: before the wait, which costs a turn
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit_wait(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
