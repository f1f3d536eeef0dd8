// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: One list for all rings, under a lock that disables interrupts; a
 * drain takes the requests of its own ring out of it, and leaves the others'
 * where they are. Right, because sorting is one step under the lock, so
 * another ring's turn always finds its own, and the callbacks run after the
 * lock was given back.
 */
#include "fallback.h"

/* All rings' orphans: there are so few of them that one list will do. */
static struct callback_head *orphans;
static DEFINE_SPINLOCK(orphans_lock);

static bool is_of(struct callback_head *work, struct io_ring_ctx *ctx)
{
	return container_of(work, struct io_kiocb, task_work)->ctx == ctx;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&orphans_lock, flags);
	req->task_work.next = orphans;
	orphans = &req->task_work;
	spin_unlock_irqrestore(&orphans_lock, flags);
}

/* Take what belongs to @ctx, and nothing else. */
static struct callback_head *take_own(struct io_ring_ctx *ctx)
{
	struct callback_head **link = &orphans;
	struct callback_head *work, *own = NULL;
	unsigned long flags;

	spin_lock_irqsave(&orphans_lock, flags);
	while ((work = *link)) {
		if (is_of(work, ctx)) {
			*link = work->next;
			work->next = own;
			own = work;
		} else {
			link = &work->next;
		}
	}
	spin_unlock_irqrestore(&orphans_lock, flags);

	return own;
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = take_own(ctx))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. What is on the list cannot be freed under the lock. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct callback_head *work;
	unsigned long flags;
	bool left = false;

	spin_lock_irqsave(&orphans_lock, flags);
	for (work = orphans; work; work = work->next)
		left |= is_of(work, ctx);
	spin_unlock_irqrestore(&orphans_lock, flags);

	WARN_ON_ONCE(left);
}
