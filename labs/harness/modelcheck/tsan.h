/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_TSAN_H
#define MC_TSAN_H

#include <stdbool.h>
#include <stdint.h>

/* Did the last read-modify-write change anything? A cmpxchg may not. */
extern bool rmw_wrote;

/*
 * In which line of the student's an address is being tried that may lead
 * nowhere; 0 if in none.
 */
extern uintptr_t trying_ip;

#endif
