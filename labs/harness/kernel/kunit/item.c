// SPDX-License-Identifier: GPL-2.0
/*
 * Rings and requests for KUnit tests.  See item.h.
 *
 * Items are kept in an array that only grows while a test runs, so that an
 * interrupt can look at it at any time without a lock.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/task_work.h>
#include <linux/workqueue.h>

#include "fallback.h"
#include "item.h"

#define RINGS_MAX	8
#define GONE_PATTERN	0x6b
#define SLEEP_MS	20

/* Where the text behind "seen:" may still end in 6.1's log of a test. */
#define LINE_MAX_LEN	144

static struct {
	struct kunit *test;
	struct io_ring_ctx *rings[RINGS_MAX];
	unsigned int nr_rings;
	struct item *items[ITEMS_MAX];
	unsigned int nr_items;
	unsigned int callbacks;		/* begun */
	bool failed;
	bool used_after_exit;		/* a ring: not freed, nor is any item */

	/* The first access to what was gone. */
	bool touched;
	bool touched_write;
	unsigned long touched_ip;
	unsigned int touched_offset;
	bool touched_ring;
	const struct io_ring_ctx *ring_gone;	/* nobody may access it */

	/* The first callback in a context where it must not sleep. */
	const char *atomic;
	/* Callbacks with a callback_head that no item has. */
	unsigned int strangers;
} now;

/* --- rings and items ------------------------------------------------------ */

static void ring_released(struct percpu_ref *ref)
{
}

struct io_ring_ctx *ring_new(void)
{
	struct io_ring_ctx *ctx;
	int ret;

	if (WARN_ON(now.nr_rings == RINGS_MAX))
		return NULL;
	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL | __GFP_NOFAIL);
	mutex_init(&ctx->uring_lock);
	spin_lock_init(&ctx->completion_lock);
	/* Atomic from the beginning: to kill it takes no grace period then. */
	ret = percpu_ref_init(&ctx->refs, ring_released,
			      PERCPU_REF_INIT_ATOMIC, GFP_KERNEL);
	if (!ret) {
		ret = io_fallback_init(ctx);
		if (ret)
			percpu_ref_exit(&ctx->refs);
	}
	if (!expect(now.test, !ret, "io_fallback_init() returns 0",
		    "fallback.h, io_fallback_init()", "it returned %d", ret)) {
		kfree(ctx);
		kunit_try_catch_throw(&now.test->try_catch);
	}
	now.rings[now.nr_rings++] = ctx;
	return ctx;
}

/* What is left holds it. */
void ring_close(struct io_ring_ctx *ctx)
{
	if (percpu_ref_is_dying(&ctx->refs))
		return;
	percpu_ref_get(&ctx->refs);
	percpu_ref_kill(&ctx->refs);
}

void ring_turn(void *ring)
{
	struct io_ring_ctx *ctx = ring;

	if (!percpu_ref_is_dying(&ctx->refs)) {
		ring_close(ctx);
		io_fallback_ring_exit_begin(ctx);
	}
	io_fallback_ring_exit_cancel(ctx);
	io_fallback_ring_exit(ctx);
	io_fallback_ring_exit_wait(ctx);
}

/* Otherwise a fallback.c may have something of its own on these lists. */
static bool requests_left(const struct io_ring_ctx *ctx)
{
	unsigned int i;

	for (i = 0; i < now.nr_items; i++)
		if (!now.items[i]->gone && now.items[i]->req->ctx == ctx &&
		    now.items[i]->pushes != now.items[i]->runs)
			return true;
	return false;
}

/* What is left when a ring goes is ours. */
static void take_what_is_left(struct io_ring_ctx *ctx)
{
	if (requests_left(ctx)) {
		WRITE_ONCE(ctx->exit_task_work, NULL);
		llist_del_all(&ctx->fallback_llist);
	}
}

/*
 * A ring that is in use is not freed: what uses it would take the whole guest
 * down, and with it what the other tests have to say.  A fallback_work that no
 * file uses is as it was allocated, zeroed, and not busy.
 */
static bool still_used(struct io_ring_ctx *ctx)
{
	struct delayed_work *work = &ctx->fallback_work;

	if (expect(now.test,
		   !timer_pending(&work->timer) && !work_busy(&work->work),
		   "when io_fallback_exit() returns, nothing uses the ring any more",
		   "fallback.h, io_fallback_exit()",
		   work_busy(&work->work) & WORK_BUSY_RUNNING ?
		   "a drain of the ring was still running" :
		   "its fallback_work was still queued"))
		return false;
	cancel_delayed_work(work);
	take_what_is_left(ctx);
	now.used_after_exit = true;
	return true;
}

void ring_end(void *ring)
{
	struct io_ring_ctx *ctx = ring;
	unsigned int i;

	for (i = 0; i < now.nr_rings; i++)
		if (now.rings[i] == ctx)
			now.rings[i] = now.rings[--now.nr_rings];
	ring_close(ctx);
	percpu_ref_put(&ctx->refs);
	io_fallback_ring_exit_end(ctx);
	io_fallback_exit(ctx);
	if (still_used(ctx))
		return;
	percpu_ref_exit(&ctx->refs);
	kfree(ctx);
}

