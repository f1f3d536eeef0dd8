/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_CONSOLE_H
#define RUN_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPLAT_ADDRS	48	/* addresses kept of a complaint */

/** enum splat_kind - what the kernel complained about */
enum splat_kind {
	SPLAT_PANIC,	/* "Kernel panic - not syncing" */
	SPLAT_OOPS,	/* BUG, KASAN, UBSAN and their like: the kernel did
			 * something it must not, and went on */
	SPLAT_WARNING,	/* WARN_ON, lockdep, hung tasks, RCU stalls */
	SPLAT_HOST,	/* the host ran out of room for the guest's memory */
	SPLAT_KINDS	/* how many kinds there are */
};

/** struct splat_addr - a code address the kernel printed */
struct splat_addr {
	uint64_t addr;	/* the address */
	bool exact;	/* it is an instruction pointer; otherwise a return
			 * address, which is one instruction behind the call */
	bool sure;	/* the kernel's unwinder trusts it (no "?") */
};

/** struct splat - one complaint of the kernel */
struct splat {
	enum splat_kind kind;	/* how bad it is */
	char *line;		/* its first line, cleaned, timestamp removed */
	char *said;		/* what it is about, which a WARN() has in its
				 * second line; or NULL */
	char *func;		/* the function it names itself; NULL when it
				 * names none */
	char *file;		/* the source file it names itself; NULL when it
				 * names none */
	unsigned int lineno;	/* the line in file */
	struct splat_addr addrs[SPLAT_ADDRS];	/* code addresses, the fault
						 * first, then its callers */
	size_t n_addrs;		/* how many */
	struct splat *next;	/* the next complaint */
};

/**
 * console_parse() - find the kernel's complaints in a console log
 *
 * Return: a list in the order of the log, of each kind the first few, and one
 * that says so if there were more; NULL when the kernel was content.
 */
struct splat *console_parse(const char *s, size_t n);

/**
 * console_tail() - the last lines of a console log, cleaned
 * @lines: how many lines at most, empty ones not counted
 *
 * Return: a fresh string with newlines between the lines.
 */
char *console_tail(const char *s, size_t n, unsigned int lines);

/**
 * console_test() - which KUnit test was running at the end?
 *
 * KUnit's results come to us when the guest is up, so of a kernel that does not
 * get that far there is only the console. Our tests say there that they begin,
 * "# begin: NAME", and KUnit that they have ended, "ok 1 NAME".
 *
 * Return: a fresh string, the name; NULL when none was running.
 */
char *console_test(const char *s, size_t n);

/**
 * splat_free() - free a list
 */
void splat_free(struct splat *s);

#endif
