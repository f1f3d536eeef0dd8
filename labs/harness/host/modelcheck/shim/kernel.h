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
	__typeof__(*(p)) shim_old = (old);				\
	__atomic_compare_exchange_n(p, &shim_old, new, false, order,	\
				    __ATOMIC_RELAXED);			\
	shim_old;							\
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

/*
 * Atomic for who is on the same CPU, and that is interrupts. To other CPUs it
 * is a read and a write. So are operations on a CPU's own variables, if the
 * variable is not one of a CPU.
 */
#define shim_local(p, what) ({						\
	bool shim_on = shim_irqs_on();					\
	__typeof__(*(p)) shim_was;					\
	shim_irqs(false);						\
	shim_was = READ_ONCE(*(p));					\
	what;								\
	shim_irqs(shim_on);						\
	shim_was;							\
})
#define xchg_local(p, v)	shim_local(p, WRITE_ONCE(*(p), v))
#define cmpxchg_local(p, o, n) \
	shim_local(p, if (shim_was == (o)) WRITE_ONCE(*(p), n))
#define try_cmpxchg_local(p, po, n) ({					\
	__typeof__(*(p)) shim_saw = cmpxchg_local(p, *(po), n);		\
	bool shim_won = shim_saw == *(po);				\
	if (!shim_won)							\
		*(po) = shim_saw;					\
	shim_won;							\
})
#define this_cpu_xchg(x, v)	xchg_local(&(x), v)
#define this_cpu_cmpxchg(x, o, n) cmpxchg_local(&(x), o, n)
#define this_cpu_read(x)	READ_ONCE(x)
#define this_cpu_write(x, v)	WRITE_ONCE(x, v)

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

typedef struct { long counter; } atomic_long_t;
typedef struct { s64 counter; } atomic64_t;

#define smp_mb__after_spinlock() smp_mb()
#define rcu_assign_pointer(p, v) smp_store_release(&(p), v)
#define rcu_dereference(p)	READ_ONCE(p)

#define smp_cond_load_acquire(p, cond) ({				\
	__typeof__(*(p)) VAL;						\
	do								\
		VAL = smp_load_acquire(p);				\
	while (!(cond));						\
	VAL;								\
})
#define smp_cond_load_relaxed(p, cond) ({				\
	__typeof__(*(p)) VAL;						\
	do								\
		VAL = READ_ONCE(*(p));					\
	while (!(cond));						\
	VAL;								\
})

/* Of what returns nothing, no order; of what returns something, full. */
#define shim_fetch(v, op, i, order) \
	__atomic_fetch_##op(&(v)->counter, i, __ATOMIC_##order)
#define shim_return(v, op, i, order) \
	__atomic_##op##_fetch(&(v)->counter, i, __ATOMIC_##order)

#define ATOMIC_INIT(i)		{ (i) }
#define atomic_read(v)		__atomic_load_n(&(v)->counter, __ATOMIC_RELAXED)
#define atomic_read_acquire(v)	smp_load_acquire(&(v)->counter)
#define atomic_set(v, i) \
	__atomic_store_n(&(v)->counter, i, __ATOMIC_RELAXED)
