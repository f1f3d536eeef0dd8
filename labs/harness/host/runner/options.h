/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "symbolize.h"

#define MAX_PHASES	16	/* --phase options */
#define MAX_VERSIONS	8	/* --version options */
#define MAX_ALLOWED	16	/* --allow-warning options of a guest */
#define MAX_READ	8	/* --read options of a guest */
#define MAX_ARGUMENTS	8	/* --argument options of a program */

/** struct guest_options - one --guest block of the command line */
struct guest_options {
	char *name;		/* file-name-safe, unique */
	const char *title;	/* what people see; its name unless given */
	char *kernel;		/* the vmlinux, absolute; NULL when a program
				 * stands in its place */
	char *initrd;		/* the initramfs, absolute */
	const char *user;	/* the student's program in it, as a file of the
				 * host; NULL if it has none */
	char *program[MAX_ARGUMENTS + 2];	/* the program instead of a
						 * kernel and its arguments,
						 * NULL behind them */
	size_t n_program;	/* how many */
	const char *skip;	/* why neither can be run; NULL when one can */
	const char *append;	/* more kernel parameters, separated by spaces;
				 * may be NULL */
	bool real_time;		/* run in real time, not in virtual time */
	unsigned long mem_mib;	/* the guest's memory, MiB */
	unsigned int wall;	/* limit on real time in which it waits,
				 * seconds */
	unsigned int cpu;	/* limit on CPU time, seconds */
	size_t output_limit;	/* limit on console and results together,
				 * bytes */
	struct source_map map;	/* how its student file is called */
	char *map_build;	/* what --map allocated of it */
	const char *allowed[MAX_ALLOWED];	/* WARNINGs that contain one of
						 * these are expected */
	size_t n_allowed;	/* how many */
	char *read[MAX_READ];	/* what a program reads, absolute */
	size_t n_read;		/* how many */
	const char *space;	/* address space in a box, in bytes; NULL for
				 * what boxes have */
	struct guest_options *next;	/* the next block */
};

/** struct phase - something the caller did before, with the time it took */
struct phase {
	char *name;	/* one word */
	long ms;	/* milliseconds */
};

/** struct version - of something that a verdict depends on */
struct version {
	char *name;	/* what it is */
	const char *text;	/* which one */
};

/** struct options - the command line */
struct options {
	const char *lab;	/* the lab's name; never NULL */
	const char *kernel_name;	/* the kernel's release, for people */
	const char *config;	/* the kernel's configuration, for people */
	const char *src;	/* the student's file, as people are shown it;
				 * may be NULL */
	const char *checkout;	/* the checkout's directory, for the names of
				 * its files; may be NULL */
	const char *json;	/* where result.json goes; may be NULL */
	const char *junit;	/* where the JUnit XML goes; may be NULL */
	char *log_dir;		/* where logs are kept, absolute; may be NULL */
	const char *log_shown;	/* where the report says that logs are; NULL for
				 * log_dir */
	const char *plan;	/* what has to be reported, a file for
				 * plan_read(); may be NULL */
	const char *record_plan;	/* where to write what was reported
					 * as such a file; may be NULL */
	const char *compile_failed;	/* log of a compilation that failed;
					 * NULL when it did not */
	const char *box;	/* the command that runs another in a box; NULL
				 * for none */
	const char *review;	/* lines on what a human has to read; NULL or
				 * an empty file if nothing */
	const char *probe;	/* a command that fails if the host is to blame
				 * for guests that ended badly; NULL for none */
	const char *symbolize;	/* start nothing, but name the functions of this
				 * kernel in stdin */
	unsigned int jobs;	/* how many guests may run at once */
	bool verbose;		/* all that each test said */
	struct phase phases[MAX_PHASES];	/* what came before, in order */
	size_t n_phases;	/* how many */
	struct version versions[MAX_VERSIONS];	/* what the verdict is by */
	size_t n_versions;	/* how many */
	struct guest_options *guests;	/* the guests, in order */
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
