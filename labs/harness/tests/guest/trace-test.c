// SPDX-License-Identifier: GPL-2.0
/*
 * Reads traces: one of each kernel, recorded in a guest, and some that a
 * program with a strange name would like us to believe.
 *
 * The argument is the directory with the recorded traces.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "trace.h"
#include "unit.h"

static const char *directory;

static struct trace t;		/* what parse() got */

static int parse(FILE *f)
{
	int ret;

	trace_free(&t);
	ret = trace_parse(f, &t);
	fclose(f);
	return ret;
}

static int parse_text(const char *text)
{
	return parse(fmemopen((char *)text, strlen(text), "r"));
}

/* The orphan's story, as the healthy guest of lab 01 recorded it. */
static void check_story(const char *file)
{
	static const enum trace_kind story[] = {
		TRACE_FORK, TRACE_CREATE, TRACE_FORK, TRACE_SUBMIT, TRACE_EXIT,
		TRACE_TASK_ADD, TRACE_WAIT, TRACE_COMPLETE, TRACE_EXIT,
	};
	const size_t n = sizeof(story) / sizeof(story[0]);
	const struct trace_event *e;
	char *path;
	size_t i;
	FILE *f;

	if (asprintf(&path, "%s/%s", directory, file) < 0)
		abort();
	f = fopen(path, "r");
	free(path);
	CHECK(f);
	if (!f)
		return;
	CHECK(!parse(f));
	CHECK(t.count == n);
	CHECK(!t.lost);
	if (t.count == n) {
		e = t.events;
		for (i = 0; i < n; i++)
			CHECK(e[i].kind == story[i]);
		CHECK(e[0].value == e[1].pid && e[2].value == e[3].pid);
		CHECK(e[1].value == 3 && !e[1].flags && e[1].ring);
		CHECK(e[3].ring == e[1].ring && e[3].req);
		CHECK(e[3].user_data == 1 && !strcmp(e[3].opcode, "POLL_ADD"));
		CHECK(e[4].pid == e[3].pid);
		CHECK(e[5].req == e[3].req && e[5].value == 0x41);
		CHECK(e[6].value == 1);
		CHECK(e[7].req == e[3].req && e[7].value == -125);
		CHECK(e[7].usec - e[5].usec < 20000);
		CHECK(e[8].pid == e[1].pid);
	}
}

static void reads_6_12(void)
{
	check_story("6.12.trace");
}

static void reads_6_1(void)
{
	check_story("6.1.trace");
}

#define HEAD "           <...>-33      [000] .....     1.000127: "

static void counts_what_was_lost(void)
{
	CHECK(!parse_text("# entries-in-buffer/entries-written: 10/17   #P:1\n"));
	CHECK(t.lost == 7);
	CHECK(!t.count);
}

static void skips_what_it_does_not_know(void)
{
	CHECK(!parse_text("\n"
		     "garbage\n"
		     HEAD "io_uring_cqe_overflow: ring 1, user_data 0x1\n"
		     HEAD "io_uring_complete\n"
		     "           <...>-33      [000] .....     1.0001\n"
		     HEAD "io_uring_completely: ring 1\n"
		     HEAD));
	CHECK(!t.count);
}

static void survives_missing_fields(void)
{
	CHECK(!parse_text(HEAD "io_uring_complete:\n"
		     HEAD "io_uring_create: ring\n"
		     HEAD "io_uring_submit_req: opcode \n"
		     HEAD "sched_process_fork: child_pid=\n"));
	CHECK(t.count == 4);
	if (t.count == 4) {
		CHECK(!t.events[0].ring && !t.events[0].value);
		CHECK(!t.events[1].ring);
		CHECK(!t.events[2].opcode[0]);
		CHECK(!t.events[3].value);
	}
}

static void cuts_a_long_opcode(void)
{
	CHECK(!parse_text(HEAD "io_uring_submit_req: ring 1, opcode AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, flags 0x0\n"));
	CHECK(t.count == 1 && strlen(t.events[0].opcode) == 23);
}

/* A name can hold 15 characters of anything. */
static void is_not_fooled_by_names(void)
{
	CHECK(!parse_text(HEAD "sched_process_fork: comm= child_pid=7777 pid=33 child_comm= child_pid=7777 child_pid=34\n"
		     HEAD "sched_process_fork: comm=a\n<...>-1 [000] pid=33 child_comm=a\n<...>-1 [000] child_pid=35\n"
		     HEAD "sched_process_exit: comm=x\n<...>-34 [0] . pid=33 prio=120\n"));
	CHECK(t.count == 3);
	if (t.count == 3) {
		CHECK(t.events[0].value == 34);
		CHECK(t.events[2].pid == 33);
	}
}

static void reads_many(void)
{
	char *text;
	size_t size, i;
	FILE *f = open_memstream(&text, &size);
	for (i = 0; i < 1000; i++)
		fprintf(f, HEAD "io_uring_complete: ring 1, req %zx, result %zd\n",
			i, -(ssize_t)i);
	fclose(f);
	CHECK(!parse_text(text));
	CHECK(t.count == 1000);
	for (i = 0; i < t.count; i++)
		CHECK(t.events[i].req == i && t.events[i].value == -(int)i);
	free(text);
}

int main(int argc, char **argv)
{
	static const struct unit units[] = {
		{ "reads a trace of 6.12", reads_6_12 },
		{ "reads a trace of 6.1", reads_6_1 },
		{ "counts what was lost", counts_what_was_lost },
		{ "skips what it does not know", skips_what_it_does_not_know },
		{ "survives missing fields", survives_missing_fields },
		{ "cuts a long opcode", cuts_a_long_opcode },
		{ "is not fooled by names", is_not_fooled_by_names },
		{ "reads many events", reads_many },
	};

	directory = argc > 1 ? argv[1] : "tests";
	return run_units(units, sizeof(units) / sizeof(units[0]));
}
