// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the ring's thread looks whether there is something to do, and then
 * says that it sleeps: a closer that asks between the two wakes a thread that
 * is not asleep yet. The wake-up is lost, and the closer waits in close() until
 * another one asks, or forever ("Lost wake-ups" in lab 02, "It hangs" here).
 * The last close's kthread_stop() may be lost in the same place.
 */
#include "fallback.h"

struct io_fallback {
	struct io_ring_ctx	*ctx;
	atomic_t		wanted;		/* drains asked for */
	atomic_t		done;		/* drains that have ended */
	wait_queue_head_t	wait;		/* closers */
};

/*
 * Context: a kernel thread, one for each ring.
 *
 * Ordering: "wanted" is read before the drain, whose xchg is fully ordered.
 * So a task that has asked before that read has his requests taken by this
 * drain, or by an earlier one.
 */
static int io_fallback_thread(void *data)
{
	struct io_fallback *f = data;
	int ticket;

	for (;;) {
		ticket = atomic_read(&f->wanted);
		if (ticket == atomic_read(&f->done)) {
			if (kthread_should_stop())
				break;
			set_current_state(TASK_IDLE);
			schedule();
			continue;
		}

		io_run_ctx_fallback(f->ctx);

		/* Pairs with the condition in io_fallback_flush(). */
		atomic_set_release(&f->done, ticket);
		wake_up_all(&f->wait);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct task_struct *task;

	if (!f)
		return -ENOMEM;

	f->ctx = ctx;
	init_waitqueue_head(&f->wait);

	task = kthread_run(io_fallback_thread, f, "iou-fallback");
	if (IS_ERR(task)) {
		kfree(f);
		return PTR_ERR(task);
	}
	ctx->fallback_worker = task;
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * that takes the list. From then on the request may be run and freed at
 * any time, so it is not touched here again.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; sleeps if a callback does. Several at once.
 *
 * Ordering: the xchg is fully ordered, and pairs with the cmpxchg in
 * io_req_task_work_add_fallback().
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look until nothing is left. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker, so PF_KTHREAD: the callbacks can run right here. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = kthread_data(ctx->fallback_worker);
	int ticket;

	if (READ_ONCE(ctx->exit_task_work)) {
		ticket = atomic_inc_return(&f->wanted);
		wake_up_process(ctx->fallback_worker);
	} else {
		/*
		 * A task that has had the list taken has asked for it before.
		 * Wait for that; mostly it has been done long ago.
		 */
		smp_rmb();
		ticket = atomic_read(&f->wanted);
	}

	wait_event(f->wait, atomic_read_acquire(&f->done) - ticket >= 0);
}

/* Context: kworker. The thread may be in its last lines: wait for it. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *task = ctx->fallback_worker;

	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (task) {
		struct io_fallback *f = kthread_data(task);

		kthread_stop(task);
		kfree(f);
	}
}
