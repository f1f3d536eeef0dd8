/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_WEAK_H
#define MC_WEAK_H

#include "memory.h"

/**
 * weak_model - a read need not get the newest value
 *
 * An agent is a pair of a CPU and a location which that CPU reads and others
 * write.
 */
extern const struct memory_model weak_model;

#endif
