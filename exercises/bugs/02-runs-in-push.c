// SPDX-License-Identifier: GPL-2.0
/*
 * When there is no worker to be had, push runs the callback itself. So it is
 * not lost. But push is called where the request completes: in an
 * interrupt, with a spinlock held, in a task of somebody else. The callback
 * sleeps, and takes its "current" for the task of the request.
 *
 * caught-by: guest/worker_is_gone
 * message: one was called with interrupts disabled
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
	if (!task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up_process(worker);
	else
		/* The mistake: who is "current" here? */
		cb(&req->task_work);
	rcu_read_unlock();
}
