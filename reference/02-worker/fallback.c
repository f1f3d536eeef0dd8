// SPDX-License-Identifier: GPL-2.0
/*
 * The fallback as it was until 2021: a task that waits for orphans.
 *
 * A request's completion is task_work of the task that submitted it.  When that
 * task is gone, another one has to do.  Here every ring has a task for just
 * that, its worker: push hands the request to it, as it would have handed it to
 * the submitter.
 *
 *	push: any context		worker: a kernel thread
 *	-----------------		-----------------------
 *	task_work_add(worker)		sleep until there is something
 *	wake_up_process(worker)		task_work_run()
 *					again, until it is told to stop
 *
 * A kernel thread never returns to user space, where task_work is run for other
 * tasks.  So the worker calls task_work_run() by itself.  It needs nobody to
 * close anything for that, and nothing waits for the worker but the ring's
 * end.
 *
 * It is simple, and it costs a task for each ring, which for nearly all rings
 * never has anything to do.  Before commit 7c25c0d16ef3 io_uring did not start
 * a task of its own for it but used one that each ring had, the manager of its
 * io-wq, a pool of threads.  The commits behind that one gave the io-wq to the
 * task that submits, to end with it (5aa75ed5b93f, "io_uring: tie async worker
 * side to the task context").  And a worker that ends with the submitter is no
 * help to its orphans.
 */
#include "fallback.h"

/*
 * The worker.
 *
 * Context: a kernel thread, so PF_KTHREAD: each callback sees that it has lost
 * its task and completes its request with -ECANCELED, see
 * io_should_terminate_tw().
 *
 * Ordering: set_current_state() has a full barrier between the new state and
 * the look at the list. It pairs with the one in wake_up_process(): push adds
 * to the list first and looks at our state then. So either we see the request,
 * or push sees that we are about to sleep, and wakes us.
 */
static int io_fallback_worker(void *data)
{
	/* >>> TODO 1: until kthread_should_stop(): sleep until there is
	 * task_work for this task, and run it with task_work_run(). Say that
	 * you sleep (TASK_IDLE) before you look whether there is something to
	 * do.
	 */
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	/* <<< while (!kthread_should_stop())
	 *	schedule_timeout_idle(HZ);
	 */
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. May sleep. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	/* >>> TODO 2: start the worker with kthread_run(), under the name
	 * "iou-fallback", and keep it in ctx->fallback_worker. kthread_run()
	 * can fail: pass its error on.
	 */
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	/* <<< (void)io_fallback_worker;
	 */
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: task_work_add() publishes the request with a cmpxchg, which is
 * fully ordered; it pairs with the one in task_work_run(). From then on the
 * request may be run and freed at any time, and is not touched here again.
 *
 * The ring may be freed then, too: the request was perhaps the last that held a
 * reference on it. Freeing the ring ends the worker. But the memory of a task
 * outlives all who were in an RCU read section when the task ended, so inside
 * of one we still may wake it.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	/* >>> TODO 3: hand req->task_work to the worker (TWA_NONE), and wake
	 * the worker up, with rcu_read_lock() around both. task_work_add()
	 * fails when the worker has ended. Then put the request on
	 * ctx->fallback_llist, by its io_task_work.node, where
	 * io_fallback_ring_exit() finds it.
	 */
	rcu_read_lock();
	if (!task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up_process(worker);
	else
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
	/* <<< (void)worker;
	 */
}

/*
 * Drain: run what found no worker. The worker has its own list, in its
 * task_struct, and nobody else can run that.
 *
 * Context: task; may sleep.
 *
 * Ordering: the xchg in llist_del_all() pairs with the cmpxchg in llist_add().
 */
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

/*
 * Context: kworker. What is on the worker's list runs anyway; here we run what
 * it could not be given.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/*
 * Context: kworker. No request is left. kthread_stop() waits until the worker
 * has ended, so it has also returned from the last callback, and does not look
 * at the ring again.
 */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* >>> TODO 4: end the worker with kthread_stop(). */
	kthread_stop(ctx->fallback_worker);
	/* <<< */
}
