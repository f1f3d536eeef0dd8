/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_TSO_H
#define MC_TSO_H

#include "memory.h"

/**
 * tso_model - writes may be late, as on x86
 *
 * A thread's writes wait in a store buffer, first in first out, while its reads
 * go on. Agent n is the store buffer of thread n.
 */
extern const struct memory_model tso_model;

#endif
