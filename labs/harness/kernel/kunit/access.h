/* SPDX-License-Identifier: GPL-2.0 */
/*
 * access.h - a test can act in front of each memory access of fallback.c
 *
 * A race shows when something happens between two instructions, and on one CPU
 * nothing ever does by itself: an interrupt comes once in millions of
 * instructions.  So the compiler is asked to tell: it puts a call in front of
 * every memory access of fallback.c, as it does for KCSAN or KASAN, and
 * access.c has the functions that it calls.  A test then says "an interrupt,
 * here", for each access in turn, and has tried all of them when it is done.
 *
 * fallback.c itself knows nothing of this.  This file is put in front of it on
 * the compiler's command line (-include), when a lab has KUnit tests.
 *
 * What the compiler cannot see is inside of the kernel's atomics, which are
 * assembler.  They announce themselves to KCSAN, with the macros below, which
 * mean nothing in a kernel without KCSAN.  Here they mean a call of ours.
 *
 * And a test can see whether fallback.c warns when it has to, without failing
 * for it, as a guest does in which the kernel warns.
 */
#ifndef KUNIT_ACCESS_H
#define KUNIT_ACCESS_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kasan-checks.h>
#include <linux/kcsan-checks.h>
#include <linux/types.h>

/** fallback_access - fallback.c is about to access memory, in any context */
void fallback_access(unsigned long addr, size_t size, bool write);

/**
 * warnings_expected - begin or end to expect that fallback.c warns
 *
 * Meanwhile its WARN() and the like print nothing. What they do only once,
 * they do again.
 *
 * Context: Task.
 * Return: has it warned since warnings_expected(true)?
 */
bool warnings_expected(bool yes);

/** watched_warn - for the macro below. Return: is the warning expected? */
bool watched_warn(void);

/* What WARN() and all that are like it come to, in these kernels. */
#define warn_slowpath_fmt(...) \
	(watched_warn() ? (void)0 : warn_slowpath_fmt(__VA_ARGS__))

#ifdef __SANITIZE_THREAD__
#undef kcsan_check_atomic_read
#undef kcsan_check_atomic_write
#undef kcsan_check_atomic_read_write
#define kcsan_check_atomic_read(addr, size) \
	fallback_access((unsigned long)(addr), size, false)
#define kcsan_check_atomic_write(addr, size) \
	fallback_access((unsigned long)(addr), size, true)
#define kcsan_check_atomic_read_write(addr, size) \
	fallback_access((unsigned long)(addr), size, true)
#endif

#endif /* KUNIT_ACCESS_H */
