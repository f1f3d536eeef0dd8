// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: Callbacks may sleep, so they must not be called in an RCU read
 * section; here one is held around the drain, to keep the ring's memory. Seen
 * with any orphan whose callback has to wait for ctx->uring_lock or sleeps
 * otherwise (with the kernel's debugging, with any orphan).
 */
#include <linux/rcupdate.h>
#include "fallback.h"

/*
 * Push. Context: any, hard interrupt included. The cmpxchg that succeeds
 * publishes the request, and pairs with the xchg in the drain.
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

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	/* The last callback drops the last reference: keep @ctx until then. */
	rcu_read_lock();
	io_run_ctx_fallback(ctx);
	rcu_read_unlock();
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
