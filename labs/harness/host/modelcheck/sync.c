// SPDX-License-Identifier: GPL-2.0
/*
 * What sleeps and is woken up: completions, wait queues, work items.
 *
 * A work item has a thread of its own, which may begin as soon as it is queued,
 * and as late as it likes: there is no time here, so a delay is none.  It does
 * what the kernel promises of work items:
 *
 *	- it runs once for each time that it was queued; queueing does nothing
 *	  while it is queued already, and then it has yet to begin
 *	- it does not run twice at the same time
 *	- flush_work() waits for what was queued when it was called, but not for
 *	  a delayed work whose timer has not expired
 *	- on a queue that is ordered, or of a kthread_worker, one runs after the
 *	  other, in the order in which they were queued
 *	- accesses before it is queued are ordered before it runs, even if it
 *	  was queued already
 *
 * Queueing is one step.  In the kernel it is two: see the lab on flush, about
 * several CPUs.
 *
 * This file is compiled for the checker and for threads/.
 */
#include <string.h>

#include "sync.h"
#include "shim/kernel.h"

#define IP	((uintptr_t)__builtin_return_address(0))

/* --- counts --------------------------------------------------------------- */

void shim_wait(u32 *count, bool takes, const char *what)
{
	const struct sync s = {
		.count = count,
		.need = 1,
		.changes = takes,
		.acquire = true,
		.what = what,
		.ip = IP,
	};

	shim_might_sleep("it waits");
	if (!sync_begin(&s))
		return;
	/* Once it was complete_all() no wait blocks any more. */
	if (takes && *count != UINT32_MAX)
		--*count;
	sync_end();
}

bool shim_try_wait(u32 *count)
{
	const struct sync s = {
		.count = count,
		.changes = true,
		.acquire = true,
		.what = "looks whether it would have to wait",
		.ip = IP,
	};
	bool got;

	if (!sync_begin(&s))
		return false;
	got = *count;
	if (got && *count != UINT32_MAX)
		--*count;
	sync_end();
	return got;
}

u32 shim_look(u32 *count, const char *what)
{
	const struct sync s = {
		.count = count,
		.acquire = true,
		.what = what,
		.ip = IP,
	};
	u32 seen;

	if (!sync_begin(&s))
		return 0;
	seen = *count;
	sync_end();
	return seen;
}

void shim_post(u32 *count, u32 by, const char *what)
{
	const struct sync s = {
		.count = count,
		.changes = true,
		.acquire = true,
		.release = true,
		.what = what,
		.ip = IP,
	};

	if (!sync_begin(&s))
		return;
	*count = by == UINT32_MAX ? by : *count + by;
	sync_end();
}

/*
 * A wait queue counts wake-ups. A thread that is about to sleep notes the
 * count, looks at the condition, and sleeps until the count is larger: as with
 * prepare_to_wait(), a wake-up in between is not lost.
 */
u32 shim_prepare_to_wait(u32 *wakeups)
{
	const struct sync s = {
		.count = wakeups,
		.acquire = true,
		.full = true,
		.what = "is about to sleep",
		.ip = IP,
	};
	u32 seen;

	shim_might_sleep("it waits");
	if (!sync_begin(&s))
		return 0;
	seen = *wakeups;
	sync_end();
	return seen;
}

void shim_sleep(u32 *wakeups, u32 seen)
{
	const struct sync s = {
		.count = wakeups,
		.need = seen + 1,
		.acquire = true,
		.what = "sleeps until it is woken up",
		.ip = IP,
	};

	if (sync_begin(&s))
		sync_end();
}

/* --- work items ----------------------------------------------------------- */

/* Not in the item, which may be gone once its function has begun. */
static struct work {
	u32 pending;
	u32 done;
	u32 queued;		/* how often */
	bool timer;		/* it waits for one */
	bool claimed;		/* it is about to get its place in a queue */
	u32 ticket;		/* the place */
	struct work_struct *item;
	struct workqueue_struct *wq;
} works[WORKERS];

void works_begin(void)
{
	memset(works, 0, sizeof(works));
}

/*
 * Which place a work item gets must not depend on which thread comes first, or
 * one schedule would mean two things in two runs. So it follows from the item's
 * address, if there is room. The compare-and-swap orders nothing: it only keeps
 * two threads from taking one place.
 */
static struct work *work_of(struct work_struct *item)
{
	int stack = sync_stack(item);
	unsigned int i, n = stack >= 0 ? (unsigned int)stack :
				(unsigned int)((uintptr_t)item >> 4);
	struct work *w;

	for (i = 0; i < WORKERS; i++) {
		w = &works[(n + i) % WORKERS];
		__sync_bool_compare_and_swap(&w->item, NULL, item);
		if (w->item == item)
			return w;
	}
	works_exceeded();
	return &works[0];
}

/* A step that reads or changes whether the work is queued. */
static struct sync on_queue(struct work *w, bool changes, const char *what,
			    uintptr_t ip)
{
	return (struct sync) {
		.count = &w->pending,
		.changes = changes,
		.acquire = true,
		.release = changes,
		.full = changes,
		.what = what,
		.ip = ip,
	};
}