#define atomic_set_release(v, i) smp_store_release(&(v)->counter, i)
#define atomic_add(i, v)	((void)shim_fetch(v, add, i, RELAXED))
#define atomic_sub(i, v)	((void)shim_fetch(v, sub, i, RELAXED))
#define atomic_or(i, v)		((void)shim_fetch(v, or, i, RELAXED))
#define atomic_and(i, v)	((void)shim_fetch(v, and, i, RELAXED))
#define atomic_andnot(i, v)	atomic_and(~(i), v)
#define atomic_inc(v)		atomic_add(1, v)
#define atomic_dec(v)		atomic_sub(1, v)
#define atomic_add_return(i, v)	shim_return(v, add, i, SEQ_CST)
#define atomic_add_return_acquire(i, v) shim_return(v, add, i, ACQUIRE)
#define atomic_add_return_release(i, v) shim_return(v, add, i, RELEASE)
#define atomic_add_return_relaxed(i, v) shim_return(v, add, i, RELAXED)
#define atomic_sub_return(i, v)	shim_return(v, sub, i, SEQ_CST)
#define atomic_sub_return_acquire(i, v) shim_return(v, sub, i, ACQUIRE)
#define atomic_sub_return_release(i, v) shim_return(v, sub, i, RELEASE)
#define atomic_sub_return_relaxed(i, v) shim_return(v, sub, i, RELAXED)
#define atomic_inc_return(v)	atomic_add_return(1, v)
#define atomic_inc_return_acquire(v) atomic_add_return_acquire(1, v)
#define atomic_inc_return_release(v) atomic_add_return_release(1, v)
#define atomic_inc_return_relaxed(v) atomic_add_return_relaxed(1, v)
#define atomic_dec_return(v)	atomic_sub_return(1, v)
#define atomic_dec_return_acquire(v) atomic_sub_return_acquire(1, v)
#define atomic_dec_return_release(v) atomic_sub_return_release(1, v)
#define atomic_dec_return_relaxed(v) atomic_sub_return_relaxed(1, v)
#define atomic_fetch_add(i, v)	shim_fetch(v, add, i, SEQ_CST)
#define atomic_fetch_add_acquire(i, v) shim_fetch(v, add, i, ACQUIRE)
#define atomic_fetch_add_release(i, v) shim_fetch(v, add, i, RELEASE)
#define atomic_fetch_add_relaxed(i, v) shim_fetch(v, add, i, RELAXED)
#define atomic_fetch_sub(i, v)	shim_fetch(v, sub, i, SEQ_CST)
#define atomic_fetch_inc(v)	atomic_fetch_add(1, v)
#define atomic_fetch_dec(v)	atomic_fetch_sub(1, v)
#define atomic_fetch_or(i, v)	shim_fetch(v, or, i, SEQ_CST)
#define atomic_fetch_and(i, v)	shim_fetch(v, and, i, SEQ_CST)
#define atomic_fetch_andnot(i, v) atomic_fetch_and(~(i), v)
#define atomic_fetch_xor(i, v)	shim_fetch(v, xor, i, SEQ_CST)
#define atomic_dec_and_test(v)	(!atomic_dec_return(v))
#define atomic_inc_and_test(v)	(!atomic_inc_return(v))
#define atomic_sub_and_test(i, v) (!atomic_sub_return(i, v))
#define atomic_add_negative(i, v) (atomic_add_return(i, v) < 0)
#define atomic_xchg(v, i)	xchg(&(v)->counter, i)
#define atomic_xchg_acquire(v, i) xchg_acquire(&(v)->counter, i)
#define atomic_xchg_release(v, i) xchg_release(&(v)->counter, i)
#define atomic_xchg_relaxed(v, i) xchg_relaxed(&(v)->counter, i)
#define atomic_cmpxchg(v, o, n)	cmpxchg(&(v)->counter, o, n)
#define atomic_cmpxchg_acquire(v, o, n) cmpxchg_acquire(&(v)->counter, o, n)
#define atomic_cmpxchg_release(v, o, n) cmpxchg_release(&(v)->counter, o, n)
#define atomic_cmpxchg_relaxed(v, o, n) cmpxchg_relaxed(&(v)->counter, o, n)
#define atomic_try_cmpxchg(v, o, n) try_cmpxchg(&(v)->counter, o, n)
#define atomic_try_cmpxchg_acquire(v, o, n) \
	try_cmpxchg_acquire(&(v)->counter, o, n)
#define atomic_try_cmpxchg_release(v, o, n) \
	try_cmpxchg_release(&(v)->counter, o, n)
#define atomic_try_cmpxchg_relaxed(v, o, n) \
	try_cmpxchg_relaxed(&(v)->counter, o, n)
