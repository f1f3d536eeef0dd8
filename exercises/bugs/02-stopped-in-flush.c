// SPDX-License-Identifier: GPL-2.0
/*
 * The worker ends with the first close() of the ring, and not with the ring.
 * Each process that has inherited the ring closes it when it exits: the child
 * that makes the orphan, too, before the orphan comes. Then there is no
 * worker. The request waits on the list of leftovers, and is run when the last
 * one has closed the ring and no longer waits for it.
 *
 * caught-by: guest/poll
 * message: no completion came
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-drain.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (worker && !task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up_process(worker);
	else
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}

static void stop_worker(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = xchg(&ctx->fallback_worker, NULL);

	if (worker)
		kthread_stop(worker);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* The mistake: others may have the ring open. */
	stop_worker(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	stop_worker(ctx);
}
