// SPDX-License-Identifier: GPL-2.0
/*
 * Only the first push on an empty list wakes the worker. The others, it seems,
 * need not: the first has done it, and the worker runs all that it finds. But
 * it may have run all of them, and be asleep again, between the look at the
 * list and the place where this request is added to it.
 *
 * An llist can do this: llist_add() tells, in the same step, whether the list
 * was empty. task_work_add() does not, and a look of one's own is another
 * step.
 *
 * caught-by: guest/worker_runs_during_push
 * message: of two pushes it ran and slept, and was not woken again
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	/* The mistake: that was true a moment ago. */
	bool first = !task_work_pending(worker);

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else if (first)
		wake_up_process(worker);
	rcu_read_unlock();
}
