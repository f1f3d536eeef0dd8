/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "symbolize.h"

#define MAX_PHASES	16	/* --phase options */
#define MAX_ALLOWED	16	/* --allow-warning options of a guest */
#define MAX_ARGUMENTS	8	/* --argument options of a program */

/**
 * struct guest_options - one --guest block of the command line
 * @name: file-name-safe, unique
 * @title: what people are shown; @name unless given
 * @kernel: the vmlinux, absolute; NULL when a program stands in its place
 * @initrd: the initramfs, absolute
 * @program: the program instead of a kernel and its arguments, NULL behind them
 * @n_program: how many
 * @skip: why neither can be run; NULL when one can
 * @append: more kernel parameters, separated by spaces; may be NULL
 * @real_time: run in real time, not in virtual time
 * @mem_mib: the guest's memory, MiB
 * @wall: limit on real time, seconds
 * @output_limit: limit on console and results together, bytes
 * @map: how its student file is called
 * @map_build: what --map allocated of it
 * @allowed: WARNINGs that contain one of these are expected
 * @n_allowed: how many
 * @next: the next block
 */
struct guest_options {
	char *name;
	const char *title;
	char *kernel;
	char *initrd;
	char *program[MAX_ARGUMENTS + 2];
	size_t n_program;
	const char *skip;
	const char *append;
	bool real_time;
	unsigned long mem_mib;
	unsigned int wall;
	size_t output_limit;
	struct source_map map;
	char *map_build;
	const char *allowed[MAX_ALLOWED];
	size_t n_allowed;
	struct guest_options *next;
};

/**
 * struct phase - something the caller did before, with the time it took
 * @name: one word
 * @ms: milliseconds
 */
struct phase {
	char *name;
	long ms;
};

/**
 * struct options - the command line
 * @lab: the lab's name; never NULL
 * @kernel_name: the kernel's release, for people
 * @config: the kernel's configuration, for people
 * @src: the student's file, as people are shown it; may be NULL
 * @json: where result.json goes; may be NULL
 * @junit: where the JUnit XML goes; may be NULL
 * @log_dir: where logs are kept, absolute; may be NULL
 * @log_shown: where the report says that logs are; NULL for @log_dir
 * @compile_failed: log of a compilation that failed; NULL when it did not
 * @symbolize: start nothing, but name the functions of this kernel in stdin
 * @jobs: how many guests may run at once
 * @verbose: show diagnostics of passed tests too
 * @phases: see &struct phase
 * @n_phases: how many
 * @guests: the guests, in order
 */
struct options {
	const char *lab;
	const char *kernel_name;
	const char *config;
	const char *src;
	const char *json;
	const char *junit;
	char *log_dir;
	const char *log_shown;
	const char *compile_failed;
	const char *symbolize;
	unsigned int jobs;
	bool verbose;
	struct phase phases[MAX_PHASES];
	size_t n_phases;
	struct guest_options *guests;
};

/**
 * options_parse() - read the command line
 *
 * Exits with status 2 and one line when the command line makes no sense.
 */
void options_parse(struct options *o, int argc, char **argv);

/**
 * options_free() - free what options_parse() allocated
 */
void options_free(struct options *o);

#endif
