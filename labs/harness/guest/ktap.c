// SPDX-License-Identifier: GPL-2.0
/*
 * Writes KTAP, see ktap.h.
 *
 * The one rule of this file: nothing that comes from outside, be it a program's
 * output or a message with a file's contents in it, can produce a line that
 * does not start with "# ".  So every text, our own included, goes through
 * put_text(), which lets no control character pass.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ktap.h"

static FILE *out;
static unsigned int planned, number, failed;
static char current[64];

static FILE *stream(void)
{
	return out ? out : stdout;
}

/* Bytes above 127 pass: they may be UTF-8, and no terminal obeys them alone. */
static void put_text(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c == '\t')
			c = ' ';
		fputc(c < 128 && !isprint(c) ? '?' : c, stream());
	}
}

static void put_line_end(void)
{
	fputc('\n', stream());
	fflush(stream());
}

static void put_format(const char *fmt, va_list ap)
{
	char *text;
	int len = vasprintf(&text, fmt, ap);

	if (len < 0)
		return;
	put_text(text, len);
	free(text);
}

static void put_result(const char *result)
{
	number++;
	fprintf(stream(), "%s %u %s", result, number, current);
}

void ktap_output(FILE *f)
{
	out = f;
	planned = number = failed = 0;
	current[0] = '\0';
}

void plan(unsigned int tests)
{
	planned = tests;
	fprintf(stream(), "KTAP version 1\n1..%u\n", tests);
	fflush(stream());
}

void test_begin(const char *name)
{
	snprintf(current, sizeof(current), "%s", name);
	fprintf(stream(), "# begin: %s\n", current);
	fflush(stream());
}

void test_message(const char *kind, const char *fmt, ...)
{
	va_list ap;

	fprintf(stream(), "# %s: %s: ", current, kind);
	va_start(ap, fmt);
	put_format(fmt, ap);
	va_end(ap);
	put_line_end();
}

bool unexpected(const char *expected, const char *read, const char *fmt, ...)
{
	char seen[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(seen, sizeof(seen), fmt, ap);
	va_end(ap);
	test_expected("%s", expected);
	test_seen("%s", seen);
	test_read("%s", read);
	return false;
}

const char *phrase(const char *fmt, ...)
{
	static char words[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	return words;
}

void test_end(bool passed)
{
	failed += !passed;
	put_result(passed ? "ok" : "not ok");
	put_line_end();
}

void test_pass(void)
{
	test_end(true);
}

void test_fail(void)
{
	test_end(false);
}

void test_skip(const char *fmt, ...)
{
	va_list ap;

	put_result("ok");
	fputs(" # SKIP ", stream());
	va_start(ap, fmt);
	put_format(fmt, ap);
	va_end(ap);
	put_line_end();
}

void ktap_diag(const char *fmt, ...)
{
	va_list ap;

	fputs("# ", stream());
	va_start(ap, fmt);
	put_format(fmt, ap);
	va_end(ap);
	put_line_end();
}

void ktap_quote(const char *who, const char *text, size_t len)
{
	size_t left = len < QUOTE_MAX_BYTES ? len : QUOTE_MAX_BYTES;
	unsigned int lines = 0;

	while (left && lines < QUOTE_MAX_LINES) {
		const char *newline = memchr(text, '\n', left);
		size_t line = newline ? (size_t)(newline - text) : left;

		fprintf(stream(), "# %s: ", who);
		put_text(text, line);
		put_line_end();
		line += newline ? 1 : 0;
		text += line;
		left -= line;
		len -= line;
		lines++;
	}
	if (len)
		ktap_diag("%s: (cut here: %zu more bytes)", who, len);
}

static int run(const struct ktap_case *tests, size_t n, bool all_block)
{
	const char *blocker = NULL;
	bool passed;
	size_t i;

	plan(n);
	for (i = 0; i < n; i++) {
		test_begin(tests[i].name);
		if (blocker) {
			test_skip("needs %s", blocker);
			continue;
		}
		passed = tests[i].passes();
		test_end(passed);
		if (!passed && (all_block || !i))
			blocker = tests[i].name;
	}
	return ktap_exit();
}

int ktap_run(const struct ktap_case *tests, size_t n)
{
	return run(tests, n, true);
}

int ktap_run_after(const struct ktap_case *tests, size_t n)
{
	return run(tests, n, false);
}

int ktap_exit(void)
{
	return failed || number != planned;
}

bool kunit_failed(const char *suite)
{
	char path[128], line[1024];
	bool bad = false;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/kunit/%s/results",
		 suite);
	f = fopen(path, "r");
	/* The line that is not indented is that of the suite. */
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "not ok ", 7))
			bad = true;
	if (f)
		fclose(f);
	return bad;
}
