/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clock.h - the guest's time
 *
 * In CONFIG=fast time is virtual: it passes only while everybody sleeps, and
 * then it costs nothing.  So a test can sleep for ten minutes, and can ask for
 * an exact number of milliseconds.  In CONFIG=debug it is the time on the wall.
 * There a test may neither sleep for minutes nor expect to be in time.
 */
#ifndef GUEST_CLOCK_H
#define GUEST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * clock_ms - the guest's time
 *
 * Return: milliseconds of CLOCK_MONOTONIC.
 */
uint64_t clock_ms(void);

/**
 * clock_is_virtual - does sleeping cost nothing here?
 *
 * Needs /sys.
 *
 * Return: true if this guest was started in virtual time.
 */
bool clock_is_virtual(void);

/**
 * sleep_ms - sleep, signals or not
 * @ms: how long, in milliseconds of the guest's time
 */
void sleep_ms(unsigned int ms);

#endif /* GUEST_CLOCK_H */
