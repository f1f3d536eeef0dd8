// SPDX-License-Identifier: GPL-2.0
/*
 * What a scenario and its fallback.c live in: memory that is as in the
 * beginning before each run, locks, interrupts, and names for what is where.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "execution.h"
#include "shim/kernel.h"
#include "thread.h"
#include "world.h"

#define ARENA_SIZE	(64 * 1024)
#define OBJECTS_MAX	16
#define LIST_MAX	8

static const struct scenario *scenario;

static struct {
	const char *name;
	uintptr_t addr;
	size_t size;
} objects[OBJECTS_MAX];
static unsigned int nr_objects;

/*
 * The student's variables. objcopy has put them into sections of their own, so
 * that they can be put back.
 */
extern char __start_student_data[] __attribute__((weak));
extern char __stop_student_data[] __attribute__((weak));
extern char __start_student_bss[] __attribute__((weak));
extern char __stop_student_bss[] __attribute__((weak));

/* Where variables begin and end; from the linker. */
extern char __data_start[], _end[];

#define DATA_MAX	(64 * 1024)

static char saved_data[DATA_MAX];
static size_t nr_saved;
static bool irqs_are_on[THREADS_MAX];
static int atomic_depth[THREADS_MAX];
static char arena[ARENA_SIZE] __attribute__((aligned(16)));
static size_t arena_used;

struct task_struct shim_task = { .flags = PF_KTHREAD };

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
	nr_objects = 0;
	for (i = 0; i < THREADS_MAX && t[i].name; i++) {
		threads[i].name = t[i].name;
		threads[i].fn = thread_fn;
		threads[i].arg = (void *)&t[i];
		threads[i].interrupts = -1;
		for (j = 0; t[i].interrupts && j < i; j++)
			if (!strcmp(t[j].name, t[i].interrupts))
				threads[i].interrupts = j;
	}
	nr_threads = i;
	nr_saved = __stop_student_data - __start_student_data;
	if (nr_saved > DATA_MAX)
		nr_saved = DATA_MAX;
	memcpy(saved_data, __start_student_data, nr_saved);
}

void world_begin(void)
{
	int i;

	memcpy(__start_student_data, saved_data, nr_saved);
	memset(__start_student_bss, 0,
	       __stop_student_bss - __start_student_bss);
	for (i = 0; i < THREADS_MAX; i++)
		irqs_are_on[i] = true;
	memset(atomic_depth, 0, sizeof(atomic_depth));
	arena_used = 0;
	nr_objects = 0;
	thread_alone(scenario->init);
}

void world_check(void)
{
	thread_alone(scenario->check);
}

/* --- what scenarios call -------------------------------------------------- */

void scenario_fail(const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	execution_fail(FAIL_CHECK, "%s", text);
}

