// SPDX-License-Identifier: GPL-2.0
/*
 * Nobody ends the worker. Each ring that was ever made leaves a task behind,
 * which sleeps forever and keeps its stack, 16 KB or so of memory that is
 * never given back. No program fails, and no request is late. A server that
 * makes a ring for each connection is out of process ids in an hour.
 *
 * caught-by: guest/exit_ends_worker
 * message: 64 rings have come and gone, and 64 kernel threads are left
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: a task does not end because its ring does. */
}
