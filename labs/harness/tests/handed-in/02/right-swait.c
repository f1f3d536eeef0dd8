// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a simple wait queue (swait), whose macro sets TASK_IDLE before each
 * look and looks at kthread_should_stop(), too. Exit waits for the worker,
 * then for the pushes that are still in their RCU read section, with
 * synchronize_rcu(), and frees the queue after that.
 */
#include <linux/swait.h>

#include "fallback.h"

struct io_fallback_sleep {
	struct swait_queue_head wq;
};

/* The worker. Context: a kernel thread. */
static int io_fallback_worker(void *data)
{
	struct io_fallback_sleep *s = data;

	do {
		swait_event_idle_exclusive(s->wq,
					   READ_ONCE(current->task_works) ||
					   kthread_should_stop());
		task_work_run();
	} while (!kthread_should_stop());
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. May sleep. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;
	struct io_fallback_sleep *s;

	init_llist_head(&ctx->fallback_llist);

	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	init_swait_queue_head(&s->wq);

	worker = kthread_run(io_fallback_worker, s, "iou-fallback");
	if (IS_ERR(worker)) {
		kfree(s);
		return PTR_ERR(worker);
	}
	ctx->fallback_worker = worker;
	return 0;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	struct io_fallback_sleep *s;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	s = kthread_data(worker);
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else
		swake_up_one(&s->wq);
	rcu_read_unlock();
}

/* Drain: run what found no worker. Context: task; may sleep. */
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

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. No request is left. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct io_fallback_sleep *s = kthread_data(ctx->fallback_worker);

	kthread_stop(ctx->fallback_worker);
	/* A push may be about to wake it. */
	synchronize_rcu();
	kfree(s);
}
