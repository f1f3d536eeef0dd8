// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: When io_fallback_exit() returns, nothing may touch the ring any more,
 * no task either: here it tells the ring's thread to end and wakes it, but
 * does not wait until it has. Seen with every ring: the thread reads
 * ctx->fallback_worker when it gets the CPU, and by then the ring may have
 * been freed.
 *
 * verdict: NOT PROVEN
 */
#include "fallback.h"

/* One turn: a note for the ring's thread. */
struct turn {
	struct callback_head	head;
	struct completion	over;
	struct io_ring_ctx	*ctx;
};

/* Context: the ring's thread, so PF_KTHREAD. */
static void turn_fn(struct callback_head *head)
{
	struct turn *turn = container_of(head, struct turn, head);

	io_run_ctx_fallback(turn->ctx);
	complete(&turn->over);
}

/* Ends when the ring has another worker than this one: none. */
static int ring_thread(void *data)
{
	struct io_ring_ctx *ctx = data;

	for (;;) {
		set_current_state(TASK_IDLE);
		if (READ_ONCE(ctx->fallback_worker) != current)
			break;
		if (!READ_ONCE(current->task_works))
			schedule();
		__set_current_state(TASK_RUNNING);
		task_work_run();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *thread;

	thread = kthread_create(ring_thread, ctx, "iou-exit");
	if (IS_ERR(thread))
		return PTR_ERR(thread);

	/* It may end at any time after it was told to: keep its memory. */
	ctx->fallback_worker = get_task_struct(thread);
	wake_up_process(thread);
	return 0;
}

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

/* Context: kworker. The thread drains, and the turn waits for it. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *thread = ctx->fallback_worker;
	struct turn turn = { .ctx = ctx };

	init_completion(&turn.over);
	init_task_work(&turn.head, turn_fn);
	if (task_work_add(thread, &turn.head, TWA_NONE)) {
		/* It takes no notes: a kworker may do it as well. */
		io_run_ctx_fallback(ctx);
		return;
	}
	wake_up_process(thread);
	wait_for_completion(&turn.over);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *thread = ctx->fallback_worker;

	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (!thread)
		return;
	WRITE_ONCE(ctx->fallback_worker, NULL);
	wake_up_process(thread);
	put_task_struct(thread);
}
