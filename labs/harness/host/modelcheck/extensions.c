// SPDX-License-Identifier: GPL-2.0
/*
 * Counting without trying.
 *
 * A run stands for all interleavings of its steps that keep dependent ones in
 * order.  How many are they?  An interleaving is a way from "nobody has done
 * anything" to "everybody has done everything", one step at a time, and what
 * matters on the way is only how many steps each thread has done.  So count the
 * ways into each such place, from the places before it.
 *
 * The sum over all runs of a reduced exploration is the number of runs of one
 * without reduction; tests compare the two where both can be had.
 */
#include <stdlib.h>
#include <string.h>

#include "execution.h"
#include "extensions.h"

#define PLACES_MAX	(1000 * 1000)	/* of a run; 16 MB */

/* Is there an interrupt on this thread's CPU, begun and not over? */
static bool interrupted(unsigned int t, const unsigned int *at,
			const unsigned int *count)
{
	int i;

	for (i = 0; i < nr_threads; i++)
		if (threads[i].interrupts == (int)t && at[i] &&
		    at[i] < count[i])
			return true;
	return false;
}

long double linear_extensions(uint64_t *left)
{
	static const struct step *of[IDS_MAX][STEPS_MAX];
	unsigned int count[IDS_MAX] = { 0 }, stride[IDS_MAX];
	unsigned int at[IDS_MAX], places = 1, p, i, t, u;
	unsigned int ids = execution_ids();
	const struct step *s;
	long double *ways, result;
	bool can;

	for (i = 0; i < run.nr; i++)
		of[run.steps[i].thread][count[run.steps[i].thread]++] =
			&run.steps[i];
	for (t = 0; t < ids; t++) {
		stride[t] = places;
		places *= count[t] + 1;
		if (places > PLACES_MAX)
			break;
	}
	ways = places <= PLACES_MAX && places < *left ?
	       calloc(places, sizeof(*ways)) : NULL;
	*left = ways ? *left - places : 0;
	if (!ways)
		return 0;
	ways[0] = 1;
	for (p = 0; p < places; p++) {
		if (!ways[p])
			continue;
		for (t = 0; t < ids; t++)
			at[t] = p / stride[t] % (count[t] + 1);
		for (t = 0; t < ids; t++) {
			if (at[t] == count[t])
				continue;
			s = of[t][at[t]];
			can = !interrupted(t, at, count);
			for (u = 0; u < ids && can; u++)
				can = u == t || s->before.of[u] <= at[u];
			if (can)
				ways[p + stride[t]] += ways[p];
		}
	}
	result = ways[places - 1];
	free(ways);
	return result;
}
