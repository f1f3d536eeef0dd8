/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel, as far as a fallback.c needs it, on the host.
 *
 * Every <linux/...> header that fallback.h includes is this one, see
 * labs/harness/lib/model.sh.  Memory accesses and atomics are the compiler's,
 * which tells the model checker about each.  What waits, or does something by
 * itself later, is a function of the checker's.
 *
 * What is not here is not needed by a lab that has a model.
 */
#ifndef SHIM_KERNEL_H
#define SHIM_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef int gfp_t;

#define __maybe_unused		__attribute__((unused))
#define noinline		__attribute__((noinline))
#define __weak			__attribute__((weak))
#define __user
#define __rcu
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define fallthrough		__attribute__((fallthrough))

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))

void *memset(void *p, int c, size_t n);
void *memcpy(void *to, const void *from, size_t n);

#define EPERM			1
#define ESRCH			3
#define EINTR			4
#define EIO			5
#define EAGAIN			11
#define ENOMEM			12
#define EBUSY			16
#define EINVAL			22
#define ECANCELED		125

/* --- memory --------------------------------------------------------------- */

/*
 * The model checker tells volatile accesses from plain ones. ThreadSanitizer
 * does not, so on real threads (see threads/) they are atomics.
 */
#ifdef SHIM_THREADS
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_ACQUIRE)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#else
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile __typeof__(x) *)&(x) = (v))
#endif

#define xchg(p, v)		__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define xchg_acquire(p, v)	__atomic_exchange_n(p, v, __ATOMIC_ACQUIRE)
#define xchg_release(p, v)	__atomic_exchange_n(p, v, __ATOMIC_RELEASE)
#define xchg_relaxed(p, v)	__atomic_exchange_n(p, v, __ATOMIC_RELAXED)

#define shim_cmpxchg(p, old, new, order) ({				\
	__typeof__(*(p)) __old = (old);					\
	__atomic_compare_exchange_n(p, &__old, new, false, order,	\
				    __ATOMIC_RELAXED);			\
	__old;								\
})
#define cmpxchg(p, o, n)	shim_cmpxchg(p, o, n, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(p, o, n) shim_cmpxchg(p, o, n, __ATOMIC_ACQUIRE)
#define cmpxchg_release(p, o, n) shim_cmpxchg(p, o, n, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(p, o, n) shim_cmpxchg(p, o, n, __ATOMIC_RELAXED)

#define shim_try_cmpxchg(p, po, n, order) \
	__atomic_compare_exchange_n(p, po, n, false, order, __ATOMIC_RELAXED)
#define try_cmpxchg(p, po, n)	shim_try_cmpxchg(p, po, n, __ATOMIC_SEQ_CST)
#define try_cmpxchg_acquire(p, po, n) \
	shim_try_cmpxchg(p, po, n, __ATOMIC_ACQUIRE)
#define try_cmpxchg_release(p, po, n) \
	shim_try_cmpxchg(p, po, n, __ATOMIC_RELEASE)
#define try_cmpxchg_relaxed(p, po, n) \
	shim_try_cmpxchg(p, po, n, __ATOMIC_RELAXED)

#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_store_mb(x, v)	do { WRITE_ONCE(x, v); smp_mb(); } while (0)
void shim_mb(void);
void shim_wmb(void);
void shim_rmb(void);
#define smp_mb()		shim_mb()
#define smp_rmb()		shim_rmb()
#define smp_wmb()		shim_wmb()
#define smp_mb__before_atomic()	smp_mb()
#define smp_mb__after_atomic()	smp_mb()

typedef struct { int counter; } atomic_t;

#define ATOMIC_INIT(i)		{ (i) }
#define atomic_read(v)		__atomic_load_n(&(v)->counter, __ATOMIC_RELAXED)
#define atomic_set(v, i) \
	__atomic_store_n(&(v)->counter, i, __ATOMIC_RELAXED)
#define atomic_add_return(i, v)	__atomic_add_fetch(&(v)->counter, i, 5)
#define atomic_inc_return(v)	atomic_add_return(1, v)
#define atomic_dec_return(v)	atomic_add_return(-1, v)
#define atomic_add(i, v) \
	((void)__atomic_fetch_add(&(v)->counter, i, __ATOMIC_RELAXED))
