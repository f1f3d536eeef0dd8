/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sync.h - the order that a program can rely on, and data races
 */
#ifndef MC_SYNC_H
#define MC_SYNC_H

#include "history.h"

/** sync_begin() - a new run */
void sync_begin(void);

/**
 * sync_step() - a thread has made the last step of the run
 *
 * @before is the clock of that step. If the step races with an earlier one, the
 * run fails.
 */
void sync_step(const struct step *s, const struct clock *before);

/** sync_fence() - smp_wmb(), or a part of smp_mb(), after the last step */
void sync_fence(int id);

/**
 * sync_publish() - a write, or a read-modify-write, gets to memory
 *
 * @clock is what can be relied on by who acquires it, NULL for nothing.
 */
void sync_publish(const struct op *op, const struct clock *clock);

/** sync_published() - what that is for an address; NULL for nothing */
const struct clock *sync_published(uintptr_t addr);

#endif
