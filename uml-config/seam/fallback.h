/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fallback.h - what io_uring asks of its fallback task_work, and of you
 *
 * A request's completion is meant to run as task_work in the task that
 * submitted it.  When that task is gone, somebody else has to run it.  The
 * functions below are that somebody.  io_uring.c calls them, a lab's fallback.c
 * implements them, and nothing else of io_uring knows how it is done.
 *
 *	function			called when	may be called in
 *	----------------------------------------------------------------
 *	io_req_task_work_add_fallback	a request's	any context,
 *					submitter	hard interrupt
 *					is gone		included
 *	io_run_ctx_fallback		you say so	task, may sleep
 *	----------------------------------------------------------------
 *	io_fallback_init		a ring was	task, may sleep
 *					made
 *	io_fallback_ring_exit		each turn of	kworker, may
 *					the ring's	sleep
 *					exit work
 *	io_fallback_ring_exit_begin	before it	the same
 *	io_fallback_ring_exit_cancel	before each	the same
 *					cancelling in
 *					a turn
 *	io_fallback_ring_exit_wait	before it waits	the same
 *					in a turn
 *	io_fallback_ring_exit_end	behind it	the same
 *	io_fallback_flush		each close()	task that closes,
 *					of a ring fd	may sleep
 *	io_fallback_sync		an exiting	that task, may
 *					task handed	sleep
 *					requests over
 *	io_fallback_exit		a ring will	kworker, may
 *					be freed now	sleep
 *
 * Every fallback.c has the first two, push and drain.  The others have defaults
 * in fallback_defaults.c, which do nothing: a fallback.c defines those that it
 * has a use for.
 *
 * What holds at all times:
 *
 *   - Each pushed request runs exactly once.  Until it has run it holds a
 *     reference on its ring, so the ring cannot be freed under you.
 *   - From the moment a request is published, another CPU or an interrupt may
 *     run and free it.
 *   - A callback takes ctx->uring_lock and may sleep: no spinlock may be held
 *     around it, and not ctx->uring_lock either.
 *   - Callbacks run in a kernel thread (PF_KTHREAD).  Only there do requests
 *     know that they have lost their task, and cancel instead of doing their
 *     work with the memory and the credentials of a stranger.
 *   - A callback does not call the drain.
 *   - A drain returns when it has found the list empty and has run what it took
 *     itself.  When all drains that overlap have returned, everything that was
 *     pushed before the last of them was called has run.  Only a flush waits
 *     for what others took.
 *   - Neither the close of a ring nor its exit waits for callbacks of another
 *     ring, which may take as long as they like, or for a whole workqueue of
 *     the system.
 *   - When a ring is gone, nothing that was made for it is left: no task, work,
 *     workqueue, memory or reference.
 *
 * The names are those of upstream commit 7c25c0d16ef3 ("io_uring: remove the
 * need for relying on an io-wq fallback worker") where it has one.
 *
 * The file includes nothing but <linux/...> headers, and for each of those that
 * a fallback.c needs there is a stand-in on the host.
 */
#ifndef IOU_FALLBACK_H
#define IOU_FALLBACK_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io_uring_types.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/llist.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/task_work.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/*
 * What the seam added to the kernel's structures, and what was there before:
 *
 *	ctx->exit_task_work	head of the seed's stack, NULL when empty
 *	ctx->fallback_worker	lab 02's worker task
 *	ctx->fallback_llist	upstream's own list
 *	ctx->fallback_work	upstream's own delayed work
 *	req->ctx		the request's ring
 *	req->task_work		the seed's callback_head: ->next and ->func
 *	req->io_task_work.node	the request's place in an llist
 *
 * In io_uring, nothing but a fallback.c uses exit_task_work and the fields
 * whose names begin with "fallback".
 */

/**
 * io_fallback_init - a ring was created
 * @ctx: the ring; its memory is zeroed, nobody else knows it yet
 *
 * Optional: by default a ring gets nothing but its zeroed memory.
 *
 * Context: Task. May sleep.
 * Return: 0, or a negative errno, upon which io_uring_setup() fails, and
 *	io_fallback_exit() is not called.
 */
int io_fallback_init(struct io_ring_ctx *ctx);

/**
 * io_fallback_exit - a ring is about to be freed
 * @ctx: the ring; no request of it is left, and none can come
 *
 * When it returns, nothing may touch @ctx any more: no work item, no task.
 * Optional: by default there is nothing to take down.
 *
 * Context: Kworker. May sleep.
 */
void io_fallback_exit(struct io_ring_ctx *ctx);

/**
 * io_req_task_work_add_fallback - push: keep a request until a drain
 * @req: the request; holds a reference on its ring, @req->ctx
 * @cb: what a drain is to call, with &@req->task_work
 *
 * Every fallback.c has one.
 *
 * Ordering: everything written to @req before the call is visible to @cb.
 * Context: Any, hard interrupt included. Several at once on one ring.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb);

/**
 * io_run_ctx_fallback - drain: run what was pushed
 * @ctx: the ring
 *
 * Returns when it has found the list empty and has run what it took, including
 * what callbacks and interrupts pushed meanwhile. Every fallback.c has one,
 * even if an empty one: see the end of this file.
 *
 * Context: Task. May sleep; callbacks do. Several at once on one ring. The
 *	callbacks must find themselves in a PF_KTHREAD task, see above.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx);

/**
 * io_fallback_ring_exit_begin - the exit work of a closed ring begins
 * @ctx: the ring
 *
 * The first of five places in io_ring_exit_work(), which follow here in the
 * order in which it comes to them. Called once. All five are optional: by
 * default nothing is drained in any of them.
 *
 * Context: Kworker, PF_KTHREAD. May sleep.
 */
void io_fallback_ring_exit_begin(struct io_ring_ctx *ctx);

/**
 * io_fallback_ring_exit_cancel - the exit work is about to cancel requests
 * @ctx: the ring
 *
 * Called before each round of cancelling. A turn of the exit work has a round
 * more than there were rounds that found something to cancel.
 *
 * Context: Kworker, PF_KTHREAD. May sleep.
 */
void io_fallback_ring_exit_cancel(struct io_ring_ctx *ctx);

/**
 * io_fallback_ring_exit - the exit work has cancelled what it can
 * @ctx: the ring
 *
 * Called in each turn of the exit work, until the last reference on @ctx is
 * gone: after at most HZ / 20 ticks, but only once a minute when it has taken
 * five minutes and the kernel has warned of that.
 *
 * Context: Kworker, PF_KTHREAD. May sleep.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx);

/**
 * io_fallback_ring_exit_wait - the exit work is about to wait
 * @ctx: the ring
 *
 * Called in each turn of the exit work, after it has freed the requests that
 * are done with, and before it waits for the last reference on @ctx.
 *
 * Context: Kworker, PF_KTHREAD. May sleep.
 */
void io_fallback_ring_exit_wait(struct io_ring_ctx *ctx);

/**
 * io_fallback_ring_exit_end - the last reference on a closed ring is gone
 * @ctx: the ring
 *
 * Called once.
 *
 * Context: Kworker, PF_KTHREAD. May sleep.
 */
void io_fallback_ring_exit_end(struct io_ring_ctx *ctx);

/**
 * io_fallback_flush - somebody closes a descriptor of the ring
 * @ctx: the ring; other descriptors of it may stay open
 *
 * Optional: by default close() does nothing for the ring's requests.
 *
 * Context: The closing task, often a process on its way out, never
 *	PF_KTHREAD. May sleep.
 */
void io_fallback_flush(struct io_ring_ctx *ctx);

/**
 * io_fallback_sync - an exiting task waits for what it handed over
 * @ctx: the ring it pushed to; the caller holds a reference
 *
 * Linux 6.12 hands over an exiting task's own task_work and calls this after
 * it. Linux 6.1 still runs it in the task, and never calls this. Optional: by
 * default the task does not wait.
 *
 * Context: The exiting task. May sleep.
 */
void io_fallback_sync(struct io_ring_ctx *ctx);

/**
 * io_fallback_req_cancel - the callback that io_uring passes to push
 * @cb: the task_work of a request, &req->task_work
 *
 * Pins the ring, runs the request's own io_task_work.func with the locks that
 * this release of the kernel wants, and flushes its completion. The request may
 * be gone when it returns, and with it @cb. The seam provides it, in
 * io_uring.c.
 *
 * Context: A PF_KTHREAD task. Sleeps. Takes @ctx->uring_lock.
 */
void io_fallback_req_cancel(struct callback_head *cb);

/*
 * In the kernel there are tracepoints around each drain, in fallback_trace.c.
 * For them to stand between a fallback.c and its own drain, that is a weak
 * function there, with a second name. And because only what is in a file can
 * get a second name there, every fallback.c has a drain, even if an empty one.
 */
#ifdef IO_FALLBACK_TRACED
#pragma weak io_run_ctx_fallback
void __io_run_ctx_fallback(struct io_ring_ctx *ctx)
	__alias(io_run_ctx_fallback);
#else
void __io_run_ctx_fallback(struct io_ring_ctx *ctx);
#endif

#endif /* IOU_FALLBACK_H */
