// SPDX-License-Identifier: GPL-2.0
/*
 * From an address in the code to a line of C.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line.h"
#include "lines.h"

#define PLACES_MAX	128

static struct {
	uintptr_t ip;
	struct place place;
} places[PLACES_MAX];
static unsigned int nr_places;

static char *read_line(const char *file, unsigned int line)
{
	char *buf = NULL, *s, *text;
	size_t size = 0;
	ssize_t n = -1;
	FILE *f;

	f = fopen(file, "re");
	if (!f)
		return strdup("");
	while (line-- && (n = getline(&buf, &size, f)) >= 0)
		;
	fclose(f);
	s = n < 0 ? "" : buf;
	while (isspace((unsigned char)*s))
		s++;
	text = strdup(s);
	free(buf);
	if (!text)
		return "";
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void look_up(uintptr_t ip, struct place *p)
{
	struct source_line *lines, *l, *found = NULL;
	const uint64_t addr = ip - 1;
	char self[32];

	snprintf(self, sizeof(self), "/proc/%d/exe", (int)getpid());
	lines = addr2line(self, &addr, 1);
	for (l = lines; l; l = l->next)
		if (l->file && (!found || strstr(found->file, "/shim/")))
			found = l;
	if (found) {
		p->line = found->line;
		p->file = strdup(found->file);
		p->text = read_line(p->file, p->line);
	}
	source_line_free(lines);
}

const struct place *place_of(uintptr_t ip)
{
	static const struct place nowhere = { "", 0, "" };
	unsigned int i;

	for (i = 0; i < nr_places; i++)
		if (places[i].ip == ip)
			return &places[i].place;
	if (!ip || nr_places == PLACES_MAX)
		return &nowhere;
	places[nr_places].ip = ip;
	places[nr_places].place = nowhere;
	look_up(ip, &places[nr_places].place);
	return &places[nr_places++].place;
}
