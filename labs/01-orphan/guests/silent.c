// SPDX-License-Identifier: GPL-2.0
/*
 * A broken fallback for lab 01: push drops the request.
 *
 * Nobody runs the orphan's completion, so no CQE comes.  The request is never
 * freed either, and it holds a reference on its ring: the ring never goes away,
 * and io_ring_exit_work() tries again every 50 ms for ever, with a WARNING
 * after five minutes.
 */
#include "fallback.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	/* The defect: @req is forgotten here. */
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
