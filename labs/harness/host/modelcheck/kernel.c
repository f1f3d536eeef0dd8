// SPDX-License-Identifier: GPL-2.0
/*
 * What scenarios, and the shim of the kernel, call: each says what its thread
 * is about to do.
 */
#include <stdarg.h>
#include <stdio.h>

#include "execution.h"
#include "scenario.h"
#include "shim/kernel.h"
#include "thread.h"
#include "world.h"

/* The thread that has called this function is about to make a step. */
#define ANNOUNCE(...)							\
	thread_announce(&(struct op) {					\
		.ip = (uintptr_t)__builtin_return_address(0),		\
		__VA_ARGS__						\
	})

/* --- what scenarios call -------------------------------------------------- */

void scenario_fail(const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	run_fail(FAIL_CHECK, "%s", text);
}

void scenario_free(void *addr, size_t size)
{
	ANNOUNCE(.kind = OP_FREE, .addr = (uintptr_t)addr, .size = size);
}

void scenario_lock(void)
{
	ANNOUNCE(.kind = OP_LOCK_ALL, .marked = true);
}

void scenario_unlock(void)
{
	ANNOUNCE(.kind = OP_UNLOCK_ALL, .marked = true);
}

/* --- what the shim calls -------------------------------------------------- */

#define ANNOUNCE_LOCK(lock, ...)					\
	ANNOUNCE(.addr = (uintptr_t)(lock), .size = 1, .marked = true,	\
		 .wrote = true, __VA_ARGS__)

void shim_spin_lock(void *lock)
{
	ANNOUNCE_LOCK(lock, .kind = OP_LOCK, .acquire = true, .spin = true);
}

void shim_mutex_lock(void *lock)
{
	shim_might_sleep("mutex_lock()");
	ANNOUNCE_LOCK(lock, .kind = OP_LOCK, .acquire = true);
}

void shim_spin_unlock(void *lock)
{
	ANNOUNCE_LOCK(lock, .kind = OP_UNLOCK, .release = true);
}

void shim_mutex_unlock(void *lock)
{
	ANNOUNCE_LOCK(lock, .kind = OP_UNLOCK, .release = true);
}

void shim_wmb(void)
{
	execution_wmb();
}

void shim_rmb(void)
{
	execution_rmb();
}

void shim_mb(void)
{
	ANNOUNCE(.kind = OP_FENCE);
	execution_wmb();
}

static bool may_be_interrupted(int id)
{
	int i;

	for (i = 0; i < nr_threads && id >= 0; i++)
		if (threads[i].interrupts == id)
			return true;
	return false;
}

void shim_irqs(bool on)
{
	/* An interrupt may come right before. */
	if (!on && shim_irqs_on() && may_be_interrupted(thread_current()))
		ANNOUNCE(.kind = OP_IRQS);
	if (thread_current() >= 0)
		threads[thread_current()].irqs_off = !on;
}

bool shim_irqs_on(void)
{
	return thread_current() < 0 || !threads[thread_current()].irqs_off;
}

void shim_atomic(int by)
{
	if (thread_current() >= 0)
		threads[thread_current()].atomic += by;
}

void shim_might_sleep(const char *who)
{
	if (thread_current() < 0)
		return;
	if (execution_holds_lock(thread_current()))
		run_fail(FAIL_CHECK, "%s with a lock held", who);
	else if (threads[thread_current()].irqs_off)
		run_fail(FAIL_CHECK, "%s with interrupts disabled", who);
	else if (threads[thread_current()].atomic)
		run_fail(FAIL_CHECK, "%s where nobody may sleep", who);
}

void *shim_alloc(size_t size, gfp_t gfp)
{
	if (gfp == GFP_KERNEL)
		shim_might_sleep("it allocates memory with GFP_KERNEL");
	return world_alloc(size);
}

bool shim_in_interrupt(void)
{
	int id = thread_current();

	return id >= 0 && threads[id].interrupts >= 0;
}

void shim_warn(const char *what)
{
	run_fail(FAIL_CHECK, "%s", what);
}
