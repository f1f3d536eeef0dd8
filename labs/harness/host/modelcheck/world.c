// SPDX-License-Identifier: GPL-2.0
/*
 * What a scenario and its fallback.c live in: threads, and memory that is as in
 * the beginning before each run.
 */
#include <string.h>

#include "objects.h"
#include "shim/kernel.h"
#include "sync.h"
#include "thread.h"
#include "world.h"

#define ARENA_SIZE	(64 * 1024)

static const struct scenario *scenario;

/*
 * The student's variables. objcopy has put them into sections of their own, so
 * that they can be put back.
 */
extern char __start_student_data[] __attribute__((weak));
extern char __stop_student_data[] __attribute__((weak));
extern char __start_student_bss[] __attribute__((weak));
extern char __stop_student_bss[] __attribute__((weak));

/* There is something if the student's file or a scenario queues works. */
extern char __start_shim_works[] __attribute__((weak));
extern char __stop_shim_works[] __attribute__((weak));

#define DATA_MAX	(64 * 1024)

static char saved_data[DATA_MAX];
static size_t nr_saved;
static char arena[ARENA_SIZE] __attribute__((aligned(16)));
static size_t arena_used;

/* The last is the one of what runs alone. */
static struct task_struct tasks[THREADS_MAX + 1];
struct workqueue_struct shim_wq[6];

static const char *const worker_names[WORKERS] = {
	"kworker/0", "kworker/1", "kworker/2", "kworker/3",
};

static int add_workers(int n)
{
	unsigned int i;

	for (i = 0; i < WORKERS; i++, n++) {
		threads[n].name = worker_names[i];
		threads[n].fn = worker;
		threads[n].arg = (void *)(uintptr_t)i;
		threads[n].interrupts = -1;
	}
	return n;
}

/* A thread's function, with what an interrupt has around it. */
static void thread_fn(void *arg)
{
	const struct scenario_thread *t = arg;
	struct op op = { .kind = OP_ENTER };

	if (t->interrupts)
		thread_announce(&op);
	t->fn(t->arg);
	op.kind = OP_EXIT;
	if (t->interrupts)
		thread_announce(&op);
}

void world_use(const struct scenario *s)
{
	const struct scenario_thread *t = s->threads;
	int i, j;

	scenario = s;
	objects_forget();
	for (i = 0; i < THREADS_MAX && t[i].name; i++) {
		threads[i].name = t[i].name;
		threads[i].fn = thread_fn;
		threads[i].arg = (void *)&t[i];
		threads[i].interrupts = -1;
		for (j = 0; t[i].interrupts && j < i; j++)
			if (!strcmp(t[j].name, t[i].interrupts))
				threads[i].interrupts = j;
	}
	nr_threads = &__start_shim_works[0] != &__stop_shim_works[0] ?
		     add_workers(i) : i;
	nr_saved = __stop_student_data - __start_student_data;
	if (nr_saved > DATA_MAX)
		nr_saved = DATA_MAX;
	/* A file without variables has no such section, and no address. */
	if (nr_saved)
		memcpy(saved_data, __start_student_data, nr_saved);
}

void world_begin(void)
{
	const size_t nr_zero = __stop_student_bss - __start_student_bss;
	int i;

	if (nr_saved)
		memcpy(__start_student_data, saved_data, nr_saved);
	if (nr_zero)
		memset(__start_student_bss, 0, nr_zero);
	arena_used = 0;
	for (i = 0; i <= THREADS_MAX; i++)
		tasks[i] = (struct task_struct){ .flags = PF_KTHREAD };
	works_begin();
	objects_forget();
	thread_alone(scenario->init);
}

void world_check(void)
{
	thread_alone(scenario->check);
}

struct task_struct *shim_current(void)
{
	int id = thread_current();

	return &tasks[id < 0 ? THREADS_MAX : thread_cpu(id)];
}

void *world_alloc(size_t size)
{
	void *p = arena + arena_used;

	size = (size + 15) & ~(size_t)15;
	if (size > ARENA_SIZE - arena_used)
		return NULL;
	arena_used += size;
	memset(p, 0, size);
	return p;
}
