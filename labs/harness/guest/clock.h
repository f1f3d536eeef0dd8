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

/** clock_ms - CLOCK_MONOTONIC, in milliseconds */
uint64_t clock_ms(void);

/** clock_is_virtual - does sleeping cost nothing here? Needs /sys */
bool clock_is_virtual(void);

/** clock_say - for demos: what happens, and when, on the console (stderr) */
void clock_say(const char *what);

/** sleep_ms - sleep, signals or not */
void sleep_ms(unsigned int ms);

/**
 * patience_ms - how long a test waits for what should come soon
 * @ms: how long it may take, in milliseconds, on a machine that computes in no
 *	time
 *
 * Return: @ms in virtual time, where nothing else takes any. In real time a
 * test must not fail because the machine is slow: many seconds.
 */
unsigned int patience_ms(unsigned int ms);

#endif /* GUEST_CLOCK_H */
