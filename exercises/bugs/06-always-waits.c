// SPDX-License-Identifier: GPL-2.0
/*
 * Flush does not look whether there is anything. It is right, always: the work
 * finds an empty list and that is that. But each close() of each ring now
 * wakes a kernel thread and waits for it, and nearly no ring ever has an
 * orphan. A server that makes a ring for each connection pays for it with two
 * switches of tasks.
 *
 * caught-by: guest/ring-without-requests
 * message: it gave the CPU away 200 times
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-work.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: also when the list is empty. */
	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}
