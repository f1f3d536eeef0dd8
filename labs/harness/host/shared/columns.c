// SPDX-License-Identifier: GPL-2.0
/*
 * Boxes in columns, for graphviz.  See columns.h.
 */
#include <string.h>

#include "columns.h"

/*
 * How much of a text goes in its first line: up to a blank, or, if there is
 * none, behind a letter at which a long name may be broken.
 */
static size_t line_length(const struct sheet *s, const char *text,
			  size_t letters)
{
	size_t i, blank = 0, name = 0;

	if (!letters || strnlen(text, letters + 1) <= letters)
		return strlen(text);
	for (i = 1; i <= letters; i++) {
		if (text[i] == ' ')
			blank = i;
		if (strchr(s->breaks, text[i - 1]))
			name = i;
	}
	/* Nor in the middle of a letter of several bytes. */
	while (letters > 1 && (text[letters] & 0xc0) == 0x80)
		letters--;
	return blank ? blank : name ? name : letters;
}

static const char *next_line(const struct sheet *s, const char *text,
			     size_t letters)
{
	text += line_length(s, text, letters);
	return text + strspn(text, " ");
}

static void put_quoted(FILE *out, const char *text, size_t n)
{
	for (; n && *text; text++, n--) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		if (*text == '\n')
			fputs("\\n", out);
		else
			fputc(*text == '~' ? ' ' : *text, out);
	}
}

void sheet_begin(const struct sheet *s, const char *title, const char *look)
{
	fputs("digraph \"", s->out);
	put_quoted(s->out, title, strlen(title));
	fprintf(s->out, "\" {\n%s", look);
}

void sheet_box(const struct sheet *s, const struct box *b)
{
	const char *text = b->text;

	fprintf(s->out, "\t%s", b->id);
	if (b->number >= 0)
		fprintf(s->out, "%ld", b->number);
	fprintf(s->out, " [%s, pos=\"%d,%d%s\", width=%.*f, height=%.*f, label=\"",
		b->look, b->x, -b->y, s->pin, s->digits, b->width / 72.0,
		s->digits, b->height / 72.0);
	while (*text) {
		put_quoted(s->out, text, line_length(s, text, b->letters));
		text = next_line(s, text, b->letters);
		if (*text)
			fputs("\\n", s->out);
	}
	fputs("\"];\n", s->out);
}

int sheet_x(const struct sheet *s, size_t column)
{
	return s->left + s->box / 2 + column * (s->box + s->gap);
}

int sheet_lines(const struct sheet *s, const char *text, size_t letters)
{
	int lines = 0;

	for (; *text; text = next_line(s, text, letters))
		lines++;
	return lines;
}
