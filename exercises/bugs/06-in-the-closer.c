// SPDX-License-Identifier: GPL-2.0
/*
 * The drain is called from flush, as in the seed. It is short, it needs no
 * workqueue, and the completion is there when close() returns: everything looks
 * right until an orphan comes that still has something to do.
 *
 * caught-by: guest/recv-leaves-data
 * message: is in the closer's memory
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: in whose name does the callback run? */
	io_run_ctx_fallback(ctx);
}
