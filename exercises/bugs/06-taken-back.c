// SPDX-License-Identifier: GPL-2.0
/*
 * mod_delayed_work() looks like the right call for "run it now, whatever was
 * planned". What it does with a work that is queued already is to take it out
 * of the queue and to put it in again, behind the others. The first closer has
 * been waiting for the work that was there, and that one is gone: he is told
 * that it is done, before anything has run.
 *
 * caught-by: guest/two_closers_at_once
 * message: it returned, and 0 of 32 had run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: a second closer takes the work from the first. */
	if (READ_ONCE(ctx->exit_task_work))
		mod_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}
