/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait_loop.h - threads that wait in a loop
 *
 * A thread that reads the same again and again waits for somebody to write
 * there.
 */
#ifndef MC_WAIT_LOOP_H
#define MC_WAIT_LOOP_H

#include "op.h"

/** wait_loop_forget() - a thread may look again */
void wait_loop_forget(int id);

/** wait_loop_note() - a thread has made a step */
void wait_loop_note(int id, const struct op *op);

/** wait_loop_waits() - would a thread's next step only look once more? */
bool wait_loop_waits(int id, const struct op *next);

/**
 * wait_loop_has_patience() - may it look some more, if there is nobody else?
 *
 * Its loop may have an end of its own.
 */
bool wait_loop_has_patience(int id);

/**
 * wait_loop_looks_at() - does this step write what a thread waits for?
 */
bool wait_loop_looks_at(int id, const struct op *op);

#endif