struct item *item_new(struct io_ring_ctx *ctx, void (*act)(struct item *it))
{
	struct item *it;

	if (WARN_ON(now.nr_items == ITEMS_MAX))
		return now.items[0];
	it = kzalloc(sizeof(*it), GFP_KERNEL | __GFP_NOFAIL);
	it->req = kzalloc(sizeof(*it->req), GFP_KERNEL | __GFP_NOFAIL);
	it->req->ctx = ctx;
	/* What push has to set must not be right by accident. */
	it->req->task_work.next = ITEM_NOT_LINKED;
	it->req->task_work.func = ITEM_NOT_LINKED;
	it->act = act;
	now.items[now.nr_items] = it;
	barrier();	/* an interrupt counts only items that are complete */
	now.nr_items++;
	return it;
}

void items_restart(void)
{
	struct io_ring_ctx *ctx;
	unsigned int i;

	while (now.nr_rings) {
		ctx = now.rings[0];
		/* No request is left when a ring goes. */
		take_what_is_left(ctx);
		ring_end(ctx);
	}
	i = now.nr_items;
	now.nr_items = 0;
	barrier();	/* no interrupt looks at them any more */
	while (i-- && !now.used_after_exit) {
		if (!now.items[i]->gone || !IS_ENABLED(CONFIG_KASAN))
			kfree(now.items[i]->req);
		kfree(now.items[i]);
	}
}

void items_init(struct kunit *test)
{
	memset(&now, 0, sizeof(now));
	now.test = test;
	/* The console of a guest that dies in this test ends with its name. */
	pr_info("    # begin: %s\n", test->name);
}

static const char *needed;
static bool needed_fails;

void items_need(struct kunit *test, const char *simplest)
{
	needed = simplest;
	if (needed_fails)
		kunit_skip(test, "needs %s", needed);
}

void item_push(void *item)
{
	struct item *it = item;

	it->pushes++;
	it->before = now.callbacks;
	io_req_task_work_add_fallback(it->req, item_callback);
}

void item_push_next(void *unused)
{
	unsigned int i = now.nr_items;

	while (i--) {
		if (!now.items[i]->pushes) {
			item_push(now.items[i]);
			return;
		}
	}
}

void ring_drain(void *ring)
{
	io_run_ctx_fallback(ring);
}

struct item *item_of(const struct callback_head *cb)
{
	unsigned int i;

	for (i = 0; i < now.nr_items; i++)
		if (&now.items[i]->req->task_work == cb)
			return now.items[i];
	return NULL;
}

struct item *item_nr(unsigned int nr)
{
	return nr < now.nr_items ? now.items[nr] : NULL;
}

unsigned int items_count(void)
{
	return now.nr_items;
}

unsigned int items_lost(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < now.nr_items; i++)
		n += now.items[i]->runs < now.items[i]->pushes;
	return n;
}

unsigned int items_twice(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < now.nr_items; i++)
		n += now.items[i]->runs > now.items[i]->pushes;
	return n;
}

unsigned int items_ran_since(const struct item *it)
{
	return now.callbacks - it->before - !!it->runs;
}

/* --- callbacks ------------------------------------------------------------ */

/*
 * Does lockdep know of a lock with which no task may sleep? A mutex is none,
 * nor are the two that a work item runs with: its queue and itself.
 */
static bool spinlock_held(void)
{
#ifdef CONFIG_LOCKDEP
	int i, type;

	for (i = 0; i < lockdep_depth(current); i++) {
		type = current->held_locks[i].instance->wait_type_inner;
		if (type != LD_WAIT_INV && type < LD_WAIT_SLEEP)
			return true;
	}
#endif
	return false;
}

static const char *atomic_context(struct io_ring_ctx *ctx)
{
	if (in_interrupt())
		return "in an interrupt";
	if (irqs_disabled())
		return "with interrupts disabled";
	if (preempt_count())
		return "with a spinlock held or preemption disabled";
	if (ctx && mutex_is_locked(&ctx->uring_lock))
		return "with uring_lock held";
	if (spinlock_held())
		return "with a spinlock held or in an RCU read section";
	return NULL;
}

/* The ring of an item that is still there, or NULL. */
static struct io_ring_ctx *ring_of(const struct item *it)
{
	return it && !it->gone ? it->req->ctx : NULL;
}

void item_callback(struct callback_head *cb)
{
	struct item *it = item_of(cb);

	if (!now.atomic)
		now.atomic = atomic_context(ring_of(it));
	if (!it) {
		now.strangers++;
		return;
	}
	it->runs++;
	now.callbacks++;
	if (it->act && !it->gone)
		it->act(it);
}

/*
 * An access to it from now on is noted by items_accessed(). The pointers that
 * it finds lead nowhere, so that the guest survives to report it.
 */
