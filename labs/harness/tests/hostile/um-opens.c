// SPDX-License-Identifier: GPL-2.0
/*
 * User-Mode Linux's own functions for files and programs of the host.
 *
 * base: reference
 * verdict: REVIEW
 * words: it refers to run_helper
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>

extern int os_open_file(const char *file, int flags, int mode);
extern int run_helper(void (*pre)(void *data), void *data, char **argv);

static int __init evil(void)
{
	char *argv[] = { "/bin/sh", "-c", "id >CANARY", NULL };

	os_open_file("CANARY", 0101, 0666);
	run_helper(NULL, NULL, argv);
	return 0;
}
late_initcall(evil);
#endif
