// SPDX-License-Identifier: GPL-2.0
/*
 * What is where in memory, by name.
 */
#include <stdio.h>

#include "objects.h"
#include "scenario.h"
#include "shim/kernel.h"

#define OBJECTS_MAX	16
#define LIST_MAX	8
#define NEAR		256	/* bytes: as large is what a file allocates */

static struct {
	const char *name;
	uintptr_t addr;
	size_t size;
} objects[OBJECTS_MAX];
static unsigned int nr_objects;

/* Where variables begin and end; from the linker. */
extern char __data_start[], _end[];

void objects_forget(void)
{
	nr_objects = 0;
}

void scenario_object(const char *name, void *addr, size_t size)
{
	if (nr_objects == OBJECTS_MAX)
		return;
	objects[nr_objects].name = name;
	objects[nr_objects].addr = (uintptr_t)addr;
	objects[nr_objects++].size = size;
}

static const struct kind {
	const char *name;
	size_t size;
	const struct part {
		size_t offset;
		const char *name;
	} parts[8];
} kinds[] = {
	{ "a ring", sizeof(struct io_ring_ctx), {
		{ offsetof(struct io_ring_ctx, exit_task_work),
		  "exit_task_work" },
		{ offsetof(struct io_ring_ctx, fallback_llist),
		  "fallback_llist" },
		{ offsetof(struct io_ring_ctx, fallback_work),
		  "fallback_work" },
		{ offsetof(struct io_ring_ctx, fallback_worker),
		  "fallback_worker" },
	} },
	{ "a request", sizeof(struct io_kiocb), {
		{ offsetof(struct io_kiocb, ctx), "ctx" },
		{ offsetof(struct io_kiocb, task_work.next), "next" },
		{ offsetof(struct io_kiocb, task_work.func), "func" },
		{ offsetof(struct io_kiocb, io_task_work.node), "node.next" },
		{ offsetof(struct io_kiocb, flags), "flags" },
	} },
};

static const struct kind *kind_of(size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].size == size)
			return &kinds[i];
	return NULL;
}

static const char *part_name(size_t size, size_t offset)
{
	const struct kind *k = kind_of(size);
	const struct part *p;

	for (p = k ? k->parts : NULL; p && p->name; p++)
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

bool object_is(uintptr_t addr)
{
	return object_at(addr) >= 0;
}

const char *object_kind(uintptr_t addr)
{
	int i = object_at(addr);
	const struct kind *k = i < 0 ? NULL : kind_of(objects[i].size);

	return k ? k->name : "memory";
}

/* All that a scenario and a solution have is static, our arena included. */
bool object_is_static(uintptr_t addr)
{
	return addr - (uintptr_t)__data_start < (size_t)(_end - __data_start);
}

/*
 * Of memory that has no name its size is not known. Where it is taken for too
 * large, a data race may not be noticed; nothing is called one that is none.
 */
bool object_leads_to(uintptr_t from, uintptr_t to)
{
	int a = object_at(from), b = object_at(to);

	if (a >= 0 || b >= 0)
		return a == b;
	return from - to < NEAR || to - from < NEAR;
}

const char *object_name(uintptr_t addr, char *buf, size_t size)
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

const char *object_value(uint64_t value, char *buf, size_t size)
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

bool object_is_request(uintptr_t addr)
{
	return request_at((const void *)addr);
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

void objects_list(char *buf, size_t size)
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
			      object_value((uintptr_t)link, name,
					   sizeof(name)));
		link = i < LIST_MAX ? next_link(link) : NULL;
	}
}
