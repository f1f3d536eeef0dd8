// SPDX-License-Identifier: GPL-2.0
/*
 * A lock made of one bit, with interrupts disabled while it is held, because
 * push is called in interrupts.
 *
 * differs: a lock made by hand, with interrupts disabled
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

static atomic_t locked = ATOMIC_INIT(0);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	local_irq_save(flags);
	while (atomic_xchg_acquire(&locked, 1))
		cpu_relax();
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	atomic_set_release(&locked, 0);
	local_irq_restore(flags);
}
