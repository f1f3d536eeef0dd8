/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_SYMBOLIZE_H
#define RUN_SYMBOLIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "console.h"
#include "text.h"

/** struct frame - a place in the kernel's source */
struct frame {
	char *func;	/* the function */
	char *file;	/* its source file as people know it; NULL when vmlinux
			 * does not tell */
	unsigned int line;	/* the line in file */
	bool student;	/* it is the file that the student works on */
	bool sure;	/* the address it comes from was not marked "?" */
	struct frame *next;	/* the function that called this one, or was
				 * inlined around it */
};

/** struct source_map - how build paths become the paths people know */
struct source_map {
	const char *build;	/* tail of the student's file as the compiler
				 * saw it, such as "io_uring/fallback.c" */
	const char *shown;	/* what is shown instead; NULL shows build
				 * paths */
	const char *checkout;	/* files that are in this directory, too, are
				 * shown as the ones there; may be NULL */
};

/**
 * symbolize() - turn code addresses into places
 *
 * Inlined functions get frames of their own. Addresses outside the kernel are
 * left out.
 *
 * Return: the frames in the order of @addrs; NULL when nothing is known.
 */
struct frame *symbolize(const char *vmlinux, const struct source_map *map,
			const struct splat_addr *addrs, size_t n);

/**
 * symbolize_stream() - copy text, with functions for the addresses in it
 * @in: the text; an address is "0x" and 16 digits, as "%pS" prints it in a
 *	kernel that has no names
 */
void symbolize_stream(const char *vmlinux, FILE *in, FILE *out);

/**
 * frame_print() - append "function at FILE:LINE", or what is known of it
 */
void frame_print(struct text *t, const struct frame *f);

/**
 * shown_path() - turn a build path into the path people know
 * @student: set to whether it is the student's file; may be NULL
 *
 * Return: a fresh string.
 */
char *shown_path(const char *vmlinux, const struct source_map *map,
		 const char *path, bool *student);

/**
 * kernel_text() - find where a kernel's code is
 *
 * Return: false when @vmlinux is not a 64-bit ELF file with code in it.
 */
bool kernel_text(const char *vmlinux, uint64_t *lo, uint64_t *hi);

/**
 * frame_free() - free a list
 */
void frame_free(struct frame *f);

#endif