#define atomic_fetch_add_unless(v, i, u) ({				\
	__typeof__((v)->counter) shim_c = atomic_read(v);		\
	while (shim_c != (u) &&						\
	       !atomic_try_cmpxchg(v, &shim_c, shim_c + (i)))		\
		;							\
	shim_c;								\
})
#define atomic_add_unless(v, i, u) ({					\
	__typeof__((v)->counter) shim_u = (u);				\
	atomic_fetch_add_unless(v, i, shim_u) != shim_u;		\
})
#define atomic_inc_not_zero(v)	atomic_add_unless(v, 1, 0)
#define atomic_dec_if_positive(v) ({					\
	__typeof__((v)->counter) shim_c = atomic_read(v);		\
	while (shim_c > 0 &&						\
	       !atomic_try_cmpxchg(v, &shim_c, shim_c - 1))		\
		;							\
	shim_c - 1;							\
})

#define atomic_long_read(v)	atomic_read(v)
#define atomic_long_set(v, i)	atomic_set(v, i)
#define atomic_long_inc(v)	atomic_inc(v)
#define atomic_long_dec(v)	atomic_dec(v)
#define atomic_long_xchg(v, i)	atomic_xchg(v, i)
#define atomic_long_cmpxchg(v, o, n) atomic_cmpxchg(v, o, n)
#define atomic_long_try_cmpxchg(v, o, n) atomic_try_cmpxchg(v, o, n)
#define atomic_long_dec_and_test(v) atomic_dec_and_test(v)
#define atomic_long_inc_return(v) atomic_inc_return(v)
#define atomic_long_dec_return(v) atomic_dec_return(v)

typedef struct { atomic_t refs; } refcount_t;

#define REFCOUNT_INIT(n)	{ ATOMIC_INIT(n) }
#define refcount_set(r, n)	atomic_set(&(r)->refs, n)
#define refcount_read(r)	atomic_read(&(r)->refs)
#define refcount_inc(r)		atomic_inc(&(r)->refs)
#define refcount_inc_not_zero(r) atomic_inc_not_zero(&(r)->refs)
#define refcount_dec_and_test(r) atomic_dec_and_test(&(r)->refs)

#define BITS_PER_LONG		64
#define BIT(n)			(1UL << (n))
#define shim_word(n, addr)	((addr) + (n) / BITS_PER_LONG)
#define shim_bit(n)		BIT((n) % BITS_PER_LONG)
#define shim_bit_op(op, mask, n, addr, order) \
	(__atomic_fetch_##op(shim_word(n, addr), mask, __ATOMIC_##order) & \
	 shim_bit(n))

#define test_bit(n, addr) \
	(!!(READ_ONCE(*shim_word(n, addr)) & shim_bit(n)))
#define test_bit_acquire(n, addr) \
	(!!(smp_load_acquire(shim_word(n, addr)) & shim_bit(n)))
#define set_bit(n, addr) \
	((void)shim_bit_op(or, shim_bit(n), n, addr, RELAXED))
#define clear_bit(n, addr) \
	((void)shim_bit_op(and, ~shim_bit(n), n, addr, RELAXED))
#define clear_bit_unlock(n, addr) \
	((void)shim_bit_op(and, ~shim_bit(n), n, addr, RELEASE))
#define test_and_set_bit(n, addr) \
	(!!shim_bit_op(or, shim_bit(n), n, addr, SEQ_CST))
#define test_and_set_bit_lock(n, addr) \
	(!!shim_bit_op(or, shim_bit(n), n, addr, ACQUIRE))
#define test_and_clear_bit(n, addr) \
	(!!shim_bit_op(and, ~shim_bit(n), n, addr, SEQ_CST))

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

struct callback_head;

struct task_struct {
	unsigned int flags;
	struct callback_head *task_works;
};

struct task_struct *shim_current(void);

#define current			shim_current()

