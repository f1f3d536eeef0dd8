/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tsan.h - what is to be known of an access while tsan.c makes it
 */
#ifndef MC_TSAN_H
#define MC_TSAN_H

#include <stdbool.h>
#include <stdint.h>

/**
 * rmw_wrote - has the atomic that was made last written?
 *
 * A cmpxchg() that fails has not; who writes what was there already has.
 */
extern bool rmw_wrote;

/**
 * trying_ip - where in the student's code is an address that is being tried?
 *
 * It may lead nowhere. Then tsan.c crashes, and not the student's code; but
 * this is the return address into it, and crash.c blames that line. 0 if none
 * is being tried.
 */
extern uintptr_t trying_ip;

#endif
