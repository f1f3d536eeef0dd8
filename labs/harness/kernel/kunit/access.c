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
 *
 * llist_add(), llist_del_first() and llist_reverse_order() are in
 * lib/llist.c, which nobody watches. Their calls in fallback.o are renamed as
 * well, so that a fallback.c may use them and be tested like one that has a
 * cmpxchg of its own.
 */
#include <linux/instruction_pointer.h>
#include <linux/llist.h>
#include <linux/string.h>

#include <asm/sections.h>

#include "access.h"
#include "inject.h"

void fallback_access(unsigned long addr, size_t size, bool write)
{
	inject(_RET_IP_, addr, size, write);
}

/* As lib/llist.c has them, with an announcement in front of each access. */

bool watched_llist_add_batch(struct llist_node *new_first,
			     struct llist_node *new_last,
			     struct llist_head *head);
bool watched_llist_add_batch(struct llist_node *new_first,
			     struct llist_node *new_last,
			     struct llist_head *head)
{
	struct llist_node *first;

	inject(_RET_IP_, (unsigned long)head, sizeof(*head), false);
	first = READ_ONCE(head->first);
	do {
		inject(_RET_IP_, (unsigned long)new_last, sizeof(*new_last),
		       true);
		new_last->next = first;
		inject(_RET_IP_, (unsigned long)head, sizeof(*head), true);
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}

struct llist_node *watched_llist_del_first(struct llist_head *head);
struct llist_node *watched_llist_del_first(struct llist_head *head)
{
	struct llist_node *entry, *next;

	inject(_RET_IP_, (unsigned long)head, sizeof(*head), false);
	/* Pairs with the cmpxchg of watched_llist_add_batch(). */
	entry = smp_load_acquire(&head->first);
	do {
		if (!entry)
			return NULL;
		inject(_RET_IP_, (unsigned long)entry, sizeof(*entry), false);
		next = READ_ONCE(entry->next);
		inject(_RET_IP_, (unsigned long)head, sizeof(*head), true);
	} while (!try_cmpxchg(&head->first, &entry, next));
	return entry;
}

struct llist_node *watched_llist_reverse_order(struct llist_node *head);
struct llist_node *watched_llist_reverse_order(struct llist_node *head)
{
	struct llist_node *new_head = NULL, *next;

	for (; head; head = next) {
		inject(_RET_IP_, (unsigned long)head, sizeof(*head), true);
		next = head->next;
		head->next = new_head;
		new_head = head;
	}
	return new_head;
}

static bool expected, warned;

bool warnings_expected(bool yes)
{
	/* As in /sys/kernel/debug/clear_warn_once. */
	memset(__start_once, 0, __end_once - __start_once);
	if (yes)
		warned = false;
	expected = yes;
	return warned;
}

bool watched_warn(void)
{
	warned |= expected;
	return expected;
}

#ifndef CONFIG_KASAN

/* The compiler declares its functions for itself only, so we do it here. */
#define TSAN_ACCESS(name, size, write)					\
void __tsan_##name##size(unsigned long addr);				\
void __tsan_##name##size(unsigned long addr)				\
{									\
	inject(_RET_IP_, addr, size, write);				\
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
	inject(_RET_IP_, addr, size, write);				\
}

TSAN_RANGE(read, false)
TSAN_RANGE(write, true)

/* Called by a constructor that the compiler adds. Nothing to prepare. */
void __tsan_init(void);
void __tsan_init(void)
{
}

/*
 * The __atomic builtins of C11. The kernel does not use them, a student may.
 * Relaxed order would do on one CPU; the strongest is right everywhere.
 */
#define TSAN_ATOMIC(bits, type)						\
type __tsan_atomic##bits##_load(const type *p, int order);		\
type __tsan_atomic##bits##_load(const type *p, int order)		\
{									\
	inject(_RET_IP_, (unsigned long)p, sizeof(type), false);	\
	return __atomic_load_n(p, __ATOMIC_SEQ_CST);			\
}									\
void __tsan_atomic##bits##_store(type *p, type v, int order);		\
void __tsan_atomic##bits##_store(type *p, type v, int order)		\
{									\
	inject(_RET_IP_, (unsigned long)p, sizeof(type), true);		\
	__atomic_store_n(p, v, __ATOMIC_SEQ_CST);			\
}									\
type __tsan_atomic##bits##_exchange(type *p, type v, int order);	\
type __tsan_atomic##bits##_exchange(type *p, type v, int order)		\
{									\
	inject(_RET_IP_, (unsigned long)p, sizeof(type), true);		\
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);		\
}									\
int __tsan_atomic##bits##_compare_exchange_strong(type *p, type *old,	\
						  type v, int o, int f); \
int __tsan_atomic##bits##_compare_exchange_strong(type *p, type *old,	\
						  type v, int o, int f)	\
{									\
	inject(_RET_IP_, (unsigned long)p, sizeof(type), true);		\
	return __atomic_compare_exchange_n(p, old, v, false,		\
					   __ATOMIC_SEQ_CST,		\
					   __ATOMIC_SEQ_CST);		\
}									\
int __tsan_atomic##bits##_compare_exchange_weak(type *p, type *old,	\
						type v, int o, int f);	\
int __tsan_atomic##bits##_compare_exchange_weak(type *p, type *old,	\
						type v, int o, int f)	\
{									\
	return __tsan_atomic##bits##_compare_exchange_strong(p, old, v,	\
							     o, f);	\
}

TSAN_ATOMIC(8, u8)
TSAN_ATOMIC(16, u16)
TSAN_ATOMIC(32, u32)
TSAN_ATOMIC(64, u64)

#else /* CONFIG_KASAN */

#define ASAN(name, write)						\
void __asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr);			\
void watched_asan_##name##_noabort(unsigned long addr)			\
{									\
	inject(_RET_IP_, addr, 1, write);			\
	__asan_##name##_noabort(addr);					\
}

#define ASAN_SIZED(name, write)						\
void __asan_##name##_noabort(unsigned long addr, size_t size);		\
void watched_asan_##name##_noabort(unsigned long addr, size_t size);	\
void watched_asan_##name##_noabort(unsigned long addr, size_t size)	\
{									\
	inject(_RET_IP_, addr, size, write);			\
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
	inject(_RET_IP_, addr, size, false);
	return __kasan_check_read((void *)addr, size);
}

bool watched_kasan_check_write(unsigned long addr, unsigned int size);
bool watched_kasan_check_write(unsigned long addr, unsigned int size)
{
	inject(_RET_IP_, addr, size, true);
	return __kasan_check_write((void *)addr, size);
}

#endif /* CONFIG_KASAN */
