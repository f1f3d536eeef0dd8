// SPDX-License-Identifier: GPL-2.0
/*
 * When flush has drained, it starts the work once more, for a second later:
 * there may be latecomers. That is a kind thought, and makes each close() a
 * promise that somebody will look at this ring in a second. Nothing takes it
 * back when the ring is freed. The timer then expires in memory that belongs
 * to somebody else.
 *
 * In CONFIG=fast the guest crashes when that happens, mostly, in the middle of
 * something else. CONFIG=debug notices when the ring is freed: a timer that
 * runs is inside of it.
 *
 * caught-by: guest/one_orphan
 * message: its fallback_work was still queued
 * tier: debug
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
		flush_delayed_work(&ctx->fallback_work);
		/* The mistake: who waits for this one? */
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, HZ);
	} else if (!delayed_work_pending(&ctx->fallback_work)) {
		flush_delayed_work(&ctx->fallback_work);
	}
}
