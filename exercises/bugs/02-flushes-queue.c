// SPDX-License-Identifier: GPL-2.0
/*
 * The worker ends, and then the exit waits for the system's workqueue, in case
 * that there is something of the ring's in it. There never is. But it waits for
 * what others have put there, which may sleep as long as it likes.
 *
 * caught-by: guest/works_of_others
 * message: as long as work items of others slept in the system's workqueues
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
	/* The mistake: none of these works is the ring's. */
	__flush_workqueue(system_wq);
}
