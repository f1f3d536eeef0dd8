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
	struct op op = {
		.kind = OP_FREE,
		.addr = (uintptr_t)addr,
		.size = size,
		.ip = (uintptr_t)__builtin_return_address(0),
	};

	thread_announce(&op);
}

static void all_locks(enum op_kind kind, uintptr_t ip)
{
	struct op op = { .kind = kind, .marked = true, .ip = ip };

	thread_announce(&op);
}

void scenario_lock(void)
{
	all_locks(OP_LOCK_ALL, (uintptr_t)__builtin_return_address(0));
}

void scenario_unlock(void)
{
	all_locks(OP_UNLOCK_ALL, (uintptr_t)__builtin_return_address(0));
}

/* --- what the shim calls -------------------------------------------------- */

static void lock_op(enum op_kind kind, void *lock, bool spin, uintptr_t ip)
{
	struct op op = {
		.kind = kind,
		.marked = true,
		.spin = spin,
		.acquire = kind == OP_LOCK,
		.release = kind == OP_UNLOCK,
		.wrote = true,
		.addr = (uintptr_t)lock,
		.size = 1,
		.ip = ip,
	};

	thread_announce(&op);
}

void shim_spin_lock(void *lock)
{
	lock_op(OP_LOCK, lock, true, (uintptr_t)__builtin_return_address(0));
}

void shim_mutex_lock(void *lock)
{
	shim_might_sleep("mutex_lock()");
	lock_op(OP_LOCK, lock, false, (uintptr_t)__builtin_return_address(0));
}

void shim_spin_unlock(void *lock)
{
	lock_op(OP_UNLOCK, lock, true, (uintptr_t)__builtin_return_address(0));
}

void shim_mutex_unlock(void *lock)
{
	lock_op(OP_UNLOCK, lock, false, (uintptr_t)__builtin_return_address(0));
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
	struct op op = {
		.kind = OP_FENCE,
		.ip = (uintptr_t)__builtin_return_address(0),
	};

	thread_announce(&op);
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
	struct op op = {
		.kind = OP_IRQS,
		.ip = (uintptr_t)__builtin_return_address(0),
	};

	/* An interrupt may come right before. */
	if (!on && shim_irqs_on() && may_be_interrupted(thread_current()))
		thread_announce(&op);
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
