// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's time, see clock.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"

#define CLOCKSOURCE \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* Ten times what the slowest test has been seen to take. */
#define REAL_MS		10000

uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

/* UML names its clock after what it does, see arch/um/kernel/time.c. */
bool clock_is_virtual(void)
{
	char name[64] = "";
	FILE *f = fopen(CLOCKSOURCE, "r");

	if (!f)
		return false;
	if (!fgets(name, sizeof(name), f))
		name[0] = '\0';
	fclose(f);
	return !strncmp(name, "time-travel", strlen("time-travel"));
}

void clock_say(const char *what)
{
	uint64_t ms = clock_ms();

	fprintf(stderr, "%s: %4llu.%03u s: %s\n", program_invocation_short_name,
		(unsigned long long)ms / 1000, (unsigned int)(ms % 1000), what);
}

void sleep_ms(unsigned int ms)
{
	struct timespec left = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L,
	};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

unsigned int patience_ms(unsigned int ms)
{
	return clock_is_virtual() || ms > REAL_MS ? ms : REAL_MS;
}
