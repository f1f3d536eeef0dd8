// SPDX-License-Identifier: GPL-2.0
/*
 * One ring goes at a time. A mutex for all of them keeps two exit works from
 * draining at once, which they may, since each has a list of its own. Now a
 * ring whose callback sleeps holds up the end of every other ring, also those
 * of other users.
 *
 * caught-by: guest/slow_callback_of_another_ring
 * message: as long as a callback of another ring slept, it did not return
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

static DEFINE_MUTEX(draining);

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: a lock that all rings share, around callbacks. */
	mutex_lock(&draining);
	io_run_ctx_fallback(ctx);
	mutex_unlock(&draining);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
