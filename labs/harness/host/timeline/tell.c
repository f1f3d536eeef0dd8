// SPDX-License-Identifier: GPL-2.0
/*
 * A story in words.
 *
 * A sentence has all that one task does before another one goes on: "At 0.000041
 * s the parent makes the ring, forks the child and waits."
 */
#include <stdio.h>

#include "draw.h"
#include "text.h"

/* From this time on, it is another sentence. */
#define PAUSE_USEC	1000

static bool same_sentence(const struct story *s, size_t a, size_t b)
{
	return b < s->n_steps && s->steps[a].lane == s->steps[b].lane &&
	       s->steps[b].usec - s->steps[a].usec < PAUSE_USEC;
}

static void put_words(const char *words, FILE *out)
{
	for (; *words; words++)
		fputc(*words == '~' ? ' ' : *words, out);
}

void tell(const struct story *s, FILE *out)
{
	size_t i, first = 0;

	fprintf(out, "%s\n\n", s->title);
	for (i = 0; i < s->n_steps; i++) {
		const struct story_step *step = &s->steps[i];
		bool more = same_sentence(s, i, i + 1);

		if (i == first)
			fprintf(out, "At %llu.%06llu s %s ",
				(unsigned long long)(step->usec / 1000000),
				(unsigned long long)(step->usec % 1000000),
				s->lanes[step->lane].subject);
		else
			fputs(more ? ", " : " and ", out);
		put_words(step->verb, out);
		put_words(step->text, out);
		if (more)
			continue;
		fputs(".\n", out);
		first = i + 1;
	}
	if (s->left)
		fprintf(out, "Up to the end of the trace %s.\n", s->left);
}