static void take_place(struct work *w, uintptr_t ip)
{
	struct sync s = on_queue(w, true, "puts it behind the others", ip);

	s.count = &w->wq->tickets;
	if (!sync_begin(&s))
		return;
	w->ticket = w->wq->tickets++;
	sync_end();
	s.count = &w->pending;
	if (!sync_begin(&s))
		return;
	w->pending = 1;
	w->claimed = false;
	sync_end();
}

bool shim_queue(struct workqueue_struct *wq, struct work_struct *item,
		bool timer, bool again)
{
	struct work *w = work_of(item);
	struct sync s = on_queue(w, true, "queues the work", IP);
	bool was;

	/* What was queued counts as done: nobody waits for it any more. */
	if (again)
		s.size = offsetof(struct work, timer);
	if (!sync_begin(&s))
		return false;
	was = w->pending || w->claimed;
	if (!was || again) {
		w->done += was;
		w->queued++;
		w->pending = !wq->ordered;
		w->claimed = wq->ordered;
		w->timer = timer;
		w->wq = wq;
	}
	sync_end();
	if (wq->ordered && was && again)
		works_exceeded();
	else if (wq->ordered && !was)
		take_place(w, IP);
	return again ? was : !was;
}

/* Until what was queued so far is done; if @wq, what was queued there. */
static bool wait_until_done(struct work *w, const struct workqueue_struct *wq,
			    bool hurry, uintptr_t ip)
{
	struct sync s = on_queue(w, false, "looks whether the work is queued",
				 ip);
	u32 queued;
	bool busy;

	if (!sync_begin(&s))
		return false;
	if (hurry)
		w->timer = false;
	queued = w->queued - (w->pending && w->timer);
	if (wq && w->wq != wq)
		queued = 0;
	sync_end();
	if (sync_alone())
		works_settle();
	s = (struct sync) {
		.count = &w->done,
		.need = queued,
		.acquire = true,
		.what = "waits for the work",
		.ip = ip,
	};
	busy = w->done < queued;
	if (sync_begin(&s))
		sync_end();
	return busy;
}

bool shim_flush(struct work_struct *item, bool hurry)
{
	shim_might_sleep("it waits for a work");
	return wait_until_done(work_of(item), NULL, hurry, IP);
}

bool shim_cancel(struct work_struct *item, bool wait)
{
	struct work *w = work_of(item);
	struct sync s = on_queue(w, true, "takes the work back", IP);
	bool was;

	s.size = offsetof(struct work, timer);
	if (wait)
		shim_might_sleep("it waits for a work");
	if (!sync_begin(&s))
		return false;
	was = w->pending;
	if (was && w->wq->ordered)
		works_exceeded();
	w->done += was;
	w->pending = 0;
	w->timer = false;
	sync_end();
	if (wait)
		wait_until_done(w, NULL, false, IP);
	return was;
}

u32 shim_work_busy(struct work_struct *item)
{
	struct work *w = work_of(item);
	struct sync s = on_queue(w, false, "looks at the work", IP);
	u32 busy;

	s.size = offsetof(struct work, timer);
	if (!sync_begin(&s))
		return 0;
	busy = w->pending || w->claimed;
	busy = (busy ? WORK_BUSY_PENDING : 0) |
	       (w->queued - w->done > busy ? WORK_BUSY_RUNNING : 0);
	sync_end();
	return busy;
}

void shim_flush_queue(const struct workqueue_struct *wq)
{
	unsigned int i;

	shim_might_sleep("it waits for a workqueue");
	for (i = 0; i < WORKERS; i++)
		wait_until_done(&works[i], wq, false, IP);
}

static void wait_in_line(struct work *w)
{
	const struct sync s = {
		.count = &w->wq->turn,
		.need = w->ticket,
		.acquire = true,
		.what = "waits for the works before this one",
	};

	if (sync_begin(&s))
		sync_end();
}

static bool take(struct work *w)
{
	struct sync s = on_queue(w, true, "begins with the work", 0);

	s.need = 1;
	s.idle = true;
	if (!sync_begin(&s))
		return false;
	if (w->wq->ordered) {
		sync_end();
		wait_in_line(w);
		if (!sync_begin(&s))
			return false;
	}
	w->pending = 0;
	w->timer = false;
	sync_end();
	return true;
}

static void run(struct work *w)
{
	struct workqueue_struct *wq = w->wq;
	const struct sync over = {
		.count = &w->done,
		.changes = true,
		.release = true,
		.what = "is done with the work",
	};

	w->item->func(w->item);
	if (!sync_begin(&over))
		return;
	w->done++;
	sync_end();
	if (wq->ordered)
		shim_post(&wq->turn, 1, "lets the next work begin");
}

void worker(void *number)
{
	struct work *w = &works[(uintptr_t)number];

	while (take(w))
		run(w);
}

void works_settle(void)
{
	unsigned int i;
	bool any;

	do {
		any = false;
		for (i = 0; i < WORKERS; i++) {
			if (!sync_alone()) {
				any |= wait_until_done(&works[i], NULL, true,
						       0);
			} else if (works[i].pending) {
				any = true;
				works[i].pending = 0;
				run(&works[i]);
			}
		}
	} while (any);
}
