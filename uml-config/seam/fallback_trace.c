// SPDX-License-Identifier: GPL-2.0
/*
 * What stands around a drain: a tracepoint before it, and one after it.
 *
 * A drain is called by the fallback.c that it is in, and by nobody else, so
 * there is no call beside which a tracepoint could stand, in any file of ours.
 * Yet a fallback.c shall not have to trace itself.  So the name by which a
 * drain is called is ours:
 *
 *	io_run_ctx_fallback	the function below.  fallback.c has one of that
 *				name, too, but fallback.h makes it a weak one:
 *				the linker takes it only if there is no other.
 *				And whom a call of a weak name means is for the
 *				linker to say, even within one file.
 *	__io_run_ctx_fallback	another name of the one in fallback.c, as
 *				fallback.h has it
 */
#include "fallback.h"

#include <trace/events/io_fallback.h>

/* Named so that a debugger can tell it from the one that it stands for. */
static void __used io_run_ctx_fallback_traced(struct io_ring_ctx *ctx)
{
	trace_io_fallback_drain_begin(ctx);
	__io_run_ctx_fallback(ctx);
	trace_io_fallback_drain_end(ctx);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
	__alias(io_run_ctx_fallback_traced);
