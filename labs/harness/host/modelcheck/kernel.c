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
#include "sync.h"
#include "thread.h"
#include "tsan.h"
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

/* Of an attempt that it is made is known before the thread goes on. */
static bool try_lock(void *lock, bool spin, uintptr_t ip)
{
	int id = thread_current();

	if (id < 0)
		return true;
	thread_announce(&(struct op) {
		.kind = OP_TRYLOCK,
		.addr = (uintptr_t)lock,
		.size = 1,
		.marked = true,
		.acquire = true,
		.wrote = true,
		.need = 1,
		.spin = spin,
		.ip = ip,
		.sp = (uintptr_t)__builtin_frame_address(0),
	});
	return run.steps[run.nr - 1].op.wrote;
}

bool shim_spin_trylock(void *lock)
{
	return try_lock(lock, true, (uintptr_t)__builtin_return_address(0));
}

bool shim_mutex_trylock(void *lock)
{
	return try_lock(lock, false, (uintptr_t)__builtin_return_address(0));
}

bool shim_is_locked(void *lock)
{
	ANNOUNCE(.kind = OP_TRYLOCK, .addr = (uintptr_t)lock, .size = 1,
		 .marked = true,
		 .sp = (uintptr_t)__builtin_frame_address(0));
	return thread_current() >= 0 &&
	       execution_lock_taken((uintptr_t)lock);
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

void shim_irqs(bool on)
{
	/* An interrupt may come right before, and so may scenario_lock(). */
	if (!on && shim_irqs_on())
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

/* --- what sync.c calls ---------------------------------------------------- */

bool sync_begin(const struct sync *s)
{
	if (sync_alone()) {
		if (*s->count >= s->need)
			return true;
		run_fail(FAIL_LOOP, "it waits for something that never comes: it %s",
			 s->what);
		thread_abandon();
		return false;
	}
	/* If there is no such memory, the thread has to find out itself. */
	trying_ip = s->ip;
	(void)*(const volatile uint32_t *)s->count;
	trying_ip = 0;
	thread_announce(&(struct op) {
		.kind = OP_SYNC,
		.addr = (uintptr_t)s->count,
		.size = s->size ? s->size : sizeof(*s->count),
		.need = s->need,
		.marked = true,
		.wrote = s->changes,
		.acquire = s->acquire,
		.release = s->release,
		.full = s->full,
		.idle = s->idle,
		.what = s->what,
		.ip = s->ip,
		.sp = (uintptr_t)__builtin_frame_address(0),
	});
	return true;
}

void sync_end(void)
{
}

int sync_stack(const void *p)
{
	return thread_stack((uintptr_t)p);
}

bool sync_alone(void)
{
	return thread_current() < 0;
}

void works_exceeded(void)
{
	run.given_up = true;
	overflowed = true;
	thread_abandon();
}

void scenario_settle(void)
{
	works_settle();
}

/* --- the rest of the shim ------------------------------------------------- */

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
