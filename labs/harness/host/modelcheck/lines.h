/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_LINES_H
#define MC_LINES_H

#include <stdint.h>

/** struct place - a line of C */
struct place {
	const char *file;	/* its file, as the compiler was told */
	unsigned int line;	/* its number; 0 if it is not known */
	const char *text;	/* what it says, without what is in front; may
				 * be "" */
};

/**
 * place_of() - which line of C is this?
 * @ip: a return address
 *
 * Of inlined functions, the innermost that is not in a header of the shim.
 *
 * Return: the place; stays valid.
 */
const struct place *place_of(uintptr_t ip);

#endif
