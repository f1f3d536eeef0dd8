// SPDX-License-Identifier: GPL-2.0
/*
 * Something might go away while we walk the list, and rcu_read_lock() is known
 * to prevent that. It would, for requests that were freed with kfree_rcu(),
 * which these are not; what keeps them is that they have not been run. And in
 * an RCU read section nobody may sleep, as the callbacks do.
 *
 * Linux 6.1 sees nothing in the fast tier, where rcu_read_lock() is no
 * instruction at all.
 *
 * caught-by: guest/one_request
 * message: one was called with a spinlock held or preemption disabled
 * model: push-beside-drain
 * kernels: 6.12
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	rcu_read_lock();
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	rcu_read_unlock();
}

/* Lab 05. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. There is nothing to take down. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
