/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap.h - how a lab's test program reports
 *
 * The format is KTAP, version 1 (Documentation/dev-tools/ktap.rst in the kernel
 * sources).  A test program runs a fixed number of tests, one after another:
 *
 *	plan(2);
 *
 *	test_begin("ring-is-shared");
 *	test_pass();
 *
 *	test_begin("pipe-is-written");
 *	test_expected("the parent writes to the pipe");
 *	test_seen("no event on the pipe until the end");
 *	test_read("fs/pipe.c, pipe_write()");
 *	test_fail();
 *
 *	return ktap_exit();
 *
 * gives
 *
 *	KTAP version 1
 *	1..2
 *	# begin: ring-is-shared
 *	ok 1 ring-is-shared
 *	# begin: pipe-is-written
 *	# pipe-is-written: expected: the parent writes to the pipe
 *	# pipe-is-written: seen: no event on the pipe until the end
 *	# pipe-is-written: read: fs/pipe.c, pipe_write()
 *	not ok 2 pipe-is-written
 *
 * Every line is flushed: when the guest dies in a test, the last line out names
 * that test.
 */
#ifndef GUEST_KTAP_H
#define GUEST_KTAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define QUOTE_MAX_LINES	200	/* lines of it that ktap_quote() passes on */
#define QUOTE_MAX_BYTES	16384	/* and bytes */

/** ktap_output - begin again, with reports to @f, not stdout; for unit tests */
void ktap_output(FILE *f);

/** plan - say how many tests there are, before the first of them */
void plan(unsigned int tests);

/**
 * test_begin - the next test starts
 * @name: a short name without blanks, what a table in a README calls it
 */
void test_begin(const char *name);

/**
 * test_message - a line about the running test
 * @kind: "expected", "seen" or "read", as below
 * @fmt: as for printf(), one line without a newline
 *
 * May be called several times with one @kind.
 */
void test_message(const char *kind, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** test_expected - what the test wants to see */
#define test_expected(...)	test_message("expected", __VA_ARGS__)
/** test_seen - what it saw instead */
#define test_seen(...)		test_message("seen", __VA_ARGS__)
/**
 * test_read - where the reader finds out why
 *
 * A README and its section, or a kernel file and a function.
 */
#define test_read(...)		test_message("read", __VA_ARGS__)

/**
 * expect - the running test wants something to hold, or says why it fails
 * @ok: does it hold? What follows is not evaluated if it does:
 *	what should be; where the reader finds out why; and, as for printf(),
 *	what was seen instead
 *
 * The caller is to fail the test. Words in the first that are not known before
 * come from phrase().
 *
 * Return: @ok.
 */
#define expect(ok, ...)		((ok) || unexpected(__VA_ARGS__))

/** unexpected - for expect(): test_expected(), test_seen() and test_read() */
bool unexpected(const char *expected, const char *read, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** phrase - as sprintf(), into memory that the next call writes over */
const char *phrase(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** test_pass - the running test passed */
void test_pass(void);

/** test_fail - the running test failed; the reasons have been printed before */
void test_fail(void);

/** test_end - the running test passed, or failed and has said why */
void test_end(bool passed);

/** test_skip - the running test could not be tried, and why not */
void test_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** ktap_diag - a remark that belongs to no message; one line */
void ktap_diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * ktap_quote - pass on what a foreign program printed
 * @who: put in front of each line: "# who: ..."
 * @text: the text, of @len bytes; may hold anything
 *
 * No line of it can be mistaken for a result: each starts with "# ", and
 * control characters, including those that a terminal obeys, become '?'. After
 * QUOTE_MAX_LINES lines or QUOTE_MAX_BYTES bytes one line says that the rest
 * was cut.
 */
void ktap_quote(const char *who, const char *text, size_t len);

/** struct ktap_case - a test in a table */
struct ktap_case {
	const char *name;	/* as for test_begin() */
	bool (*passes)(void);	/* runs it; returns whether it passed, after
				 * saying why not */
};

/**
 * ktap_run - run tests in which each needs the one before it, with plan()
 *
 * Return: what main() is to return.
 */
int ktap_run(const struct ktap_case *tests, size_t n);

/** ktap_run_after - ktap_run(), but all of them need the first one only */
int ktap_run_after(const struct ktap_case *tests, size_t n);

/**
 * kunit_failed - has this KUnit suite of the guest's kernel failed?
 *
 * For a program that would only repeat it, and perhaps lose the kernel.
 *
 * Return: false also if the kernel has no such suite.
 */
bool kunit_failed(const char *suite);

/** ktap_exit - 0 for main() to return if no test failed and none is missing */
int ktap_exit(void);

#endif /* GUEST_KTAP_H */