/* A step of another thread may come here anyway, as it may anywhere. */
#define cond_resched()		((void)0)
#define cpu_relax()		do { } while (0)
#define schedule()		do { } while (0)
#define in_task()		(!shim_in_interrupt())
#define in_interrupt()		shim_in_interrupt()
#define in_hardirq()		shim_in_interrupt()
#define in_irq()		shim_in_interrupt()
#define schedule_timeout_uninterruptible(t) shim_pause()
#define schedule_timeout_interruptible(t) shim_pause()
#define schedule_timeout_idle(t) shim_pause()
#define usleep_range(a, b)	((void)shim_pause())
#define yield()			do { } while (0)
#define HZ			100

/* There is no time: as long as it takes others to do what is waited for. */
static inline __maybe_unused long shim_pause(void)
{
	shim_might_sleep("it sleeps");
	return 0;
}

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
#define kcalloc(n, size, gfp)	shim_alloc((n) * (size), gfp)
#define kmalloc_array(n, size, gfp) shim_alloc((n) * (size), gfp)
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

bool shim_spin_trylock(void *lock);
bool shim_mutex_trylock(void *lock);
bool shim_is_locked(void *lock);

#define DEFINE_SPINLOCK(name)	spinlock_t name
#define DEFINE_RAW_SPINLOCK(name) spinlock_t name
#define __SPIN_LOCK_UNLOCKED(name) { 0 }
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
#define mutex_trylock(l)	shim_mutex_trylock(l)
#define mutex_is_locked(l)	shim_is_locked(l)
#define mutex_destroy(l)	((void)(l))
/* No signals come. */
#define mutex_lock_interruptible(l) (shim_mutex_lock(l), 0)
#define mutex_lock_killable(l)	(shim_mutex_lock(l), 0)
#define mutex_lock_nested(l, c)	shim_mutex_lock(l)
#define spin_trylock(l)		shim_spin_trylock(l)
#define spin_is_locked(l)	shim_is_locked(l)
#define spin_trylock_irqsave(l, flags) ({				\
	bool shim_won;							\
	local_irq_save(flags);						\
	shim_won = shim_spin_trylock(l);				\
	if (!shim_won)							\
		local_irq_restore(flags);				\
	shim_won;							\
})
#define raw_spin_lock_init(l)	spin_lock_init(l)
#define raw_spin_lock(l)	spin_lock(l)
#define raw_spin_unlock(l)	spin_unlock(l)
#define raw_spin_trylock(l)	spin_trylock(l)
#define raw_spin_lock_irq(l)	spin_lock_irq(l)
#define raw_spin_unlock_irq(l)	spin_unlock_irq(l)
#define raw_spin_lock_irqsave(l, flags) spin_lock_irqsave(l, flags)
#define raw_spin_unlock_irqrestore(l, flags) spin_unlock_irqrestore(l, flags)
#define lockdep_assert_held(l)	((void)(l))
#define lockdep_assert_irqs_disabled() ((void)0)

/* --- waiting -------------------------------------------------------------- */

/* In sync.c. */
void shim_wait(u32 *count, bool takes, const char *what);
bool shim_try_wait(u32 *count);
u32 shim_look(u32 *count, const char *what);
void shim_post(u32 *count, u32 by, const char *what);
u32 shim_prepare_to_wait(u32 *wakeups);
void shim_sleep(u32 *wakeups, u32 seen);

struct completion { u32 done; };

#define COMPLETION_INITIALIZER(name) { 0 }
#define COMPLETION_INITIALIZER_ONSTACK(name) { 0 }
#define DECLARE_COMPLETION(name) struct completion name = { 0 }
#define DECLARE_COMPLETION_ONSTACK(name) struct completion name = { 0 }
#define init_completion(c)	((void)((c)->done = 0))
#define reinit_completion(c)	((void)((c)->done = 0))
#define complete(c)		shim_post(&(c)->done, 1, "completes")
#define complete_all(c)		shim_post(&(c)->done, ~0U, "completes for all")
#define wait_for_completion(c) \
	shim_wait(&(c)->done, true, "waits for a completion")
