// SPDX-License-Identifier: GPL-2.0
/*
 * A file of the host's, and the environment of the process that started this
 * one, as output.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

static char text[4000];

static void show(const char *path)
{
	long fd = host(2, (long)path, 0, 0);
	long n = host(0, fd, (long)text, sizeof(text));

	host(1, 1, (long)text, n);
}

AT_ONCE(show(secret);
	show("/proc/1/environ"))
