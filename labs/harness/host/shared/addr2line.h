/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHARED_ADDR2LINE_H
#define SHARED_ADDR2LINE_H

#include <stddef.h>
#include <stdint.h>

/** struct source_line - where code comes from */
struct source_line {
	size_t addr;			/* which of the addresses that were
					 * asked for, counted from 0 */
	char *func;			/* the function */
	char *file;			/* its source file, as the compiler
					 * names it; NULL when unknown */
	unsigned int line;		/* the line in file */
	struct source_line *next;	/* the function that this one was
					 * inlined into, or that of the next
					 * address */
};

/**
 * addr2line() - turn code addresses into functions and source lines
 * @program: the ELF file with the code
 * @addrs: the addresses; of a return address, the caller passes one less
 *
 * Runs addr2line(1) once. It is there wherever a kernel can be linked.
 *
 * Return: a list in the order of @addrs, without those it knows nothing of.
 */
struct source_line *addr2line(const char *program, const uint64_t *addrs,
			      size_t n);

/**
 * source_line_free() - free a list, which may be NULL
 */
void source_line_free(struct source_line *l);

#endif
