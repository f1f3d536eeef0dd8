// SPDX-License-Identifier: GPL-2.0
/*
 * What scenarios and the shim call, on real threads.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "shim/kernel.h"
#include "sync.h"
#include "world.h"

#define LOCKS		64
#define GONE_PATTERN	0x6b

static __thread struct task_struct task = { .flags = PF_KTHREAD };
struct workqueue_struct shim_wq[6];

/* A mutex of the host's for each lock of the student's, by its address. */
static struct {
	void *lock;
	pthread_mutex_t mutex;
} locks[LOCKS];
static unsigned int nr_locks;
static pthread_mutex_t locks_lock = PTHREAD_MUTEX_INITIALIZER;

/* All of them: the others hold it for reading. */
static pthread_rwlock_t all = PTHREAD_RWLOCK_INITIALIZER;

static __thread int spins;
static __thread int atomic_depth;
static __thread bool irqs_off;

static pthread_mutex_t *mutex_of(void *lock)
{
	unsigned int i;

	pthread_mutex_lock(&locks_lock);
	for (i = 0; i < nr_locks; i++)
		if (locks[i].lock == lock)
			break;
	if (i == LOCKS)
		abort();
	if (i == nr_locks) {
		locks[i].lock = lock;
		pthread_mutex_init(&locks[i].mutex, NULL);
		nr_locks++;
	}
	pthread_mutex_unlock(&locks_lock);
	return &locks[i].mutex;
}

/* A file that allocates its locks has others in each round. */
void world_begin(void)
{
	pthread_mutex_lock(&locks_lock);
	while (nr_locks)
		pthread_mutex_destroy(&locks[--nr_locks].mutex);
	pthread_mutex_unlock(&locks_lock);
}

void shim_spin_lock(void *lock)
{
	pthread_rwlock_rdlock(&all);
	pthread_mutex_lock(mutex_of(lock));
	spins++;
}

static bool try_lock(void *lock)
{
	if (pthread_rwlock_tryrdlock(&all))
		return false;
	if (!pthread_mutex_trylock(mutex_of(lock)))
		return true;
	pthread_rwlock_unlock(&all);
	return false;
}

bool shim_spin_trylock(void *lock)
{
	bool got = try_lock(lock);

	spins += got;
	return got;
}

bool shim_mutex_trylock(void *lock)
{
	return try_lock(lock);
}

bool shim_is_locked(void *lock)
{
	bool free = try_lock(lock);

	if (free)
		shim_mutex_unlock(lock);
	return !free;
}

void shim_spin_unlock(void *lock)
{
	spins--;
	pthread_mutex_unlock(mutex_of(lock));
	pthread_rwlock_unlock(&all);
}

void shim_mutex_lock(void *lock)
{
	shim_might_sleep("mutex_lock()");
	pthread_rwlock_rdlock(&all);
	pthread_mutex_lock(mutex_of(lock));
}

void shim_mutex_unlock(void *lock)
{
	pthread_mutex_unlock(mutex_of(lock));
	pthread_rwlock_unlock(&all);
}

void scenario_lock(void)
{
	pthread_rwlock_wrlock(&all);
}

void scenario_unlock(void)
{
	pthread_rwlock_unlock(&all);
}

void scenario_object(const char *name, void *addr, size_t size)
{
	(void)name;
	(void)addr;
	(void)size;
}

/* Plain writes: a thread that still accesses it races with them. */
void scenario_free(void *addr, size_t size)
{
	memset(addr, GONE_PATTERN, size);
}

void shim_mb(void)
{
	static int any;

	__atomic_fetch_add(&any, 1, __ATOMIC_SEQ_CST);
}

void shim_wmb(void)
{
	shim_mb();
}

void shim_rmb(void)
{
	shim_mb();
}

/*
 * Interrupts are threads here, so disabling them keeps none out. But a thread
 * that has them disabled may hold a lock that the file has made of an atomic,
 * which scenario_lock() cannot take: so it waits for that thread.
 */
void shim_irqs(bool on)
{
	if (on == shim_irqs_on())
		return;
	if (on)
		pthread_rwlock_unlock(&all);
	else
		pthread_rwlock_rdlock(&all);
	irqs_off = !on;
}

bool shim_irqs_on(void)
{
	return !irqs_off;
}

bool shim_in_interrupt(void)
{
	return false;
}

struct task_struct *shim_current(void)
{
	return &task;
}

void shim_atomic(int by)
{
	atomic_depth += by;
}

void shim_might_sleep(const char *who)
{
	if (spins)
		scenario_fail("%s with a spinlock held", who);
	else if (irqs_off)
		scenario_fail("%s with interrupts disabled", who);
	else if (atomic_depth)
		scenario_fail("%s where nobody may sleep", who);
}

void *shim_alloc(size_t size, gfp_t gfp)
{
	if (gfp == GFP_KERNEL)
		shim_might_sleep("kmalloc() with GFP_KERNEL");
	return calloc(1, size);
}

void shim_warn(const char *what)
{
	scenario_fail("%s", what);
}

/* --- what sync.c calls ---------------------------------------------------- */

/* One lock for all counts, and everybody looks again when one has changed. */
static pthread_mutex_t counts = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static __thread bool changes;

bool sync_begin(const struct sync *s)
{
	pthread_mutex_lock(&counts);
	while (*s->count < s->need)
		pthread_cond_wait(&changed, &counts);
	changes = s->changes;
	return true;
}

void sync_end(void)
{
	if (changes)
		pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&counts);
}

int sync_stack(const void *p)
{
	(void)p;
	return -1;
}

bool sync_alone(void)
{
	return false;
}

/* The first scenario that has so many tells. */
void works_exceeded(void)
{
	fputs("threads: too many work items at once\n", stderr);
	exit(2);
}

void scenario_settle(void)
{
	works_settle();
}
