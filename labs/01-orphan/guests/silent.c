// SPDX-License-Identifier: GPL-2.0
/*
 * A broken fallback for lab 01: push drops the request.
 *
 * Nobody runs the orphan's completion, so no CQE comes.  The request is never
 * freed either, and it holds a reference on its ring: the ring never goes away,
 * and io_ring_exit_work() tries again every 50 ms forever, with a WARNING
 * after five minutes.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	/* The defect: @req is forgotten here. */
}

/* Nothing to run: fallback.h gives it a second name, so it must be here. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
