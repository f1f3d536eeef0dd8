// SPDX-License-Identifier: GPL-2.0
/*
 * The worker is not woken. TWA_NONE means just that: task_work_add() puts the
 * request on the list and tells nobody. For other tasks that is enough, since
 * they look at their list when they go back to user space. A kernel thread
 * never goes there.
 *
 * The request waits for the next thing that wakes the worker, which is the end
 * of the ring; and the ring cannot end before the request has run.
 *
 * caught-by: guest/one_request
 * message: of 1 requests 1 did not run
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

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	/* The mistake: a worker that sleeps does not look at its list. */
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}