#define atomic_sub(i, v)	atomic_add(-(i), v)
#define atomic_inc(v)		atomic_add(1, v)
#define atomic_dec(v)		atomic_add(-1, v)
#define atomic_dec_and_test(v)	(!atomic_dec_return(v))
#define atomic_xchg(v, i)	xchg(&(v)->counter, i)
#define atomic_cmpxchg(v, o, n)	cmpxchg(&(v)->counter, o, n)
#define atomic_try_cmpxchg(v, o, n) try_cmpxchg(&(v)->counter, o, n)

/* --- complaints ----------------------------------------------------------- */

void shim_warn(const char *what);
void shim_might_sleep(const char *who);	/* fails if one must not here */

#define WARN_ON(x) ({							\
	bool __warn = !!(x);						\
	if (__warn)							\
		shim_warn("WARN_ON(" #x ")");				\
	__warn;								\
})
#define WARN_ON_ONCE(x)		WARN_ON(x)
#define WARN(x, ...)		WARN_ON(x)
#define WARN_ONCE(x, ...)	WARN_ON(x)
#define BUG_ON(x)		((void)WARN_ON(x))
#define BUG()			shim_warn("BUG()")
#define might_sleep()		shim_might_sleep("it may sleep")
#define pr_info(...)		do { } while (0)
#define pr_err(...)		do { } while (0)
#define pr_warn(...)		do { } while (0)
#define pr_warn_once(...)	do { } while (0)
#define pr_info_once(...)	do { } while (0)

#define IS_ERR(p)		((unsigned long)(p) >= (unsigned long)-4095)
#define PTR_ERR(p)		((long)(p))
#define ERR_PTR(e)		((void *)(long)(e))

/* --- tasks, interrupts ---------------------------------------------------- */

#define PF_EXITING		0x00000004
#define PF_KTHREAD		0x00200000

struct task_struct {
	unsigned int flags;
};

extern struct task_struct shim_task;

#define current			(&shim_task)

/* A step of another thread may come here anyway, as it may anywhere. */
#define cond_resched()		((void)0)
#define cpu_relax()		do { } while (0)
#define schedule()		do { } while (0)
#define in_task()		(!shim_in_interrupt())
#define in_interrupt()		shim_in_interrupt()
#define in_hardirq()		shim_in_interrupt()

bool shim_in_interrupt(void);

void shim_atomic(int by);

#define preempt_disable()	shim_atomic(1)
#define preempt_enable()	shim_atomic(-1)

void shim_irqs(bool on);
bool shim_irqs_on(void);

#define local_irq_disable()	shim_irqs(false)
#define local_irq_enable()	shim_irqs(true)
#define local_irq_save(flags) \
	do { (flags) = shim_irqs_on(); shim_irqs(false); } while (0)
#define local_irq_restore(flags) shim_irqs(flags)
#define irqs_disabled()		(!shim_irqs_on())

#define rcu_read_lock()		shim_atomic(1)
#define rcu_read_unlock()	shim_atomic(-1)

#define GFP_KERNEL		1
#define GFP_ATOMIC		2

void *shim_alloc(size_t size, gfp_t gfp);

#define kmalloc(size, gfp)	shim_alloc(size, gfp)
#define kzalloc(size, gfp)	shim_alloc(size, gfp)
#define kfree(p)		((void)(p))
#define msleep(ms)		shim_might_sleep("it sleeps")
#define udelay(us)		((void)(us))

/* --- locks ---------------------------------------------------------------- */

typedef struct { u64 unused; } spinlock_t;
typedef spinlock_t raw_spinlock_t;
struct mutex { spinlock_t lock; };

void shim_spin_lock(void *lock);
void shim_mutex_lock(void *lock);
void shim_spin_unlock(void *lock);
void shim_mutex_unlock(void *lock);

#define DEFINE_SPINLOCK(name)	spinlock_t name
#define DEFINE_MUTEX(name)	struct mutex name
#define spin_lock_init(l)	((void)(l))
#define mutex_init(l)		((void)(l))
#define spin_lock(l)		shim_spin_lock(l)
#define spin_unlock(l)		shim_spin_unlock(l)
#define spin_lock_irq(l) \
	do { local_irq_disable(); shim_spin_lock(l); } while (0)
#define spin_unlock_irq(l) \
	do { shim_spin_unlock(l); local_irq_enable(); } while (0)
