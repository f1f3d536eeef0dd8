// SPDX-License-Identifier: GPL-2.0
/*
 * Which tasks of a trace are the student's program, and what it has printed.
 */
#include "student.h"
#include "unit.h"

static struct student s;

static void make(struct trace_event *events, size_t n)
{
	memset(&s, 0, sizeof(s));
	s.run.pid = 10;
	s.trace.events = events;
	s.trace.count = n;
}

static void owns_descendants(void)
{
	struct trace_event events[] = {
		{ .kind = TRACE_FORK, .pid = 1, .value = 10 },
		{ .kind = TRACE_FORK, .pid = 10, .value = 11 },
		{ .kind = TRACE_FORK, .pid = 2, .value = 12 },
		{ .kind = TRACE_FORK, .pid = 11, .value = 13 },
		{ .kind = TRACE_FORK, .pid = 12, .value = 14 },
	};

	make(events, 5);
	CHECK(student_owns(&s, 10));
	CHECK(student_owns(&s, 11));
	CHECK(student_owns(&s, 13));
	CHECK(!student_owns(&s, 1));
	CHECK(!student_owns(&s, 12));
	CHECK(!student_owns(&s, 14));
	CHECK(!student_owns(&s, 99));
}

static void survives_a_circle(void)
{
	struct trace_event events[] = {
		{ .kind = TRACE_FORK, .pid = 12, .value = 11 },
		{ .kind = TRACE_FORK, .pid = 11, .value = 12 },
		{ .kind = TRACE_FORK, .pid = 13, .value = 13 },
	};

	make(events, 3);
	CHECK(!student_owns(&s, 11));
	CHECK(!student_owns(&s, 12));
	CHECK(!student_owns(&s, 13));
}

static void finds_exits(void)
{
	struct trace_event events[] = {
		{ .kind = TRACE_SUBMIT, .pid = 11 },
		{ .kind = TRACE_EXIT, .pid = 11 },
		{ .kind = TRACE_EXIT, .pid = 10 },
	};

	make(events, 3);
	CHECK(student_exit(&s, 11) == 1);
	CHECK(student_exit(&s, 10) == 2);
	CHECK(student_exit(&s, 12) == 3);
}

static void survives_an_empty_trace(void)
{
	make(NULL, 0);
	CHECK(student_owns(&s, 10));
	CHECK(!student_owns(&s, 11));
	CHECK(student_exit(&s, 10) == 0);
}

static const char *said(const char *output)
{
	s.length = strlen(output);
	memcpy(s.output, output, s.length + 1);
	return student_said(&s);
}

static void says_a_line(void)
{
	CHECK(!strcmp(said(""), "it printed nothing"));
	CHECK(!strcmp(said("a b\n"), "it printed \"a b\""));
	CHECK(!strcmp(said("a b"), "it printed \"a b\""));
	CHECK(!strcmp(said("a\nb\n"), "it printed \"a\" and more"));
	CHECK(!strcmp(said("\n"), "it printed \"\""));
	CHECK(!strcmp(said("0123456789" "0123456789" "0123456789" "0123456789"
			   "0123456789" "x\n"),
		      "it printed \"0123456789" "0123456789" "0123456789"
		      "0123456789" "0123456789\" and more"));
}

int main(void)
{
	static const struct unit units[] = {
		{ "owns all descendants and no others", owns_descendants },
		{ "survives a circle of forks", survives_a_circle },
		{ "finds exits", finds_exits },
		{ "survives an empty trace", survives_an_empty_trace },
		{ "says what was printed first", says_a_line },
	};

	return run_units(units, sizeof(units) / sizeof(units[0]));
}
