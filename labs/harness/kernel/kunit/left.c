// SPDX-License-Identifier: GPL-2.0
/*
 * What is left when rings have come and gone.  See left.h.
 *
 * The kernel's allocators have tracepoints.  While we look, each object is kept
 * in a list with the place that allocated it, until it is freed.  Whatever a
 * ring leaves, a task, a workqueue, memory of its own, there are objects of it,
 * and as many of them from one place as there were rings.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/tracepoint.h>
#include <trace/events/kmem.h>

#include "item.h"
#include "left.h"
#include "meanwhile.h"

#define STEP_MS		5
#define STEPS		40
#define OBJECTS_MAX	2048

static struct {
	unsigned int threads;		/* before */
	unsigned int nr;
	int pages;
	struct object {
		const void *memory;
		unsigned long place;
	} objects[OBJECTS_MAX];
} left;

/* --- threads -------------------------------------------------------------- */

unsigned int kernel_threads(void)
{
	struct task_struct *task;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process(task)
		if ((task->flags & PF_KTHREAD) &&
		    !(task->flags & PF_WQ_WORKER) && !task->exit_state)
			n++;
	rcu_read_unlock();
	return n;
}

int more_kernel_threads(unsigned int before)
{
	unsigned int i;

	for (i = 0; i < patience(STEPS) && kernel_threads() > before; i++)
		msleep(STEP_MS);
	return kernel_threads() - before;
}

/* --- memory --------------------------------------------------------------- */

static void note(unsigned long place, const void *memory)
{
	unsigned long flags;

	local_irq_save(flags);
	if (memory && left.nr < OBJECTS_MAX)
		left.objects[left.nr++] = (struct object) { memory, place };
	local_irq_restore(flags);
}

/* The youngest are the first to go. */
static void forget(const void *memory)
{
	unsigned long flags;
	unsigned int i;

	local_irq_save(flags);
	for (i = left.nr; i--;) {
		if (left.objects[i].memory == memory) {
			left.objects[i] = left.objects[--left.nr];
			break;
		}
	}
	local_irq_restore(flags);
}

static void on_kmalloc(void *unused, unsigned long place, const void *memory,
		       size_t wanted, size_t got, gfp_t flags, int node)
{
	note(place, memory);
}

static void on_kfree(void *unused, unsigned long place, const void *memory)
{
	forget(memory);
}

static void on_cache_alloc(void *unused, unsigned long place,
			   const void *memory, struct kmem_cache *cache,
			   gfp_t flags, int node)
{
	note(place, memory);
}

static void on_cache_free(void *unused, unsigned long place, const void *memory,
			  const struct kmem_cache *cache)
{
	forget(memory);
}

static void on_page_alloc(void *unused, struct page *page, unsigned int order,
			  gfp_t flags, int type)
{
	if (page)
		left.pages += 1 << order;
}

static void on_page_free(void *unused, struct page *page, unsigned int order)
{
	left.pages -= 1 << order;
}

static bool memory_counts(void)
{
	return !IS_ENABLED(CONFIG_KASAN);
}

void left_begin(void)
{
	left.threads = kernel_threads();
	left.nr = 0;
	left.pages = 0;
	if (!memory_counts())
		return;
	WARN_ON(register_trace_kmalloc(on_kmalloc, NULL) ||
		register_trace_kfree(on_kfree, NULL) ||
		register_trace_kmem_cache_alloc(on_cache_alloc, NULL) ||
		register_trace_kmem_cache_free(on_cache_free, NULL) ||
		register_trace_mm_page_alloc(on_page_alloc, NULL) ||
		register_trace_mm_page_free(on_page_free, NULL));
}

static void left_end(void)
{
	if (!memory_counts())
		return;
	/* Tasks and workqueues are freed some time after they have ended. */
	rcu_barrier();
	msleep(STEP_MS);
	rcu_barrier();
	unregister_trace_kmalloc(on_kmalloc, NULL);
	unregister_trace_kfree(on_kfree, NULL);
	unregister_trace_kmem_cache_alloc(on_cache_alloc, NULL);
	unregister_trace_kmem_cache_free(on_cache_free, NULL);
	unregister_trace_mm_page_alloc(on_page_alloc, NULL);
	unregister_trace_mm_page_free(on_page_free, NULL);
	tracepoint_synchronize_unregister();
}

/* The place from which most objects are left. Return: how many. */
static unsigned int most(unsigned long *place)
{
	unsigned int i, j, n, max = 0;

	for (i = 0; i < left.nr; i++) {
		for (n = 0, j = i; j < left.nr; j++)
			n += left.objects[j].place == left.objects[i].place;
		if (n > max) {
			max = n;
			*place = left.objects[i].place;
		}
	}
	return max;
}

bool expect_nothing_left(struct kunit *test, const char *read)
{
	static const char expected[] =
		"when a ring is gone, nothing of it is left: no thread, no memory";
	int threads = more_kernel_threads(left.threads);
	unsigned long place = 0;
	unsigned int objects;

	left_end();
	objects = most(&place);
	/* The host puts function, file and line in place of [<...>]. */
	return expect(test, threads <= 0, expected, read,
		      "%u rings have come and gone, and %d kernel threads are left",
		      LEFT_RINGS, threads) &&
	       expect(test, objects < LEFT_RINGS, expected, read,
		      "%u rings have come and gone, and %u objects are left, allocated in [<%016lx>]",
		      LEFT_RINGS, objects, place) &&
	       expect(test, left.pages < LEFT_RINGS, expected, read,
		      "%u rings have come and gone, and %d pages are left",
		      LEFT_RINGS, left.pages);
}
