// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: Each turn runs all that was pushed for its ring: with one list for
 * all rings, a drain takes all of it, runs its own, and only then puts the
 * others' back. Seen when another ring has its turn while a callback of this
 * one sleeps: it finds an empty list and returns, with its own orphan not run.
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

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next, *others, **last;
	unsigned long flags;
	bool again;

	do {
		spin_lock_irqsave(&orphans_lock, flags);
		work = orphans;
		orphans = NULL;
		spin_unlock_irqrestore(&orphans_lock, flags);

		again = false;
		others = NULL;
		last = &others;
		for (; work; work = next) {
			next = work->next;
			if (is_of(work, ctx)) {
				again = true;
				work->func(work);
				cond_resched();
			} else {
				*last = work;
				last = &work->next;
			}
		}

		/* Not ours: back with them, and those pushed meanwhile. */
		spin_lock_irqsave(&orphans_lock, flags);
		*last = orphans;
		orphans = others;
		spin_unlock_irqrestore(&orphans_lock, flags);

		/* Callbacks push: look again if any has run. */
	} while (again);
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
