/* SPDX-License-Identifier: GPL-2.0 */
/*
 * spin.h - threads that wait in a loop
 *
 * A thread that reads the same again and again waits for somebody to write
 * there.
 */
#ifndef MC_SPIN_H
#define MC_SPIN_H

#include "op.h"

/** spin_forget() - a thread may look again */
void spin_forget(int id);

/** spin_note() - a thread has made a step */
void spin_note(int id, const struct op *op);

/** spin_waits() - would a thread's next step only look once more? */
bool spin_waits(int id, const struct op *next);

/**
 * spin_has_patience() - may it look some more, if there is nobody else?
 *
 * Its loop may have an end of its own.
 */
bool spin_has_patience(int id);

/** spin_looks_at() - is what this step writes among what a thread waits for? */
bool spin_looks_at(int id, const struct op *op);

#endif
