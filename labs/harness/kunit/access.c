// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that the compiler calls in front of each memory access of
 * fallback.c, see access.h.
 *
 * Their names are the compiler's.  With -fsanitize=thread, in CONFIG=fast, it
 * calls __tsan_read8() and so on.  In CONFIG=debug it calls KASAN's functions,
 * __asan_load8_noabort() and so on; in fallback.o, and nowhere else, those
 * calls are renamed to watched_asan_load8_noabort(), and from here they go on
 * to KASAN.
 */
#include <linux/instruction_pointer.h>

#include "access.h"
#include "moment.h"

void fallback_access(unsigned long addr, size_t size, bool write)
{
	moment(_RET_IP_, addr, size, write);
}

#ifndef CONFIG_KASAN

/* The compiler declares its functions for itself only, so we do it here. */
#define TSAN_ACCESS(name, size, write)					\
void __tsan_##name##size(unsigned long addr);				\
void __tsan_##name##size(unsigned long addr)				\
{									\
	moment(_RET_IP_, addr, size, write);				\
}

#define TSAN(size)							\
	TSAN_ACCESS(read, size, false)					\
	TSAN_ACCESS(write, size, true)					\
	TSAN_ACCESS(unaligned_read, size, false)			\
	TSAN_ACCESS(unaligned_write, size, true)			\
	TSAN_ACCESS(volatile_read, size, false)				\
	TSAN_ACCESS(volatile_write, size, true)				\
	TSAN_ACCESS(unaligned_volatile_read, size, false)		\
	TSAN_ACCESS(unaligned_volatile_write, size, true)

TSAN(1)
TSAN(2)
TSAN(4)
TSAN(8)
TSAN(16)

#define TSAN_RANGE(name, write)						\
void __tsan_##name##_range(unsigned long addr, size_t size);		\
void __tsan_##name##_range(unsigned long addr, size_t size)		\
{									\
	moment(_RET_IP_, addr, size, write);				\
}

TSAN_RANGE(read, false)
TSAN_RANGE(write, true)

/* Called by a constructor that the compiler adds. Nothing to prepare. */
void __tsan_init(void);
void __tsan_init(void)
{
}

#else /* CONFIG_KASAN */

#define ASAN(name, write)						\
void __asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr)			\
{									\
	moment(_RET_IP_, addr, 1, write);			\
	__asan_##name##_noabort(addr);					\
}

#define ASAN_SIZED(name, write)						\
void __asan_##name##_noabort(unsigned long addr, size_t size);		\
void watched_asan_##name##_noabort(unsigned long addr, size_t size);	\
void watched_asan_##name##_noabort(unsigned long addr, size_t size)	\
{									\
	moment(_RET_IP_, addr, size, write);			\
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
bool watched_kasan_check_read(unsigned long addr, unsigned int size);
bool watched_kasan_check_read(unsigned long addr, unsigned int size)
{
	moment(_RET_IP_, addr, size, false);
	return __kasan_check_read((void *)addr, size);
}

bool watched_kasan_check_write(unsigned long addr, unsigned int size);
bool watched_kasan_check_write(unsigned long addr, unsigned int size)
{
	moment(_RET_IP_, addr, size, true);
	return __kasan_check_write((void *)addr, size);
}

#endif /* CONFIG_KASAN */