void scenario_object(const char *name, void *addr, size_t size)
{
	if (nr_objects == OBJECTS_MAX)
		return;
	objects[nr_objects].name = name;
	objects[nr_objects].addr = (uintptr_t)addr;
	objects[nr_objects++].size = size;
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

void scenario_may_sleep(const char *who)
{
	if (thread_current() < 0)
		return;
	if (world_holds_lock())
		execution_fail(FAIL_CHECK, "%s with a lock held", who);
	else if (!irqs_are_on[thread_current()])
		execution_fail(FAIL_CHECK, "%s with interrupts disabled", who);
	else if (atomic_depth[thread_current()])
		execution_fail(FAIL_CHECK, "%s where nobody may sleep", who);
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
	scenario_may_sleep("mutex_lock()");
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
	execution_fence();
}

void shim_rmb(void)
{
	execution_read_fence();
}

void shim_mb(void)
{
	struct op op = {
		.kind = OP_FENCE,
		.ip = (uintptr_t)__builtin_return_address(0),
	};

	thread_announce(&op);
	execution_fence();
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
		irqs_are_on[thread_current()] = on;
	world_irqs(on);
}

bool shim_irqs_on(void)
{
	return thread_current() < 0 || irqs_are_on[thread_current()];
}

void shim_atomic(int by)
{
	if (thread_current() >= 0)
		atomic_depth[thread_current()] += by;
}

void shim_might_sleep(const char *who)
{
	scenario_may_sleep(who);
}

/* Never given back: a run is short. */
void *shim_alloc(size_t size, gfp_t gfp)
{
	void *p = arena + arena_used;

	if (gfp == GFP_KERNEL)
		shim_might_sleep("it allocates memory with GFP_KERNEL");
	size = (size + 15) & ~(size_t)15;
	if (size > ARENA_SIZE - arena_used)
		return NULL;
	arena_used += size;
	memset(p, 0, size);
	return p;
}

bool shim_in_interrupt(void)
{
	int id = thread_current();

	return id >= 0 && threads[id].interrupts >= 0;
}

void shim_warn(const char *what)
{
	execution_fail(FAIL_CHECK, "%s", what);
}

/* --- names ---------------------------------------------------------------- */

static const struct {
	size_t size;
	const struct part {
		size_t offset;
		const char *name;
	} parts[8];
} kinds[] = {
	{ sizeof(struct io_ring_ctx), {
		{ offsetof(struct io_ring_ctx, exit_task_work),
		  "exit_task_work" },
		{ offsetof(struct io_ring_ctx, fallback_llist),
		  "fallback_llist" },
		{ offsetof(struct io_ring_ctx, fallback_work),
		  "fallback_work" },
		{ offsetof(struct io_ring_ctx, fallback_worker),
		  "fallback_worker" },
	} },
	{ sizeof(struct io_kiocb), {
		{ offsetof(struct io_kiocb, ctx), "ctx" },
		{ offsetof(struct io_kiocb, task_work.next), "next" },
		{ offsetof(struct io_kiocb, task_work.func), "func" },
		{ offsetof(struct io_kiocb, io_task_work.node), "node.next" },
		{ offsetof(struct io_kiocb, flags), "flags" },
	} },
};

static const char *part_name(size_t size, size_t offset)
{
	const struct part *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		for (p = kinds[i].parts; kinds[i].size == size && p->name; p++)
			if (p->offset == offset)
				return p->name;
	return NULL;
}

/* The object that an address is in, or -1. */
static int object_at(uintptr_t addr)
{
	unsigned int i;

	for (i = 0; i < nr_objects; i++)
		if (addr - objects[i].addr < objects[i].size)
			return i;
	return -1;
}

bool world_is_object(uintptr_t addr)
{
	return object_at(addr) >= 0;
}

/* All that a scenario and a solution have is static, our arena included. */
bool world_is_memory(uintptr_t addr)
{
	return addr - (uintptr_t)__data_start < (size_t)(_end - __data_start);
}

const char *world_name(uintptr_t addr, char *buf, size_t size)
{
	int i = object_at(addr);
	const char *part;
	size_t offset;

	if (i < 0) {
		snprintf(buf, size, "memory at %#lx", (unsigned long)addr);
		return buf;
	}
	offset = addr - objects[i].addr;
	part = part_name(objects[i].size, offset);
	if (part)
		snprintf(buf, size, "%s.%s", objects[i].name, part);
	else if (offset)
		snprintf(buf, size, "%s+%zu", objects[i].name, offset);
	else
		snprintf(buf, size, "%s", objects[i].name);
	return buf;
}

const char *world_value(uint64_t value, char *buf, size_t size)
{
	int i = object_at(value);

	if (!value)
		snprintf(buf, size, "NULL");
	else if (i >= 0)
		snprintf(buf, size, "%s", objects[i].name);
	else
		snprintf(buf, size, "%#llx", (unsigned long long)value);
	return buf;
}

/* The request that a link is in, if it is in one. */
static const struct io_kiocb *request_at(const void *link)
{
	int i = object_at((uintptr_t)link);

	if (!link || i < 0 || objects[i].size != sizeof(struct io_kiocb))
		return NULL;
	return (const struct io_kiocb *)objects[i].addr;
}

static const void *next_link(const void *link)
{
	const struct io_kiocb *req = request_at(link);

	if (!req)
		return NULL;
	if (link == &req->task_work)
		return req->task_work.next;
	if (link == &req->io_task_work.node)
		return req->io_task_work.node.next;
	return NULL;
}

void world_list(char *buf, size_t size)
{
	const struct io_ring_ctx *ctx = NULL;
	const void *link;
	char name[40];
	unsigned int i;
	size_t n = 0;

	*buf = '\0';
	for (i = 0; i < nr_objects && !ctx; i++)
		if (objects[i].size == sizeof(*ctx))
			ctx = (const struct io_ring_ctx *)objects[i].addr;
	if (!ctx)
		return;
	link = ctx->exit_task_work;
	if (!link)
		link = ctx->fallback_llist.first;
	if (!link)
		n += snprintf(buf, size, "empty");
	for (i = 0; link && n < size; i++) {
		n += snprintf(buf + n, size - n, "%s%s", i ? " -> " : "",
			      i == LIST_MAX ? "..." :
			      world_value((uintptr_t)link, name, sizeof(name)));
		link = i < LIST_MAX ? next_link(link) : NULL;
	}
}
