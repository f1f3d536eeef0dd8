// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the student's program under the trace, see student.h.
 *
 * What it prints is kept until it has ended and passed on then, in one piece:
 * a program that prints without end cannot hold up its own verdict.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>

#include "ktap.h"
#include "student.h"

/* So much of it is said. */
#define FIRST_LINE	50

static void keep(void *arg, const char *data, size_t len)
{
	struct student *s = arg;
	size_t room = STUDENT_OUTPUT - s->length;

	if (len > room) {
		s->dropped += len - room;
		len = room;
	}
	memcpy(s->output + s->length, data, len);
	s->length += len;
	s->output[s->length] = '\0';
}

/* The pid in "NAME[PID]" that ends here, or 0. */
static pid_t pid_before(const char *s, const char *start)
{
	while (s > start && s[-1] >= '0' && s[-1] <= '9')
		s--;
	return s > start && s[-1] == '[' ? atoi(s) : 0;
}

/*
 * UML's kernel says of each process that a bad access kills:
 *
 *	orphan[18]: segfault at 0 ip 0000000000401e75 sp ... error 6 in ...
 *
 * Other lines of the log may say anything, so only the program's tasks count.
 * The runner expects a return address, which is behind the instruction.
 */
static void find_fault(struct student *s)
{
	static const char words[] = "]: segfault at ";
	static char log[1 << 16];
	int n = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, log, sizeof(log) - 1);
	unsigned long addr, ip;
	const char *at = log;
	pid_t pid;

	log[n > 0 ? n : 0] = '\0';
	for (; (at = strstr(at, words)); at += strlen(words)) {
		pid = pid_before(at, log);
		if (sscanf(at + strlen(words), "%lx ip %lx", &addr, &ip) != 2 ||
		    !pid || !student_owns(s, pid))
			continue;
		s->faulted = pid;
		snprintf(s->fault, sizeof(s->fault), "[<%016lx>]", ip + 1);
	}
}

int student_run(const char *path, unsigned int limit_ms, struct student *s)
{
	const char *slash = strrchr(path, '/');

	memset(s, 0, sizeof(*s));
	if (trace_start())
		return -1;
	run_student(path, limit_ms, keep, s, &s->run);
	if (trace_stop(&s->trace))
		return -1;

	find_fault(s);
	run_describe(&s->run, s->ending, sizeof(s->ending));
	if (s->faulted && s->faulted == s->run.pid)
		snprintf(s->ending + strlen(s->ending),
			 sizeof(s->ending) - strlen(s->ending), ", in %s",
			 s->fault);
	ktap_quote(slash ? slash + 1 : path, s->output, s->length);
	if (s->dropped)
		ktap_diag("and %zu more bytes of output", s->dropped);
	return 0;
}

const char *student_said(const struct student *s)
{
	size_t len = strcspn(s->output, "\n");
	bool more = s->length > len + 1 || len > FIRST_LINE;

	if (!s->length)
		return "it printed nothing";
	return phrase("it printed \"%.*s\"%s", len > FIRST_LINE ? FIRST_LINE :
		      (int)len, s->output, more ? " and more" : "");
}

bool student_ended(const struct student *s, unsigned int limit_ms,
		   const char *read)
{
	bool stopped = s->run.error || s->run.timed_out || s->run.flooded;

	return expect(!stopped && WIFEXITED(s->run.status),
		      phrase("the program ends by itself within %d seconds",
			     limit_ms / 1000),
		      stopped ? read : "your program, at that place", "%s", s->ending);
}

/* Forks come before anything a child does, so one pass up the list will do. */
bool student_owns(const struct student *s, pid_t pid)
{
	size_t i = s->trace.count;

	while (pid != s->run.pid) {
		while (i > 0) {
			const struct trace_event *e = &s->trace.events[--i];

			if (e->kind == TRACE_FORK && e->value == pid) {
				pid = e->pid;
				break;
			}
		}
		if (!i && pid != s->run.pid)
			return false;
	}
	return true;
}

size_t student_exit(const struct student *s, pid_t pid)
{
	size_t i;

	for (i = 0; i < s->trace.count; i++)
		if (s->trace.events[i].kind == TRACE_EXIT &&
		    s->trace.events[i].pid == pid)
			break;
	return i;
}
