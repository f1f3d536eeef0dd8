// SPDX-License-Identifier: GPL-2.0
/*
 * The callbacks want a kernel thread, and find out by looking at a flag. So
 * the closer sets the flag while it drains. Each orphan is canceled as it
 * should be.
 *
 * But others look at that flag, too: it says that this task has no memory of
 * its own, ignores signals, and need not be asked. For as long as the drain
 * takes, none of that is true. A flag says what a task is; setting it changes
 * nothing.
 *
 * caught-by: guest/close-hands-over
 * message: made it itself
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: it is still the closer who drains. */
	current->flags |= PF_KTHREAD;
	io_run_ctx_fallback(ctx);
	current->flags &= ~PF_KTHREAD;
}
