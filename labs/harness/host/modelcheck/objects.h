/* SPDX-License-Identifier: GPL-2.0 */
/*
 * objects.h - what is where in memory, by the names that scenario_object() gave
 */
#ifndef MC_OBJECTS_H
#define MC_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** objects_forget() - nothing has a name */
void objects_forget(void);

/**
 * object_name() - what an address is, in C
 *
 * Return: @buf, with "a.next", "ring.exit_task_work", "memory at 0x4c5060".
 */
const char *object_name(uintptr_t addr, char *buf, size_t size);

/**
 * object_value() - what a pointer points to
 *
 * Return: @buf, with "a" for what is in it, "NULL", or the value itself.
 */
const char *object_value(uint64_t value, char *buf, size_t size);

/**
 * objects_list() - the ring's list, from its head
 *
 * @buf gets "b -> a", or "empty"; nothing if the scenario has named no ring.
 */
void objects_list(char *buf, size_t size);

/** object_kind() - what an address is in: "a ring", "a request", "memory" */
const char *object_kind(uintptr_t addr);

/** object_is_request() - is this in a struct io_kiocb that has a name? */
bool object_is_request(uintptr_t addr);

/** object_is() - is this in something that has a name: a ring, a request? */
bool object_is(uintptr_t addr);

/**
 * object_is_static() - is this value the address of a variable?
 *
 * True for static variables and for what kmalloc() returns; false for NULL, for
 * functions and for stacks.
 */
bool object_is_static(uintptr_t addr);

/**
 * object_leads_to() - may this address have been used to get that one?
 *
 * True for an address in the same object; where no object is known, for one
 * that is near.
 */
bool object_leads_to(uintptr_t from, uintptr_t to);

#endif
