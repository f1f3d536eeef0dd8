/* SPDX-License-Identifier: GPL-2.0 */
/*
 * op.h - a step: what a thread does at once, with nobody in between
 */
#ifndef MC_OP_H
#define MC_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum op_kind - what a thread does next
 * @OP_READ: reads memory
 * @OP_WRITE: writes memory
 * @OP_RMW: reads and writes memory in one step: cmpxchg, xchg, fetch_add
 * @OP_FREE: gives an object back; from here on nobody may access it
 * @OP_LOCK: takes a lock; possible only while it is free
 * @OP_UNLOCK: gives a lock back
 * @OP_LOCK_ALL: takes every lock that there may be; possible only while all are
 *	free
 * @OP_UNLOCK_ALL: gives them back
 * @OP_ENTER: an interrupt begins; the thread it interrupts stands still
 * @OP_EXIT: the interrupt ends, and that thread goes on
 * @OP_IRQS: disables interrupts; until they are enabled none comes on this CPU
 * @OP_FENCE: waits until everything that this thread wrote is in memory
 * @OP_FLUSH: the oldest write in a store buffer gets to memory; made by the
 *	buffer and not by the thread
 * @OP_ARRIVE: a CPU gets to know of a write; see weak.h
 */
enum op_kind {
	OP_READ,
	OP_WRITE,
	OP_RMW,
	OP_FREE,
	OP_LOCK,
	OP_UNLOCK,
	OP_LOCK_ALL,
	OP_UNLOCK_ALL,
	OP_ENTER,
	OP_EXIT,
	OP_IRQS,
	OP_FENCE,
	OP_FLUSH,
	OP_ARRIVE,
};

/**
 * struct op - one step of a thread
 * @kind: see &enum op_kind
 * @marked: READ_ONCE(), WRITE_ONCE() or an atomic; otherwise it is a plain
 *	access, which the compiler may tear, repeat or leave out
 * @acquire: what other threads did before their release of @addr is visible
 * @relaxed: but with MODEL_WEAK only if it reads an address
 * @full: for OP_RMW: a full barrier, unless it fails
 * @release: what this thread did before is visible to who acquires
 * @wrote: for OP_RMW, once it is done: false for a cmpxchg that failed
 * @same: for OP_RMW, once it is done: memory is as it was, so nobody else can
 *	tell that it happened
 * @spin: for OP_LOCK: a spinlock, with which nobody may sleep
 * @old_value: a read that got what others have overwritten; see @old
 * @local: it concerns nobody else: a write into the thread's own store buffer,
 *	or a read from there
 * @addr: where
 * @size: how many bytes; for OP_FREE, all of the object
 * @value: for up to eight bytes, once it is done: what was read or written
 * @old: for OP_RMW, what was there before; for a read, what memory had
 * @ip: the return address into the code that does it
 * @sp: how deep the stack is there
 */
struct op {
	enum op_kind kind;
	bool marked;
	bool acquire;
	bool relaxed;
	bool full;
	bool release;
	bool wrote;
	bool same;
	bool spin;
	bool old_value;
	bool local;
	uintptr_t addr;
	size_t size;
	uint64_t value;
	uint64_t old;
	uintptr_t ip;
	uintptr_t sp;
};

/**
 * op_overlap() - do two steps concern the same bytes?
 * @a: the one
 * @b: the other
 *
 * Return: true if there is a byte that both have.
 */
static inline bool op_overlap(const struct op *a, const struct op *b)
{
	return a->addr < b->addr + b->size && b->addr < a->addr + a->size;
}

/**
 * op_writes() - may others see a difference?
 * @o: a step; an %OP_RMW must have been made
 *
 * Return: true for what changes memory, and for %OP_FREE, %OP_LOCK and
 * %OP_UNLOCK; false for a read-modify-write that has left memory as it was.
 */
static inline bool op_writes(const struct op *o)
{
	switch (o->kind) {
	case OP_RMW:
		return o->wrote && !o->same;
	case OP_READ:
	case OP_FENCE:
	case OP_LOCK_ALL:
	case OP_UNLOCK_ALL:
	case OP_ENTER:
	case OP_EXIT:
	case OP_IRQS:
	case OP_ARRIVE:
		return false;
	default:
		return true;
	}
}

#endif
