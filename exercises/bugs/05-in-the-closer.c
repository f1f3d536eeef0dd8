// SPDX-License-Identifier: GPL-2.0
/*
 * Whoever closes a descriptor drains, too: then the exit work finds less to
 * do. The seed did that. But the closer is an ordinary process, and callbacks
 * ask who they are run by: a recv takes it for its own task, does its work,
 * and puts the data into the memory of whoever closes.
 *
 * caught-by: guest/recv-leaves-the-data
 * message: it is in the memory of the process that closed the ring
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Context: any, hard interrupt included. The cmpxchg pairs with the xchg in
 * io_run_ctx_fallback().
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

/* Context: task; may sleep. The xchg pairs with the cmpxchg in push. */
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

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
