// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: Each ring has a kernel thread that drains: a turn gives it a note by
 * task_work_add(), and waits for it. Right, because the thread is PF_KTHREAD,
 * a turn is over when all has run, the state is set before the look, and
 * io_fallback_exit() has the thread stopped before the ring is freed.
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

static int ring_thread(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (READ_ONCE(current->task_works)) {
			__set_current_state(TASK_RUNNING);
			task_work_run();
			continue;
		}
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *thread;

	thread = kthread_run(ring_thread, NULL, "iou-exit");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	ctx->fallback_worker = thread;
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
	if (ctx->fallback_worker)
		kthread_stop(ctx->fallback_worker);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
