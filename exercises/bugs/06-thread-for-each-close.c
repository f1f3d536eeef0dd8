// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel thread is wanted, so flush starts one and waits for it. That works,
 * until the process that closes is killed while it does so. Starting a thread
 * can fail, and for a task with a SIGKILL pending it always does (-EINTR).
 * Then the orphans stay on the list.
 *
 * caught-by: guest/closer_is_killed
 * message: did not wait
 */
#include <linux/mutex.h>

#include "fallback.h"

static DEFINE_MUTEX(draining);

struct closer {
	struct io_ring_ctx *ctx;
	struct completion done;
};

static int drain_thread(void *arg)
{
	struct closer *closer = arg;

	io_run_ctx_fallback(closer->ctx);
	complete(&closer->done);
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

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

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct closer closer = { .ctx = ctx };

	/* Who comes second waits for the first, and looks then. */
	mutex_lock(&draining);
	if (READ_ONCE(ctx->exit_task_work)) {
		init_completion(&closer.done);
		/* The mistake: if there is no thread, nobody drains. */
		if (!IS_ERR(kthread_run(drain_thread, &closer, "iou-drain")))
			wait_for_completion(&closer.done);
	}
	mutex_unlock(&draining);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
