// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a wait queue and wait_woken(). The look comes before the state here,
 * and no wake-up is lost: it leaves a mark in the worker's entry
 * (WQ_FLAG_WOKEN), which wait_woken() looks at after it has set the state, as
 * it looks at kthread_stop()'s. The wait queue is freed by kfree_rcu(),
 * because a push may still be in its RCU read section.
 */
#include "fallback.h"

struct io_fallback_sleep {
	wait_queue_head_t wq;
	struct rcu_head rcu;
};

/* The worker. Context: a kernel thread. */
static int io_fallback_worker(void *data)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	struct io_fallback_sleep *s = data;

	add_wait_queue(&s->wq, &wait);
	while (!kthread_should_stop()) {
		if (!READ_ONCE(current->task_works))
			wait_woken(&wait, TASK_IDLE, MAX_SCHEDULE_TIMEOUT);
		task_work_run();
	}
	remove_wait_queue(&s->wq, &wait);
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
	init_waitqueue_head(&s->wq);

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
		wake_up(&s->wq);
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
	kfree_rcu(s, rcu);
}
