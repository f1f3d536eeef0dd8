// SPDX-License-Identifier: GPL-2.0
/*
 * "With the credentials of a stranger", says fallback.h. So the closer drains
 * with the kernel's own credentials, as a kernel thread would have them, and
 * puts its own back afterwards.
 *
 * Now requests are not canceled but carried out, with more rights than anybody
 * ever had, and with the closer's memory. It had to do with who runs them, and
 * not only with what for.
 *
 * caught-by: guest/send-keeps-quiet
 * message: "top secret" was sent
 */
#include <linux/cred.h>

#include "fallback.h"

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
	const struct cred *mine;
	struct cred *kernel;

	if (!READ_ONCE(ctx->exit_task_work))
		return;
	kernel = prepare_kernel_cred(&init_task);
	if (!kernel)
		return;
	/* The mistake: credentials do not make a kernel thread. */
	mine = override_creds(kernel);
	io_run_ctx_fallback(ctx);
	revert_creds(mine);
	put_cred(kernel);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