#define wait_for_completion_interruptible(c) (wait_for_completion(c), 0)
#define wait_for_completion_killable(c) (wait_for_completion(c), 0)
#define try_wait_for_completion(c) shim_try_wait(&(c)->done)
#define completion_done(c)	(!!READ_ONCE((c)->done))

struct semaphore { u32 count; };

#define sema_init(s, n)		((void)((s)->count = (n)))
#define down(s)			shim_wait(&(s)->count, true, "waits for a semaphore")
#define down_trylock(s)		(!shim_try_wait(&(s)->count))
#define up(s)			shim_post(&(s)->count, 1, "gives the semaphore back")

struct wait_queue_head { u32 wakeups; };
typedef struct wait_queue_head wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name) struct wait_queue_head name = { 0 }
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) { 0 }
#define init_waitqueue_head(q)	((void)((q)->wakeups = 0))
#define wake_up(q)		shim_post(&(q)->wakeups, 1, "wakes up who waits")
#define wake_up_all(q)		wake_up(q)
#define wake_up_interruptible(q) wake_up(q)
#define wake_up_interruptible_all(q) wake_up(q)
#define wait_event(q, condition)					\
do {									\
	u32 shim_seen;							\
	if (condition)							\
		break;							\
	for (;;) {							\
		shim_seen = shim_prepare_to_wait(&(q).wakeups);		\
		if (condition)						\
			break;						\
		shim_sleep(&(q).wakeups, shim_seen);			\
	}								\
} while (0)
#define wait_event_idle(q, condition) wait_event(q, condition)
#define wait_event_interruptible(q, condition) \
	({ wait_event(q, condition); 0; })
#define wait_event_killable(q, condition) ({ wait_event(q, condition); 0; })

/* --- lists ---------------------------------------------------------------- */

struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };

#define init_llist_head(h)	((h)->first = NULL)
#define llist_empty(h)		(!READ_ONCE((h)->first))
#define llist_del_all(h)	xchg(&(h)->first, NULL)
#define llist_next(n)		((n)->next)
#define llist_entry(p, type, member) container_of(p, type, member)

static inline __maybe_unused bool llist_add_batch(struct llist_node *new_first,
						  struct llist_node *new_last,
						  struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		new_last->next = first;
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}

#define llist_add(node, head)	llist_add_batch(node, node, head)

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

static inline __maybe_unused struct llist_node *
llist_del_first(struct llist_head *head)
{
	struct llist_node *entry = smp_load_acquire(&head->first), *next;

	do {
		if (!entry)
			return NULL;
		next = READ_ONCE(entry->next);
	} while (!try_cmpxchg(&head->first, &entry, next));
	return entry;
}

struct list_head { struct list_head *next, *prev; };

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)
#define list_entry(p, type, member) container_of(p, type, member)
#define list_first_entry(h, type, member) list_entry((h)->next, type, member)
#define list_first_entry_or_null(h, type, member) \
	(list_empty(h) ? NULL : list_first_entry(h, type, member))
#define list_next_entry(pos, member) \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_for_each_entry(pos, head, member)				\
	for (pos = list_first_entry(head, __typeof__(*pos), member);	\
	     &pos->member != (head); pos = list_next_entry(pos, member))
#define list_for_each_entry_safe(pos, n, head, member)			\
	for (pos = list_first_entry(head, __typeof__(*pos), member),	\
	     n = list_next_entry(pos, member); &pos->member != (head);	\
	     pos = n, n = list_next_entry(n, member))

static inline __maybe_unused void INIT_LIST_HEAD(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	list->prev = list;
}

static inline __maybe_unused bool list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline __maybe_unused void
shim_list_add(struct list_head *new, struct list_head *prev,
	      struct list_head *next)
{
	next->prev = new;
	new->next = next;
	new->prev = prev;
	WRITE_ONCE(prev->next, new);
}

