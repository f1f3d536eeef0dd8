// SPDX-License-Identifier: GPL-2.0
/*
 * Different from the reference: the worker sleeps on a wait queue.
 *
 * wait_event_idle() has the loop in it: it says that we sleep, looks at the
 * condition, sleeps, and begins again. So nobody can get the order wrong.
 *
 * A wait queue needs a place that push can still find when the request has run
 * and the ring is gone. Here that is memory of its own, which the worker knows
 * (kthread_data()), and which is freed when all who were in an RCU read section
 * have left it.
 *
 * differs: the worker sleeps on a wait queue
 */
#include "fallback.h"

struct fallback {
	struct wait_queue_head wait;
	struct rcu_head rcu;
};

static int fallback_worker(void *data)
{
	struct fallback *f = data;

	while (!kthread_should_stop()) {
		wait_event_idle(f->wait,
				task_work_pending(current) ||
				kthread_should_stop());
		task_work_run();
	}
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct fallback *f = kmalloc(sizeof(*f), GFP_KERNEL);
	struct task_struct *worker;

	if (!f)
		return -ENOMEM;
	init_waitqueue_head(&f->wait);
	worker = kthread_run(fallback_worker, f, "iou-waits");
	if (IS_ERR(worker)) {
		kfree(f);
		return PTR_ERR(worker);
	}
	init_llist_head(&ctx->fallback_llist);
	ctx->fallback_worker = worker;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	struct fallback *f = kthread_data(worker);

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up(&f->wait);
	else
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist)))
		llist_for_each_entry_safe(req, next, list, io_task_work.node)
			req->task_work.func(&req->task_work);
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct fallback *f = kthread_data(ctx->fallback_worker);

	kthread_stop(ctx->fallback_worker);
	kfree_rcu(f, rcu);
}
