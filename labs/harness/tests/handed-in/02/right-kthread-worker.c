// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the thread's loop is the kernel's own, kthread_worker_fn(), and push
 * queues a kthread_work whose function is task_work_run(). A work is taken off
 * its queue before its function is called, so a push during task_work_run()
 * queues it again; it sleeps in TASK_INTERRUPTIBLE, which no signal reaches in
 * a kernel thread. The queue's memory is freed after a grace period, because
 * push may still be in kthread_queue_work().
 */
#include "fallback.h"

struct io_fallback_queue {
	struct kthread_worker worker;
	struct kthread_work run;
	struct rcu_head rcu;
};

/* kthread_worker_fn()'s argument is the thread's data. */
static struct io_fallback_queue *io_fallback_queue(struct task_struct *task)
{
	return container_of((struct kthread_worker *)kthread_data(task),
			    struct io_fallback_queue, worker);
}

/* Context: the ring's thread, TASK_RUNNING. */
static void io_fallback_run(struct kthread_work *work)
{
	task_work_run();
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback_queue *queue;
	struct task_struct *task;

	init_llist_head(&ctx->fallback_llist);
	queue = kzalloc(sizeof(*queue), GFP_KERNEL);
	if (!queue)
		return -ENOMEM;
	kthread_init_worker(&queue->worker);
	kthread_init_work(&queue->run, io_fallback_run);

	task = kthread_run(kthread_worker_fn, &queue->worker, "iou-fallback");
	if (IS_ERR(task)) {
		kfree(queue);
		return PTR_ERR(task);
	}
	ctx->fallback_worker = task;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *task = ctx->fallback_worker;
	struct io_fallback_queue *queue;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(task, &req->task_work, TWA_NONE)) {
		queue = io_fallback_queue(task);
		/* If it is queued already, it has still to run. */
		kthread_queue_work(&queue->worker, &queue->run);
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
	struct io_fallback_queue *queue;

	queue = io_fallback_queue(ctx->fallback_worker);
	kthread_stop(ctx->fallback_worker);
	kfree_rcu(queue, rcu);
}
