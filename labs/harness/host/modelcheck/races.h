/* SPDX-License-Identifier: GPL-2.0 */
/*
 * races.h - the order that a program can rely on, and data races
 */
#ifndef MC_RACES_H
#define MC_RACES_H

#include "history.h"

/** races_begin() - a new run */
void races_begin(void);

/**
 * races_step() - a thread has made the last step of the run
 *
 * @before is the clock of that step. If the step races with an earlier one, the
 * run fails.
 */
void races_step(const struct step *s, const struct clock *before);

/** races_wmb() - smp_wmb(), or a part of smp_mb(), after the last step */
void races_wmb(int id);

/** races_rmb() - smp_rmb() likewise */
void races_rmb(int id);

/**
 * races_publish() - a write, or a read-modify-write, gets to memory
 *
 * @clock is what can be relied on by who acquires it, NULL for nothing.
 */
void races_publish(const struct op *op, const struct clock *clock);

/** races_published() - what that is for an address; NULL for nothing */
const struct clock *races_published(uintptr_t addr);

#endif
