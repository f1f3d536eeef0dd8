// SPDX-License-Identifier: GPL-2.0
/*
 * What -fsanitize=thread calls in front of each memory access.
 *
 * The compiler thinks that it talks to libtsan.  We are not libtsan: each call
 * says to the scheduler what the thread is about to do, and comes back when the
 * thread may do it.  A plain or volatile access is then made by the code
 * itself; an atomic one by us, here.
 */
#include <stdint.h>
#include <stdlib.h>

#include "thread.h"
#include "tsan.h"

bool rmw_wrote;
uintptr_t trying_ip;

/*
 * The scheduler looks at the memory as well. If it is not there, the thread is
 * to be the one who finds out.
 */
static void try_address(const volatile void *addr, uintptr_t ip)
{
	if (thread_current() < 0)
		return;
	trying_ip = ip;
	(void)*(const volatile char *)addr;
	trying_ip = 0;
}

static void access_memory(enum op_kind kind, bool marked, void *addr,
			  size_t size, uintptr_t ip)
{
	struct op op = {
		.kind = kind,
		.marked = marked,
		.addr = (uintptr_t)addr,
		.size = size,
		.ip = ip,
		.sp = (uintptr_t)__builtin_frame_address(0),
	};

	if (thread_on_stack(op.addr))
		return;
	try_address(addr, ip);
	thread_announce(&op);
}

#define IP ((uintptr_t)__builtin_return_address(0))

#define TSAN_ACCESS(name, size, kind, marked)				\
void __tsan_##name##size(void *addr)					\
{									\
	access_memory(kind, marked, addr, size, IP);			\
}

#define TSAN(size)							\
	TSAN_ACCESS(read, size, OP_READ, false)				\
	TSAN_ACCESS(write, size, OP_WRITE, false)			\
	TSAN_ACCESS(unaligned_read, size, OP_READ, false)		\
	TSAN_ACCESS(unaligned_write, size, OP_WRITE, false)		\
	TSAN_ACCESS(volatile_read, size, OP_READ, true)			\
	TSAN_ACCESS(volatile_write, size, OP_WRITE, true)		\
	TSAN_ACCESS(unaligned_volatile_read, size, OP_READ, true)	\
	TSAN_ACCESS(unaligned_volatile_write, size, OP_WRITE, true)

TSAN(1)
TSAN(2)
TSAN(4)
TSAN(8)
TSAN(16)

void __tsan_read_range(void *addr, size_t size)
{
	access_memory(OP_READ, false, addr, size, IP);
}

void __tsan_write_range(void *addr, size_t size)
{
	access_memory(OP_WRITE, false, addr, size, IP);
}

void __tsan_init(void)
{
}

/* --- atomics -------------------------------------------------------------- */

static void atomic_access(enum op_kind kind, const volatile void *addr,
			  size_t size, int order, uintptr_t ip)
{
	struct op op = {
		.kind = kind,
		.marked = true,
		.acquire = kind != OP_WRITE && order != __ATOMIC_RELAXED &&
			   order != __ATOMIC_RELEASE,
		.full = kind == OP_RMW && order == __ATOMIC_SEQ_CST,
		.release = kind != OP_READ && (order == __ATOMIC_RELEASE ||
					       order == __ATOMIC_ACQ_REL ||
					       order == __ATOMIC_SEQ_CST),
		.wrote = kind != OP_READ,
		.addr = (uintptr_t)addr,
		.size = size,
		.ip = ip,
		.sp = (uintptr_t)__builtin_frame_address(0),
	};

	if (!thread_on_stack(op.addr)) {
		try_address(addr, ip);
		thread_announce(&op);
	}
	rmw_wrote = kind != OP_READ;
}

#define FETCH(bits, name)						\
uint##bits##_t __tsan_atomic##bits##_fetch_##name(			\
	volatile uint##bits##_t *p, uint##bits##_t v, int order)	\
{									\
	atomic_access(OP_RMW, p, bits / 8, order, IP);			\
	return __atomic_fetch_##name(p, v, __ATOMIC_SEQ_CST);		\
}

#define COMPARE(bits, strength)						\
int __tsan_atomic##bits##_compare_exchange_##strength(			\
	volatile uint##bits##_t *p, uint##bits##_t *old,		\
	uint##bits##_t v, int order, int fail_order)			\
{									\
	(void)fail_order;						\
	atomic_access(OP_RMW, p, bits / 8, order, IP);			\
	rmw_wrote = *p == *old;						\
	if (rmw_wrote)							\
		*p = v;							\
	else								\
		*old = *p;						\
	return rmw_wrote;						\
}

#define ATOMIC(bits)							\
uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *p, \
					  int order)			\
{									\
	atomic_access(OP_READ, p, bits / 8, order, IP);			\
	return *p;							\
}									\
void __tsan_atomic##bits##_store(volatile uint##bits##_t *p,		\
				 uint##bits##_t v, int order)		\
{									\
	atomic_access(OP_WRITE, p, bits / 8, order, IP);		\
	*p = v;								\
}									\
uint##bits##_t __tsan_atomic##bits##_exchange(volatile uint##bits##_t *p, \
					      uint##bits##_t v, int order) \
{									\
	uint##bits##_t old;						\
									\
	atomic_access(OP_RMW, p, bits / 8, order, IP);			\
	old = *p;							\
	*p = v;								\
	return old;							\
}									\
COMPARE(bits, strong)							\
COMPARE(bits, weak)							\
FETCH(bits, add)							\
FETCH(bits, sub)							\
FETCH(bits, and)							\
FETCH(bits, or)								\
FETCH(bits, xor)

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)
