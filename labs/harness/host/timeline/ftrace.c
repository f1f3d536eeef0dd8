// SPDX-License-Identifier: GPL-2.0
/*
 * The lines of ftrace, as Documentation/trace/ftrace.rst in the kernel's source
 * has them:
 *
 *	parent-16      [000] d.h..     0.000041: io_uring_create: ring ...
 *	|      |        |    |          |        |                |
 *	task   pid      CPU  flags      time     event            rest
 *
 * A task's name may have anything in it, so the CPU is looked for first.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ftrace.h"
#include "text.h"

#define SECONDS_MAX	1000000000	/* a year is 31 million */

/* The CPU: " [000] ". */
static const char *find_cpu(const char *text)
{
	const char *at = text, *end;

	while ((at = strstr(at, " ["))) {
		for (end = at + 2; isdigit((unsigned char)*end); end++)
			;
		if (end > at + 2 && end[0] == ']' && end[1] == ' ')
			return at;
		at++;
	}
	return NULL;
}

bool line_split(const char *text, struct line *l)
{
	const char *cpu = find_cpu(text), *name, *dash;
	unsigned long long sec, usec;
	int event = 0, end = 0;

	memset(l, 0, sizeof(*l));
	if (!cpu || *text == '#')
		return false;
	for (name = text; *name == ' '; name++)
		;
	for (dash = cpu; dash > name && *dash != '-'; dash--)
		;
	if (dash == name || sscanf(dash, "-%d [", &l->pid) != 1)
		return false;
	if (sscanf(cpu, " [%*u] %7s %llu.%6llu: %n%*[a-z0-9_]%n", l->flags,
		   &sec, &usec, &event, &end) != 3 ||
	    !end || cpu[end] != ':' || sec > SECONDS_MAX)
		return false;
	l->usec = sec * 1000000 + usec;
	l->task = xstrndup(name, dash - name);
	l->event = xstrndup(cpu + event, end - event);
	l->rest = cpu + end + 1;
	l->rest += strspn(l->rest, " ");
	return true;
}

void line_free(struct line *l)
{
	free(l->task);
	free(l->event);
	memset(l, 0, sizeof(*l));
}

const char *line_value(const char *rest, const char *word)
{
	const char *at = NULL, *next = rest;

	while ((next = strstr(next, word))) {
		if (next == rest || next[-1] == ' ')
			at = next + strlen(word);
		next++;
	}
	return at;
}
