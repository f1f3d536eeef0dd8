/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.h - what a scenario and its fallback.c live in
 */
#ifndef MC_WORLD_H
#define MC_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario.h"

/**
 * world_use() - from now on this is the scenario
 * @s: the scenario
 */
void world_use(const struct scenario *s);

/** world_begin() - everything is as before the first run */
void world_begin(void);

/** world_check() - ask the scenario how it looks in the end */
void world_check(void);

/**
 * world_name() - what an address is, in C
 * @addr: an address
 * @buf: gets "a.next", "ring.exit_task_work", "memory at 0x4c5060", ...
 * @size: its size
 *
 * Return: @buf.
 */
const char *world_name(uintptr_t addr, char *buf, size_t size);

/**
 * world_value() - what a pointer points to
 * @value: the pointer
 * @buf: gets "a" for what is in it, "NULL", or in hexadecimal what it is
 * @size: its size
 *
 * Return: @buf.
 */
const char *world_value(uint64_t value, char *buf, size_t size);

/**
 * world_list() - the ring's list, from its head
 * @buf: gets b -> a, or "empty"; nothing if the scenario has named no ring
 * @size: its size
 */
void world_list(char *buf, size_t size);

/**
 * world_holds_lock() - has the running thread a lock?
 *
 * Return: true for a spinlock, and for any lock in a ring or a request. A mutex
 * elsewhere does not count, as one may sleep with it; nor does scenario_lock().
 */
bool world_holds_lock(void);

/**
 * world_is_object() - is this in a ring or a request?
 * @addr: an address
 *
 * Return: true for what the scenario gave a name to, see scenario_object().
 */
bool world_is_object(uintptr_t addr);

/**
 * world_is_memory() - is this the address of a variable?
 * @addr: what may be an address, or any other value
 *
 * Return: true for static variables and for what kmalloc() returns; false for
 * NULL, for functions and for stacks.
 */
bool world_is_memory(uintptr_t addr);

/**
 * world_irqs() - the running thread enables or disables interrupts
 * @on: it enables them
 *
 * This is no step. Where an interrupt may come right before they are disabled,
 * the caller has made one, %OP_IRQS.
 */
void world_irqs(bool on);

#endif
