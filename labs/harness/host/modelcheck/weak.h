/* SPDX-License-Identifier: GPL-2.0 */
/*
 * weak.h - a memory in which a read need not get the newest value
 */
#ifndef MC_WEAK_H
#define MC_WEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "execution.h"

/** weak_forget() - another program: forget what locations the last one had */
void weak_forget(void);

/** weak_begin() - a new run */
void weak_begin(void);

/**
 * weak_grew() - has this run shown a location that may be read late?
 *
 * Then there are more steps than was known when it began, and the exploration
 * has to begin anew. Asking makes it forget.
 *
 * Return: true if there is a new pair, or if a location is not one any more
 * because it was accessed with two sizes.
 */
bool weak_grew(void);

/**
 * weak_pairs() - how many pairs there are of a CPU and a location that it reads
 *	and others write
 *
 * Each is one more thread, whose steps bring the next value to that CPU.
 *
 * Return: how many. The first has number 0, and id nr_threads.
 */
int weak_pairs(void);

/**
 * weak_pair() - the pair of a CPU and a location, made if it is not there
 * @cpu: the thread that is not an interrupt
 * @addr: the location
 * @size: how many bytes
 *
 * For a schedule that somebody has written down; see weak_follows_all.
 *
 * Return: its number, or -1 if there is no room.
 */
int weak_pair(int cpu, uintptr_t addr, size_t size);

/**
 * weak_cpu() - the CPU of a pair
 * @pair: the number of the pair
 *
 * Return: the thread on it that is not an interrupt.
 */
int weak_cpu(int pair);

/**
 * weak_location() - the location of a pair
 * @pair: the number of the pair
 *
 * Return: its @addr and @size. Nothing else is set.
 */
struct op weak_location(int pair);

/**
 * weak_can_arrive() - is there a value that has not come to that CPU?
 * @pair: the number of the pair
 *
 * Return: false if what the CPU reads there is what memory has.
 */
bool weak_can_arrive(int pair);

/**
 * weak_arrival() - the step that brings it
 * @pair: one that something can arrive at
 *
 * Return: an %OP_ARRIVE of the next value; there may be newer ones. None is
 * left out.
 */
struct op weak_arrival(int pair);

/**
 * weak_arrive() - it has come
 * @pair: which
 * @clock: gets what must come before it
 */
void weak_arrive(int pair, struct clock *clock);

/**
 * weak_waits() - must values arrive at its CPU before a thread goes on?
 * @cpu: the CPU
 * @next: the thread's next step
 *
 * Return: true if something in the CPU's view has not come, or if @next writes
 * to a location of which an older value is still to come.
 */
bool weak_waits(int cpu, const struct op *next);

/**
 * weak_waited_for_view() - a thread goes on: it had to wait for these arrivals
 * @cpu: its CPU
 * @clock: gets what must come before its step
 */
void weak_waited_for_view(int cpu, struct clock *clock);

/**
 * weak_waited_to_write() - and for these, because of where it writes
 * @cpu: its CPU
 * @op: its step
 * @clock: gets what must come before it, in this run: it might have been made
 *	before what has arrived was written
 */
void weak_waited_to_write(int cpu, const struct op *op, struct clock *clock);

/**
 * weak_reads_old() - will a thread read what is not the newest?
 * @cpu: its CPU
 * @op: what it is about to do
 * @value: gets what it will read
 *
 * Return: false if it reads what memory has; then @value is as before.
 */
bool weak_reads_old(int cpu, const struct op *op, uint64_t *value);

/**
 * weak_released() - what can a thread that reads this rely on?
 * @cpu: its CPU
 * @op: the read, not yet noted with weak_step()
 * @clock: gets a clock, or NULL for nothing
 *
 * Return: false if the newest value is read, and what that says holds.
 */
bool weak_released(int cpu, const struct op *op, const struct clock **clock);

/**
 * weak_follows() - does a CPU know what others write here by arrivals only?
 * @cpu: the CPU
 * @op: a read of the location, or a write
 *
 * Return: true if the two are known to be a pair. It may be too early for that,
 * see weak_grew().
 */
bool weak_follows(int cpu, const struct op *op);

/**
 * weak_may_be_barrier() - are two such steps in one order for all CPUs?
 * @op: smp_mb(), or an atomic that has one in it
 *
 * True as well for a cmpxchg() that fails, and is none: whether it fails may
 * depend on what has nothing to do with the other barrier, and for explore.c
 * two steps are dependent or not whatever third came before them.
 *
 * Return: true for %OP_FENCE, and for an %OP_RMW that is @full.
 */
bool weak_may_be_barrier(const struct op *op);

/**
 * weak_step() - note what a thread has done
 * @cpu: its CPU
 * @s: the step
 * @released: what can be relied on by who acquires what it wrote; NULL: nothing
 */
void weak_step(int cpu, const struct step *s, const struct clock *released);

/**
 * weak_rmb() - called in a thread: smp_rmb(), or a part of smp_mb()
 * @cpu: its CPU
 *
 * The thread's last step is not noted yet, and comes before it; so it waits for
 * weak_step().
 */
void weak_rmb(int cpu);

/**
 * weak_wmb() - the same for smp_wmb()
 * @cpu: its CPU
 *
 * If there was a weak_rmb() since the last step, it comes behind that.
 */
void weak_wmb(int cpu);

/**
 * weak_follows_all - every location is one that may be read late, known or not
 *
 * For a schedule that comes from another process: that one has explored, and
 * knew its pairs.
 */
extern bool weak_follows_all;

#endif