#define list_add(new, head)	shim_list_add(new, head, (head)->next)
#define list_add_tail(new, head) shim_list_add(new, (head)->prev, head)

static inline __maybe_unused void list_del(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
}

static inline __maybe_unused void list_del_init(struct list_head *entry)
{
	list_del(entry);
	INIT_LIST_HEAD(entry);
}

static inline __maybe_unused void list_splice_init(struct list_head *list,
						   struct list_head *head)
{
	struct list_head *first = list->next, *last = list->prev;

	if (list_empty(list))
		return;
	first->prev = head;
	last->next = head->next;
	head->next->prev = last;
	WRITE_ONCE(head->next, first);
	INIT_LIST_HEAD(list);
}

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

#define TWA_NONE		0
#define TWA_RESUME		1

/* Nobody here is on the way out. What is added runs in task_work_run(). */
static inline __maybe_unused int task_work_add(struct task_struct *task,
					       struct callback_head *work,
					       int notify)
{
	struct callback_head *head = READ_ONCE(task->task_works);

	(void)notify;
	do {
		work->next = head;
	} while (!try_cmpxchg(&task->task_works, &head, work));
	return 0;
}

static inline __maybe_unused void task_work_run(void)
{
	struct callback_head *work, *next;

	while ((work = xchg(&current->task_works, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
		}
	}
}

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct { work_func_t func; };
struct delayed_work { struct work_struct work; };
struct workqueue_struct { u32 ordered, tickets, turn; };

/* In sync.c. */
bool shim_queue(struct workqueue_struct *wq, struct work_struct *item,
		bool timer, bool again);
bool shim_flush(struct work_struct *item, bool hurry);
bool shim_cancel(struct work_struct *item, bool wait);
u32 shim_work_busy(struct work_struct *item);
void shim_flush_queue(const struct workqueue_struct *wq);

/* Only a file that queues work items has threads for them: see world.c. */
#define shim_queues(...) ({						\
	__asm__ volatile(".pushsection shim_works, \"a\"\n"		\
			 ".byte 1\n.popsection");			\
	shim_queue(__VA_ARGS__);					\
})

extern struct workqueue_struct shim_wq[];

#define system_wq			(&shim_wq[0])
#define system_highpri_wq		(&shim_wq[1])
#define system_long_wq			(&shim_wq[2])
#define system_unbound_wq		(&shim_wq[3])
#define system_freezable_wq		(&shim_wq[4])
#define system_power_efficient_wq	(&shim_wq[5])

#define WORK_CPU_UNBOUND		64
#define WORK_BUSY_PENDING		1
#define WORK_BUSY_RUNNING		2
#define WQ_UNBOUND			0x02
#define WQ_FREEZABLE			0x04
#define WQ_MEM_RECLAIM			0x08
#define WQ_HIGHPRI			0x10
#define WQ_CPU_INTENSIVE		0x20

#define INIT_WORK(w, f)			((void)((w)->func = (f)))
#define INIT_WORK_ONSTACK(w, f)		INIT_WORK(w, f)
#define INIT_DELAYED_WORK(w, f)		INIT_WORK(&(w)->work, f)
#define INIT_DELAYED_WORK_ONSTACK(w, f)	INIT_DELAYED_WORK(w, f)
#define DECLARE_WORK(w, f)		struct work_struct w = { f }
#define DECLARE_DELAYED_WORK(w, f)	struct delayed_work w = { { f } }
#define destroy_work_on_stack(w)	((void)(w))
#define destroy_delayed_work_on_stack(w) ((void)(w))
#define to_delayed_work(w) \
	container_of(w, struct delayed_work, work)
