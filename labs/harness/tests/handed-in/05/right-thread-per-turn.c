// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a turn that finds something starts a kernel thread that drains, and
 * waits until it has; if there is no thread to be had, the kworker drains by
 * itself. A kernel thread has PF_KTHREAD, too, and after complete() it touches
 * neither the ring nor the turn's stack, so nothing is left for
 * io_fallback_exit() to wait for.
 *
 * verdict: NOT PROVEN
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * that takes the list. From then on the request may be run and freed at
 * any time, so it is not touched here again.
 */
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

/*
 * Drain.
 *
 * Context: task, with no lock held; sleeps if a callback does. Several at once.
 *
 * Ordering: the xchg is fully ordered, and pairs with the cmpxchg in
 * io_req_task_work_add_fallback().
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look until nothing is left. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

struct io_fallback_turn {
	struct io_ring_ctx	*ctx;
	struct completion	done;
};

static int io_fallback_thread(void *data)
{
	struct io_fallback_turn *turn = data;

	io_run_ctx_fallback(turn->ctx);
	/* From here on the turn may be over, and the ring gone. */
	complete(&turn->done);
	return 0;
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct io_fallback_turn turn = { .ctx = ctx };
	struct task_struct *task;

	/* What comes after this look comes after this turn: the next has it. */
	if (!READ_ONCE(ctx->exit_task_work))
		return;

	init_completion(&turn.done);
	task = kthread_run(io_fallback_thread, &turn, "iou-exit-turn");
	if (IS_ERR(task)) {
		io_run_ctx_fallback(ctx);
		return;
	}
	wait_for_completion(&turn.done);
}

/* Context: kworker. No request is left, so the list is empty. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
