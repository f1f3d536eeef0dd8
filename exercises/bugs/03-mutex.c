// SPDX-License-Identifier: GPL-2.0
/*
 * The ring has a lock already, and it protects the ring's lists, so why not
 * this one? Because ctx->uring_lock is a mutex: who does not get it sleeps. An
 * interrupt cannot sleep, for it has no task of its own that could be woken up
 * again. And the interrupted task may be the one that holds it.
 *
 * Linux 6.12 says so at once: "sleeping function called from invalid context".
 * On 6.1, which cannot tell, it goes well until a task is interrupted that
 * holds the mutex. There both kernels end: an interrupt went to sleep, and
 * nobody is left who could wake it.
 *
 * caught-by: guest/interrupted_push
 * message: The system was going to sleep forever
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
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	mutex_lock(&ctx->uring_lock);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	mutex_unlock(&ctx->uring_lock);
}
