// SPDX-License-Identifier: GPL-2.0
/*
 * A recorded trace, as a picture and in words.
 */
#include <string.h>

#include "draw.h"
#include "fuzz.h"
#include "recording.h"
#include "text.h"

/* Is it DOT, and does nothing of the trace stand outside of a string? */
static void check_dot(const char *s)
{
	static const char others[] = " \t\n{}[]();,.=-+>!";
	bool quoted = false;

	for (; *s; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (quoted && *s == '\\')
			must(*++s);
		else if (!quoted)
			must((*s >= 'a' && *s <= 'z') ||
			     (*s >= 'A' && *s <= 'Z') ||
			     (*s >= '0' && *s <= '9') || strchr(others, *s));
	}
	must(!quoted);
}

static void print(const struct story *s,
		  void (*fn)(const struct story *s, FILE *out), bool dot)
{
	size_t n;
	char *text;
	FILE *f = open_memstream(&text, &n);

	fn(s, f);
	fclose(f);
	/* What a program writes for graphviz has tabs. */
	for (char *tab = text; (tab = strchr(tab, '\t'));)
		*tab = ' ';
	must_be_clean(text, n);
	if (dot)
		check_dot(text);
	free(text);
}

static void check_story(const struct story *s, const struct recording *r)
{
	size_t i;

	must(s->n_lanes <= r->count && s->n_steps <= r->count);
	for (i = 0; i < s->n_steps; i++) {
		must(s->steps[i].lane < s->n_lanes && s->steps[i].text);
		must(s->steps[i].drain == NONE ||
		     s->steps[i].drain < s->n_drains);
		must(!i || s->steps[i].usec >= s->steps[i - 1].usec);
	}
	for (i = 0; i < s->n_arrows; i++)
		must(s->arrows[i].from < s->arrows[i].to &&
		     s->arrows[i].to < s->n_steps);
	for (i = 0; i < s->n_drains; i++)
		must(s->drains[i].first <= s->drains[i].last &&
		     s->drains[i].last < s->n_steps);
	for (i = 0; i < s->n_lanes; i++)
		must(s->lanes[i].birth == NONE ||
		     s->lanes[i].birth < s->n_steps);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *in = size ? fmemopen((void *)data, size, "r") :
			  fopen("/dev/null", "re");
	struct recording r;
	struct story s;
	char *wrong;

	must(in);
	wrong = recording_read(in, &r);
	fclose(in);
	if (wrong) {
		must_be_clean(wrong, strlen(wrong));
		must(!strchr(wrong, '\n'));
		free(wrong);
	} else {
		story_make(&s, &r);
		check_story(&s, &r);
		print(&s, draw, true);
		print(&s, tell, false);
		story_free(&s);
	}
	recording_free(&r);
	return 0;
}
