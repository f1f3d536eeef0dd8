// SPDX-License-Identifier: GPL-2.0
/*
 * What the fuzz targets share, and what stands in for addr2line(1): it would be
 * a process for each input.
 */
#include <string.h>

#include "addr2line.h"
#include "fuzz.h"
#include "text.h"

void must_be_clean(const char *s, size_t n)
{
	struct text clean = { 0 };
	size_t i;

	text_clean(&clean, s, n);
	must(clean.len == n && !memcmp(text_str(&clean), s, n));
	for (i = 0; i < n; i++)
		must((unsigned char)s[i] >= ' ' || s[i] == '\n');
	text_free(&clean);
}

static struct source_line *line_new(size_t addr, const char *func,
				    const char *file, unsigned int line)
{
	struct source_line *l = xmalloc(sizeof(*l));

	l->addr = addr;
	l->func = xstrdup(func);
	l->file = xstrdup(file);
	l->line = line;
	return l;
}

/* Of three addresses it knows two, one of them inlined into another file. */
struct source_line *addr2line(const char *program, const uint64_t *addrs,
			      size_t n)
{
	struct source_line *head = NULL, **tail = &head;
	size_t i;

	(void)program;
	for (i = 0; i < n; i++) {
		if (addrs[i] % 3 == 0)
			continue;
		*tail = line_new(i, "push", "io_uring/fallback.c", 63);
		tail = &(*tail)->next;
		if (addrs[i] % 3 == 1)
			continue;
		*tail = line_new(i, "drain", NULL, 0);
		tail = &(*tail)->next;
	}
	return head;
}

void source_line_free(struct source_line *l)
{
	struct source_line *next;

	for (; l; l = next) {
		next = l->next;
		free(l->func);
		free(l->file);
		free(l);
	}
}
