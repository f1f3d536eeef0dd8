// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeps for 15 minutes, in no time: what virtual time is.
 *
 * The lines go to the guest's console.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "fifteen-minutes: %ld.%06ld s since boot: %s\n",
		(long)now.tv_sec, now.tv_nsec / 1000, what);
}

int main(void)
{
	say("going to sleep");
	sleep(15 * 60);
	say("awake");
	return 0;
}
