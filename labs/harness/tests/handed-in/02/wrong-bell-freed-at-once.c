// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the worker sleeps on a wait queue of its own, whose memory is freed
 * by kfree() as soon as the worker has ended. Push uses the queue after the
 * request is published, when it may have run and the ring may be gone (README,
 * "Whose request is it?"); rcu_read_lock() protects only what is freed after a
 * grace period. It is seen when the ring's exit comes between task_work_add()
 * and wake_up().
 *
 * misjudged: no test frees what push still uses
 */
#include "fallback.h"

struct io_fallback_bell {
	wait_queue_head_t wait;
};

static int io_fallback_worker(void *data)
{
	struct io_fallback_bell *bell = data;

	while (!kthread_should_stop()) {
		wait_event_idle(bell->wait, task_work_pending(current) ||
					    kthread_should_stop());
		task_work_run();
	}
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback_bell *bell;
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);
	bell = kzalloc(sizeof(*bell), GFP_KERNEL);
	if (!bell)
		return -ENOMEM;
	init_waitqueue_head(&bell->wait);

	worker = kthread_run(io_fallback_worker, bell, "iou-fallback");
	if (IS_ERR(worker)) {
		kfree(bell);
		return PTR_ERR(worker);
	}
	ctx->fallback_worker = worker;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	struct io_fallback_bell *bell;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(worker, &req->task_work, TWA_NONE)) {
		bell = kthread_data(worker);
		wake_up(&bell->wait);
	} else {
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	}
	rcu_read_unlock();
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		/* The callback frees its request; "_safe" saved next. */
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct io_fallback_bell *bell = kthread_data(ctx->fallback_worker);

	kthread_stop(ctx->fallback_worker);
	kfree(bell);
}
