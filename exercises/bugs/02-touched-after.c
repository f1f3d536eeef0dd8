// SPDX-License-Identifier: GPL-2.0
/*
 * To wake the worker, push asks the request which worker that is. But the
 * request has been published one line before: if the worker was awake, on
 * another CPU, it may have run and freed it by now. Mostly the memory still
 * has what it had. In the other cases a wild pointer is woken.
 *
 * caught-by: guest/published_and_freed
 * message: reads req->ctx, which had been freed
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(req->ctx->fallback_worker, &req->task_work,
			   TWA_NONE))
		/* The mistake: whose request is it by now? */
		wake_up_process(req->ctx->fallback_worker);
	else
		llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
	rcu_read_unlock();
}
