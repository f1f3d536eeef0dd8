// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that the compiler calls in front of each memory access of
 * fallback.c, see access.h.
 *
 * Their names are the compiler's.  With -fsanitize=thread, in CONFIG=fast, it
 * calls __tsan_read8() and so on.  In CONFIG=debug it calls KASAN's functions,
 * __asan_load8_noabort() and so on; in fallback.o, and nowhere else, those calls
 * are renamed to watched_asan_load8_noabort(), and from here they go on to KASAN.
 */
#include <linux/instruction_pointer.h>

#include "access.h"
#include "moment.h"

void fallback_access(const volatile void *addr, size_t size, bool write)
{
	moment(_RET_IP_, addr, size, write);
}

/* The compiler's own declarations are not to be had in a header. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wmissing-declarations"

#ifndef CONFIG_KASAN

#define TSAN(size)							\
void __tsan_read##size(void *addr)					\
{									\
	moment(_RET_IP_, addr, size, false);				\
}									\
void __tsan_write##size(void *addr)					\
{									\
	moment(_RET_IP_, addr, size, true);				\
}									\
void __tsan_unaligned_read##size(void *addr)				\
{									\
	moment(_RET_IP_, addr, size, false);				\
}									\
void __tsan_unaligned_write##size(void *addr)				\
{									\
	moment(_RET_IP_, addr, size, true);				\
}									\
void __tsan_volatile_read##size(void *addr)				\
{									\
	moment(_RET_IP_, addr, size, false);				\
}									\
void __tsan_volatile_write##size(void *addr)				\
{									\
	moment(_RET_IP_, addr, size, true);				\
}									\
void __tsan_unaligned_volatile_read##size(void *addr)			\
{									\
	moment(_RET_IP_, addr, size, false);				\
}									\
void __tsan_unaligned_volatile_write##size(void *addr)			\
{									\
	moment(_RET_IP_, addr, size, true);				\
}

TSAN(1)
TSAN(2)
TSAN(4)
TSAN(8)
TSAN(16)

void __tsan_read_range(void *addr, size_t size)
{
	moment(_RET_IP_, addr, size, false);
}

void __tsan_write_range(void *addr, size_t size)
{
	moment(_RET_IP_, addr, size, true);
}

/* Called by a constructor that the compiler adds; there is nothing to prepare. */
void __tsan_init(void)
{
}

/*
 * The __atomic builtins of C11. The kernel does not use them, a student may.
 * Relaxed order would do on one CPU; the strongest is right everywhere.
 */
#define TSAN_ATOMIC(bits, type)						\
type __tsan_atomic##bits##_load(const volatile type *p, int order)	\
{									\
	moment(_RET_IP_, p, sizeof(type), false);			\
	return __atomic_load_n(p, __ATOMIC_SEQ_CST);			\
}									\
void __tsan_atomic##bits##_store(volatile type *p, type v, int order)	\
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	__atomic_store_n(p, v, __ATOMIC_SEQ_CST);			\
}									\
type __tsan_atomic##bits##_exchange(volatile type *p, type v, int order) \
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);		\
}									\
int __tsan_atomic##bits##_compare_exchange_strong(volatile type *p,	\
		type *old, type v, int order, int fail_order)		\
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	return __atomic_compare_exchange_n(p, old, v, false,		\
			__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);		\
}									\
int __tsan_atomic##bits##_compare_exchange_weak(volatile type *p,	\
		type *old, type v, int order, int fail_order)		\
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	return __atomic_compare_exchange_n(p, old, v, true,		\
			__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);		\
}									\
type __tsan_atomic##bits##_fetch_add(volatile type *p, type v, int order) \
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST);		\
}									\
type __tsan_atomic##bits##_fetch_sub(volatile type *p, type v, int order) \
{									\
	moment(_RET_IP_, p, sizeof(type), true);			\
	return __atomic_fetch_sub(p, v, __ATOMIC_SEQ_CST);		\
}

TSAN_ATOMIC(8, u8)
TSAN_ATOMIC(16, u16)
TSAN_ATOMIC(32, u32)
TSAN_ATOMIC(64, u64)

void __tsan_atomic_thread_fence(int order)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void __tsan_atomic_signal_fence(int order)
{
	barrier();
}

#else /* CONFIG_KASAN */

#define ASAN(name, write)						\
void __asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr)			\
{									\
	moment(_RET_IP_, (void *)addr, 1, write);			\
	__asan_##name##_noabort(addr);					\
}

#define ASAN_SIZED(name, write)						\
void __asan_##name##_noabort(unsigned long addr, size_t size);		\
void watched_asan_##name##_noabort(unsigned long addr, size_t size);	\
void watched_asan_##name##_noabort(unsigned long addr, size_t size)	\
{									\
	moment(_RET_IP_, (void *)addr, size, write);			\
	__asan_##name##_noabort(addr, size);				\
}

ASAN(load1, false)
ASAN(load2, false)
ASAN(load4, false)
ASAN(load8, false)
ASAN(load16, false)
ASAN_SIZED(loadN, false)
ASAN(store1, true)
ASAN(store2, true)
ASAN(store4, true)
ASAN(store8, true)
ASAN(store16, true)
ASAN_SIZED(storeN, true)

/* What the kernel's atomics call, in include/linux/instrumented.h. */
bool __kasan_check_read(const volatile void *addr, unsigned int size);
bool watched_kasan_check_read(const volatile void *addr, unsigned int size);
bool watched_kasan_check_read(const volatile void *addr, unsigned int size)
{
	moment(_RET_IP_, addr, size, false);
	return __kasan_check_read(addr, size);
}

bool __kasan_check_write(const volatile void *addr, unsigned int size);
bool watched_kasan_check_write(const volatile void *addr, unsigned int size);
bool watched_kasan_check_write(const volatile void *addr, unsigned int size)
{
	moment(_RET_IP_, addr, size, true);
	return __kasan_check_write(addr, size);
}

#endif /* CONFIG_KASAN */