void item_free(struct item *it)
{
	struct io_ring_ctx *ctx = it->req->ctx;

	memset(it->req, GONE_PATTERN, sizeof(*it->req));
	it->req->ctx = ctx;
	it->req->task_work.next = NULL;
	it->req->task_work.func = item_callback;
	it->req->io_task_work.node.next = NULL;
	it->gone = true;
	if (IS_ENABLED(CONFIG_KASAN))
		kfree(it->req);
}

void item_scribbles(struct item *it)
{
	it->req->task_work.next = NULL;
	it->req->task_work.func = item_callback;
	it->req->io_task_work.node.next = NULL;
}

void item_pushes_again(struct item *it)
{
	if (!it->again) {
		item_free(it);
		return;
	}
	it->again--;
	item_push(it);
}

void item_sleeps(struct item *it)
{
	if (!now.atomic)
		msleep(SLEEP_MS);
	item_free(it);
}

/* --- what fallback.c did -------------------------------------------------- */

void ring_may_be_gone(const struct io_ring_ctx *ctx)
{
	now.ring_gone = ctx;
}

void items_accessed(unsigned long ip, unsigned long addr, size_t size,
		    bool write)
{
	unsigned long ring = (unsigned long)now.ring_gone, req;
	bool request = false, of_ring;
	unsigned int i, offset = 0;

	for (i = 0; i < now.nr_items && !request; i++) {
		req = (unsigned long)now.items[i]->req;
		offset = addr - req;
		request = now.items[i]->gone && addr + size > req &&
			  addr < req + sizeof(struct io_kiocb);
	}
	of_ring = ring && addr + size > ring &&
		  addr < ring + sizeof(struct io_ring_ctx);
	if (now.touched || (!request && !of_ring))
		return;
	now.touched = true;
	now.touched_ring = !request;
	now.touched_write = write;
	now.touched_ip = ip;
	now.touched_offset = offset;
}

/* The part of a request that has this offset, in C. */
static const char *part_of_request(unsigned int offset)
{
	static const struct {
		unsigned int offset;
		const char *name;
	} parts[] = {
		{ offsetof(struct io_kiocb, ctx), "->ctx" },
		{ offsetof(struct io_kiocb, task_work.next),
		  "->task_work.next" },
		{ offsetof(struct io_kiocb, task_work.func),
		  "->task_work.func" },
		{ offsetof(struct io_kiocb, io_task_work.node),
		  "->io_task_work.node" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i].offset == offset)
			return parts[i].name;
	return "";
}

bool expect(struct kunit *test, bool ok, const char *expected,
	    const char *read, const char *fmt, ...)
{
	char line[LINE_MAX_LEN];
	va_list args;

	if (ok)
		return true;
	kunit_set_failure(test);
	if (now.failed)
		return false;
	now.failed = true;
	if (needed && !strcmp(test->name, needed))
		needed_fails = true;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	kunit_info(test, "expected: %s\n", expected);
	kunit_info(test, "seen: %s\n", line);
	kunit_info(test, "read: %s\n", read);
	return false;
}

bool expect_untouched(struct kunit *test)
{
	/* The host puts function, file and line in place of [<...>]. */
	if (now.touched_ring)
		return expect(test, false,
			      "a request that is published may be the last that held its ring",
			      "docs/pages/race-tests.md, \"Whose request is it?\"",
			      "[<%016lx>] %s the ring, which may have been freed",
			      now.touched_ip,
			      now.touched_write ? "writes to" : "reads");
	return expect(test, !now.touched,
		      "a request belongs to the one that runs it, from the moment it is published",
		      "docs/pages/race-tests.md, \"Whose request is it?\"",
		      "[<%016lx>] %s req%s, which had been freed",
		      now.touched_ip,
		      now.touched_write ? "writes" : "reads",
		      part_of_request(now.touched_offset));
}

bool expect_irqs_kept(struct kunit *test, struct item *a, struct item *b,
		      const char *read)
{
	static DEFINE_SPINLOCK(drivers_lock);
	bool disabled, enabled;

	spin_lock_irq(&drivers_lock);
	item_push(a);
	disabled = irqs_disabled();
	spin_unlock_irq(&drivers_lock);
	item_push(b);
	enabled = !irqs_disabled();
	local_irq_enable();
	return expect(test, disabled,
		      "push leaves interrupts as they were: disabled", read,
		      "it has enabled them") &&
	       expect(test, enabled,
		      "push leaves interrupts as they were: enabled", read,
		      "it has disabled them");
}

bool expect_all_ran(struct kunit *test)
{
	unsigned int lost = items_lost(), twice = items_twice();

	if (!expect_untouched(test))
		return false;
	if (!expect(test, !now.atomic,
		    "callbacks run where they may sleep: no lock held, interrupts enabled",
		    "fallback.h, what holds at all times",
		    "one was called %s", now.atomic))
		return false;
	return expect(test, !lost && !twice && !now.strangers,
		      "each pushed request runs exactly once",
		      "fallback.h, what holds at all times",
		      "of %u requests %u did not run, %u ran too often%s",
		      now.nr_items, lost, twice, now.strangers ?
		      "; and one ran that was never pushed" : "");
}
