/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_DIAGNOSTICS_H
#define RUN_DIAGNOSTICS_H

#include "ktap.h"
#include "symbolize.h"

/**
 * diagnostics_symbolize() - places in the source instead of code addresses
 *
 * The kernel has no names for its addresses, so a KUnit test that wants to say
 * where something happened prints "[<0000000060205d1c>]", as the kernel does in
 * its own traces. In each diagnostic line that becomes "push at fallback.c:63";
 * what is no return address in the kernel stays as it is.
 */
void diagnostics_symbolize(struct ktap_test *t, const char *vmlinux,
			   const struct source_map *map);

#endif
