/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_TSAN_H
#define MC_TSAN_H

#include <stdbool.h>

/* Did the last read-modify-write change anything? A cmpxchg may not. */
extern bool rmw_wrote;

#endif