#define spin_lock_irqsave(l, flags) \
	do { local_irq_save(flags); shim_spin_lock(l); } while (0)
#define spin_unlock_irqrestore(l, flags) \
	do { shim_spin_unlock(l); local_irq_restore(flags); } while (0)
#define spin_lock_bh(l)		shim_spin_lock(l)
#define spin_unlock_bh(l)	shim_spin_unlock(l)
#define mutex_lock(l)		shim_mutex_lock(l)
#define mutex_unlock(l)		shim_mutex_unlock(l)

/* --- lists ---------------------------------------------------------------- */

struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };

#define init_llist_head(h)	((h)->first = NULL)
#define llist_empty(h)		(!READ_ONCE((h)->first))
#define llist_del_all(h)	xchg(&(h)->first, NULL)
#define llist_next(n)		((n)->next)
#define llist_entry(p, type, member) container_of(p, type, member)

static inline __maybe_unused bool llist_add(struct llist_node *node,
					    struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		node->next = first;
	} while (!try_cmpxchg(&head->first, &first, node));
	return !first;
}

static inline __maybe_unused struct llist_node *
llist_reverse_order(struct llist_node *head)
{
	struct llist_node *new = NULL, *next;

	for (; head; head = next) {
		next = head->next;
		head->next = new;
		new = head;
	}
	return new;
}

#define llist_for_each(pos, node) \
	for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node) \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))

#define shim_is_node(pos, member) \
	((uintptr_t)(pos) + offsetof(__typeof__(*(pos)), member) != 0)
#define shim_next(pos, member) \
	llist_entry((pos)->member.next, __typeof__(*(pos)), member)

#define llist_for_each_entry(pos, node, member)				\
	for ((pos) = llist_entry((node), __typeof__(*(pos)), member);	\
	     shim_is_node(pos, member); (pos) = shim_next(pos, member))
#define llist_for_each_entry_safe(pos, n, node, member)			\
	for (pos = llist_entry((node), __typeof__(*pos), member);	\
	     shim_is_node(pos, member) &&				\
	     (n = shim_next(pos, member), true); pos = n)

/* --- task_work, work ------------------------------------------------------ */

struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
};

typedef void (*task_work_func_t)(struct callback_head *head);

static inline __maybe_unused void init_task_work(struct callback_head *work,
						 task_work_func_t func)
{
	work->func = func;
}

struct work_struct { void (*func)(struct work_struct *work); };
struct delayed_work { struct work_struct work; };
struct workqueue_struct { int unused; };

/*
 * There is no time here, so a work item never runs by itself: a scenario whose
 * drain is a work item calls the drain.
 */
#define INIT_WORK(w, f)			((w)->func = (f))
#define INIT_DELAYED_WORK(w, f)		((w)->work.func = (f))
static inline __maybe_unused bool shim_work(const void *work)
{
	(void)work;
	return true;
}

#define schedule_work(w)		shim_work(w)
#define schedule_delayed_work(w, d)	shim_work(w)
#define queue_work(q, w)		shim_work(w)
#define queue_delayed_work(q, w, d)	shim_work(w)
#define mod_delayed_work(q, w, d)	shim_work(w)
#define flush_work(w)			shim_work(w)
#define flush_delayed_work(w)		shim_work(w)
#define cancel_work_sync(w)		shim_work(w)
#define cancel_delayed_work_sync(w)	shim_work(w)
#define system_wq			((struct workqueue_struct *)0)
#define system_unbound_wq		((struct workqueue_struct *)0)

#define REQ_F_CQE_SKIP		(1U << 6)
#define REQ_F_FAIL		(1U << 8)
#define REQ_F_INFLIGHT		(1U << 9)
#define REQ_F_ASYNC_DATA	(1U << 16)

/* --- io_uring ------------------------------------------------------------- */

struct io_ring_ctx {
	struct callback_head *exit_task_work;
	struct task_struct *fallback_worker;
	struct llist_head fallback_llist;
	struct delayed_work fallback_work;
	struct mutex uring_lock;
	spinlock_t completion_lock;
	unsigned int flags;
};

struct io_task_work { struct llist_node node; };

struct io_kiocb {
	struct io_ring_ctx *ctx;
	struct callback_head task_work;
	struct io_task_work io_task_work;
	unsigned int flags;
};

#endif
