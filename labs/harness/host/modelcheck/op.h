/* SPDX-License-Identifier: GPL-2.0 */
/*
 * op.h - a step: what a thread does at once, with nobody in between
 */
#ifndef MC_OP_H
#define MC_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum op_kind - what a thread does next */
enum op_kind {
	OP_READ,	/* reads memory */
	OP_WRITE,	/* writes memory */
	OP_RMW,		/* reads and writes memory in one step: cmpxchg, xchg,
			 * fetch_add */
	OP_FREE,	/* frees an object; from here on nobody may access it */
	OP_LOCK,	/* takes a lock; possible only while it is free */
	OP_UNLOCK,	/* releases a lock */
	OP_TRYLOCK,	/* takes a lock if it is free, or only looks */
	OP_LOCK_ALL,	/* takes every lock that there may be; possible only
			 * while all are free, and no other CPU has interrupts
			 * disabled, as with a lock that the file has made */
	OP_UNLOCK_ALL,	/* releases them */
	OP_ENTER,	/* an interrupt begins; the thread it interrupts stands
			 * still */
	OP_EXIT,	/* the interrupt ends, and that thread goes on */
	OP_IRQS,	/* disables interrupts; until they are enabled none
			 * comes on this CPU */
	OP_SYNC,	/* waits until a count is large enough, and changes it,
			 * or not: completions, wait queues, work items */
	OP_FENCE,	/* waits until everything that this thread wrote is in
			 * memory */
	OP_FLUSH,	/* the oldest write in a store buffer gets to memory;
			 * made by the buffer and not by the thread */
	OP_ARRIVE,	/* a CPU gets to know of a write; see weak.c */
};

/** struct op - one step of a thread */
struct op {
	enum op_kind kind;	/* see &enum op_kind */
	bool marked;	/* READ_ONCE(), WRITE_ONCE() or an atomic; otherwise it
			 * is a plain access, which the compiler may tear,
			 * repeat or leave out */
	bool acquire;	/* what other threads did before their release of addr
			 * is visible; for OP_RMW, unless it fails */
	bool full;	/* for OP_RMW: a full barrier, unless it fails; for
			 * OP_SYNC: a full barrier */
	bool release;	/* what this thread did before is visible to who
			 * acquires */
	bool wrote;	/* for OP_RMW, once it is done: false for a cmpxchg that
			 * failed; likewise for OP_TRYLOCK; for OP_SYNC, whether
			 * it changes the count */
	bool same;	/* for OP_RMW, once it is done: memory is as it was, so
			 * nobody else can tell that it happened */
	bool spin;	/* for OP_LOCK: a spinlock, with which nobody may
			 * sleep */
	bool irqs_off;	/* the thread had interrupts disabled */
	bool idle;	/* for OP_SYNC: a thread that stays here has no more to
			 * do, and that is as good as its end */
	uint32_t need;	/* for OP_SYNC: possible only while the count is that
			 * large; for OP_TRYLOCK: 0 if it only looks */
	const char *what;	/* for OP_SYNC: in words, for reports */
	bool old_value;	/* a read that got what others have overwritten; see
			 * old */
	bool local;	/* it concerns nobody else: a write into the thread's
			 * own store buffer, or a read from there */
	uintptr_t addr;	/* where */
	size_t size;	/* how many bytes; for OP_FREE, all of the object */
	uint64_t value;	/* for up to eight bytes, once it is done: what was read
			 * or written */
	uint64_t old;	/* for OP_RMW, what was there before; for a read, what
			 * memory had */
	uintptr_t ip;	/* the return address into the code that does it */
	uintptr_t sp;	/* how deep the stack is there */
};

/** op_accesses() - is it an access to memory? */
static inline bool op_accesses(const struct op *o)
{
	return o->kind == OP_READ || o->kind == OP_WRITE || o->kind == OP_RMW;
}

/** op_reads() - does it read memory? */
static inline bool op_reads(const struct op *o)
{
	return o->kind == OP_READ || o->kind == OP_RMW;
}

/** op_got() - what it has read, once it is done */
static inline uint64_t op_got(const struct op *o)
{
	return o->kind == OP_RMW ? o->old : o->value;
}

/** op_acquires() - does it acquire? A cmpxchg that has failed orders nothing */
static inline bool op_acquires(const struct op *o)
{
	return o->acquire && (o->kind != OP_RMW || o->wrote);
}

/** op_is_barrier() - has it been a full barrier? Likewise */
static inline bool op_is_barrier(const struct op *o)
{
	return o->kind == OP_FENCE || (o->kind == OP_SYNC && o->full) ||
	       (o->kind == OP_RMW && o->full && o->wrote);
}

/**
 * op_may_lock() - may it be how a lock is taken that the file has made?
 *
 * If it may, it gets to see what those did who had all locks.
 */
static inline bool op_may_lock(const struct op *o)
{
	return o->kind == OP_RMW && o->irqs_off && op_acquires(o);
}

/** op_overlap() - is there a byte that both steps concern? */
static inline bool op_overlap(const struct op *a, const struct op *b)
{
	return a->addr < b->addr + b->size && b->addr < a->addr + a->size;
}

/**
 * op_writes() - may others see a difference?
 *
 * An %OP_RMW must have been made: one that has left memory as it was does not
 * write, nor does an %OP_TRYLOCK that found the lock taken. %OP_FREE, %OP_LOCK
 * and %OP_UNLOCK do.
 */
static inline bool op_writes(const struct op *o)
{
	switch (o->kind) {
	case OP_RMW:
		return o->wrote && !o->same;
	case OP_TRYLOCK:
	case OP_SYNC:
		return o->wrote;
	case OP_WRITE:
	case OP_FLUSH:
	case OP_FREE:
	case OP_LOCK:
	case OP_UNLOCK:
		return true;
	default:
		return false;
	}
}

/** op_conflict() - do they concern the same bytes, and one of them writes? */
static inline bool op_conflict(const struct op *a, const struct op *b)
{
	return op_overlap(a, b) && (op_writes(a) || op_writes(b));
}

#endif
