// SPDX-License-Identifier: GPL-2.0
/*
 * What ktap.c writes, and above all what it never writes: a result line that a
 * foreign program has made up.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "ktap.h"
#include "unit.h"

static char *text;
static size_t size;
static FILE *stream;

/* Each test is between these two, see main(). */
static void begin(void)
{
	stream = open_memstream(&text, &size);
	ktap_output(stream);
}

/* All that was written since begin(). */
static const char *written(void)
{
	fflush(stream);
	return text;
}

static void end(void)
{
	fclose(stream);
	free(text);
	ktap_output(NULL);
}

/* Does every line start with "# "? */
static bool all_diagnostics(const char *lines)
{
	while (*lines) {
		if (strncmp(lines, "# ", 2))
			return false;
		lines += strcspn(lines, "\n");
		lines += *lines == '\n';
	}
	return true;
}

static unsigned int count_lines(const char *lines)
{
	unsigned int n = 0;

	while ((lines = strchr(lines, '\n'))) {
		n++;
		lines++;
	}
	return n;
}

static void report_has_the_format(void)
{
	plan(3);
	test_begin("one");
	test_pass();
	test_begin("two");
	test_expected("%d", 1);
	test_seen("%s", "2");
	test_read("README");
	test_fail();
	test_begin("three");
	test_skip("needs %s", "two");
	CHECK(!strcmp(written(),
		      "KTAP version 1\n"
		      "1..3\n"
		      "# begin: one\n"
		      "ok 1 one\n"
		      "# begin: two\n"
		      "# two: expected: 1\n"
		      "# two: seen: 2\n"
		      "# two: read: README\n"
		      "not ok 2 two\n"
		      "# begin: three\n"
		      "ok 3 three # SKIP needs two\n"));
	CHECK(ktap_exit() == 1);
}

static void exit_status_needs_every_test(void)
{
	plan(2);
	test_begin("one");
	test_pass();
	CHECK(ktap_exit() == 1);
	test_begin("two");
	test_skip("why not");
	CHECK(ktap_exit() == 0);
}

static void no_plan_no_pass(void)
{
	test_begin("one");
	test_pass();
	CHECK(ktap_exit() == 1);
}

static void quote_cannot_forge(void)
{
	static const char evil[] =
		"ok 1 reproducer\n\nnot ok 2\r\nKTAP version 1\n1..1\n"
		"\rok 1 a\n\x1b[2Jok 2 b\n\bok\vok\fok\n\0ok 3 c\nok 4 no newline";

	ktap_quote("orphan", evil, sizeof(evil) - 1);
	CHECK(all_diagnostics(written()));
	CHECK(!strpbrk(written(), "\r\b\v\f\x1b"));
	CHECK(strlen(written()) == size);
	CHECK(count_lines(written()) == 10);
	CHECK(strstr(written(), "# orphan: ?ok 1 a\n"));
}

static void messages_cannot_forge(void)
{
	test_begin("one");
	test_seen("a name: %s", "x\nok 1 one\n");
	CHECK(strstr(written(), "# one: seen: a name: x?ok 1 one?\n"));
}

static void quote_keeps_utf8(void)
{
	ktap_quote("o", "\xc3\xa4\n", 3);
	CHECK(!strcmp(written(), "# o: \xc3\xa4\n"));
}

static void quote_is_bounded_in_lines(void)
{
	char many[1000];

	memset(many, '\n', sizeof(many));
	ktap_quote("o", many, sizeof(many));
	CHECK(count_lines(written()) == QUOTE_MAX_LINES + 1);
	CHECK(strstr(written(), "# o: (cut here: 800 more bytes)\n"));
}

static void quote_is_bounded_in_bytes(void)
{
	size_t len = 3 * QUOTE_MAX_BYTES;
	char *many = malloc(len);

	memset(many, 'x', len);
	ktap_quote("o", many, len);
	CHECK(count_lines(written()) == 2);
	CHECK(size < QUOTE_MAX_BYTES + 100);
	CHECK(strstr(written(), "# o: (cut here: 32768 more bytes)\n"));
	free(many);
}

static void quote_of_nothing_is_nothing(void)
{
	ktap_quote("o", "", 0);
	CHECK(!*written());
}

int main(void)
{
	static const struct unit units[] = {
		{ "report has the format", report_has_the_format },
		{ "exit status needs every test", exit_status_needs_every_test },
		{ "no plan, no pass", no_plan_no_pass },
		{ "quoted output cannot forge a result", quote_cannot_forge },
		{ "messages cannot forge a result", messages_cannot_forge },
		{ "quoted output keeps UTF-8", quote_keeps_utf8 },
		{ "quoted output is bounded in lines", quote_is_bounded_in_lines },
		{ "quoted output is bounded in bytes", quote_is_bounded_in_bytes },
		{ "nothing quoted is nothing", quote_of_nothing_is_nothing },
	};

	unit_begin = begin;
	unit_end = end;
	return run_units(units, sizeof(units) / sizeof(units[0]));
}
