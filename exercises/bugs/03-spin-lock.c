// SPDX-License-Identifier: GPL-2.0
/*
 * A lock makes three steps one, and nothing is easier to read. But the lock is
 * also taken in interrupts. An interrupt that comes while the task holds it
 * waits for a task that cannot go on before the interrupt is over.
 *
 * On this machine of one CPU a spinlock is nothing but a remark, and the
 * deadlock becomes a lost update; DEBUG_SPINLOCK sees what it would have been.
 *
 * caught-by: guest/interrupted_push
 * message: BUG: spinlock recursion
 * model: interrupt-pushes
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	static DEFINE_SPINLOCK(lock);
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	spin_lock(&lock);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock(&lock);
}
