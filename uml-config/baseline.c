// SPDX-License-Identifier: GPL-2.0
/*
 * The fallback as Linux had it from 5.14 to 7.1: a lock-free list and a delayed
 * work.
 *
 * A request whose submitter is gone goes on ctx->fallback_llist.  What puts
 * the first one on an empty list arms ctx->fallback_work; one tick later a
 * kworker takes the whole list and runs it.
 *
 *	push: any context	work: kworker		ring exit, sync, exit
 *	-----------------	-------------		---------------------
 *	llist_add()		llist_del_all()		flush_delayed_work()
 *	  was it empty?		run each request
 *	  then arm the work	look again
 *
 * What this has over the seed's design (a stack that is drained when somebody
 * closes a descriptor of the ring, or when the ring goes away): its progress
 * depends on nobody.  A program that keeps its ring open and waits for the
 * completion gets it.  Commit 9011bf9a13e3 ("io_uring: fix stuck fallback
 * reqs", v5.14) brought the delayed work for that reason.  So nothing happens at
 * close() here: push itself arms the work, and today's io_uring has no ->flush.
 *
 * What it still owes to the seed: push takes no lock, because it may be called
 * in an interrupt, and with any lock of a driver held; and the callbacks run
 * where nobody's memory or credentials can be mistaken for the submitter's.
 */
#include "fallback.h"

/*
 * One tick. A burst of orphans, as from a large task that was killed, costs one
 * run of the work then, and not one for each request.
 */
#define FALLBACK_DELAY	1

/*
 * Context: kworker, so PF_KTHREAD: each callback sees that it has lost its task
 * and completes its request with -ECANCELED, see io_should_terminate_tw().
 */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep: the list node and the callback_head are in the request.
 *
 * Ordering: llist_add() publishes the request with a cmpxchg, which is fully
 * ordered. It pairs with the xchg in llist_del_all() below: a drain that takes
 * the request sees all that was written to it before, task_work.func included.
 * From then on the request may be run and freed at any time, so it is not
 * touched here again. The ring is, and must not be freed under us: in 6.12 the
 * caller, io_fallback_tw(), holds a reference on it across the call. 6.1 takes
 * none there, and relies on the first request of a list not being run before
 * its own push has armed the work.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	/*
	 * True only for the first one on an empty list. The others need not arm
	 * the work: the first one has done it or is about to, and the work
	 * takes whatever it finds.
	 */
	if (llist_add(&req->io_task_work.node, &ctx->fallback_llist))
		schedule_delayed_work(&ctx->fallback_work, FALLBACK_DELAY);
}

/*
 * Drain.
 *
 * Context: the kworker that runs ctx->fallback_work, and no other: who wants it
 * done flushes the work.
 *
 * Ordering: the xchg in llist_del_all() pairs with the cmpxchg in llist_add().
 * It takes the whole list in one step, so each request is run by exactly one
 * drain, and a push that comes later starts a list of its own.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	/* Callbacks push, too: look again until nothing is left. */
	while ((list = llist_del_all(&ctx->fallback_llist))) {
		/* The callback frees its request: "_safe" has saved the next. */
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

/*
 * Context: kworker, of another workqueue than ours, so waiting is no deadlock.
 *
 * The exit work has just cancelled what it could. What was cancelled for a dead
 * task is on our list; run it in this turn and not a tick later.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}

/*
 * Context: an exiting task. It must not run the callbacks itself: it is not
 * PF_KTHREAD. So it lets the kworker do it and waits.
 */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}

/*
 * Context: kworker. No request is left, but the work that ran the last one may
 * not have returned yet, and it still looks at the list.
 */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}
