/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_SYMBOLIZE_KTAP_H
#define RUN_SYMBOLIZE_KTAP_H

#include "ktap.h"
#include "symbolize.h"

/**
 * symbolize_ktap() - places in the source instead of code addresses
 *
 * The kernel has no names for its addresses, so a KUnit test that wants to say
 * where something happened prints "[<0000000060205d1c>]", as the kernel does in
 * its own traces. In each diagnostic line that becomes "push at fallback.c:63";
 * what is no return address in the kernel, or in the student's program (@user,
 * or NULL), stays as it is.
 */
void symbolize_ktap(struct ktap_test *t, const char *vmlinux, const char *user,
		    const struct source_map *map);

#endif