#define queue_work(q, w)		shim_queues(q, w, false, false)
#define queue_work_on(cpu, q, w)	queue_work(q, w)
#define schedule_work(w)		queue_work(system_wq, w)
#define schedule_work_on(cpu, w)	schedule_work(w)
#define queue_delayed_work(q, w, d) \
	shim_queues(q, &(w)->work, (d) != 0, false)
#define queue_delayed_work_on(cpu, q, w, d) queue_delayed_work(q, w, d)
#define schedule_delayed_work(w, d)	queue_delayed_work(system_wq, w, d)
#define mod_delayed_work(q, w, d) \
	shim_queues(q, &(w)->work, (d) != 0, true)
#define mod_delayed_work_on(cpu, q, w, d) mod_delayed_work(q, w, d)
#define flush_work(w)			shim_flush(w, false)
#define flush_delayed_work(w)		shim_flush(&(w)->work, true)
#define cancel_work(w)			shim_cancel(w, false)
#define cancel_work_sync(w)		shim_cancel(w, true)
#define cancel_delayed_work(w)		shim_cancel(&(w)->work, false)
#define cancel_delayed_work_sync(w)	shim_cancel(&(w)->work, true)
#define work_busy(w)			shim_work_busy(w)
#define work_pending(w) \
	(!!(shim_work_busy(w) & WORK_BUSY_PENDING))
#define delayed_work_pending(w)		work_pending(&(w)->work)
#define alloc_workqueue(fmt, flags, max, ...) \
	((struct workqueue_struct *) \
	 shim_alloc(sizeof(struct workqueue_struct), GFP_KERNEL))
#define alloc_ordered_workqueue(fmt, flags, ...) shim_ordered_queue()
#define flush_workqueue(q)		shim_flush_queue(q)
#define drain_workqueue(q)		shim_flush_queue(q)
#define destroy_workqueue(q)		shim_flush_queue(q)
#define flush_scheduled_work()		shim_flush_queue(system_wq)

static inline __maybe_unused struct workqueue_struct *shim_ordered_queue(void)
{
	struct workqueue_struct *wq = shim_alloc(sizeof(*wq), GFP_KERNEL);

	if (wq)
		wq->ordered = 1;
	return wq;
}

/* A kernel thread with a queue of works. */
struct kthread_worker {
	struct workqueue_struct queue;
	struct task_struct *task;
	struct task_struct thread;
};

struct kthread_work { void (*func)(struct kthread_work *work); };
typedef void (*kthread_work_func_t)(struct kthread_work *work);

static inline __maybe_unused struct kthread_worker *shim_kthread_worker(void)
{
	struct kthread_worker *worker = shim_alloc(sizeof(*worker), GFP_KERNEL);

	if (!worker)
		return ERR_PTR(-ENOMEM);
	worker->queue.ordered = 1;
	worker->task = &worker->thread;
	return worker;
}

#define kthread_create_worker(flags, ...) shim_kthread_worker()
#define kthread_data(task) \
	((void *)container_of(task, struct kthread_worker, thread))
#define wake_up_process(task)		((void)(task))
#define kthread_init_work(w, f)		((void)((w)->func = (f)))
#define kthread_queue_work(worker, w) \
	shim_queues(&(worker)->queue, (struct work_struct *)(w), false, false)
#define kthread_flush_work(w) \
	((void)shim_flush((struct work_struct *)(w), false))
#define kthread_flush_worker(worker)	shim_flush_queue(&(worker)->queue)
#define kthread_destroy_worker(worker)	shim_flush_queue(&(worker)->queue)

#define REQ_F_CQE_SKIP		(1U << 6)
#define REQ_F_FAIL		(1U << 8)
#define REQ_F_INFLIGHT		(1U << 9)
#define REQ_F_ASYNC_DATA	(1U << 16)

/* --- io_uring ------------------------------------------------------------- */

struct percpu_ref { bool dying; };

#define percpu_ref_is_dying(r)	READ_ONCE((r)->dying)

struct io_ring_ctx {
	struct percpu_ref refs;
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
