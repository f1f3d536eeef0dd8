// SPDX-License-Identifier: GPL-2.0
/*
 * Scenarios about which there is no doubt, under each memory model.
 */
#include <stdio.h>
#include <string.h>

#include "explore.h"
#include "crash.h"
#include "world.h"
#include "known.h"
#include "program.h"
#include "tap.h"

/* Each of these has far fewer runs; an error in the checker may have more. */
#define RUNS_MAX	50000

static void judge(const struct known *k, enum model m)
{
	const enum failure expected = k->fails[m];
	const struct explore_options options = {
		.reduce = true,
		.runs_max = RUNS_MAX,
		.failed_max = 1,
	};
	static struct exploration x;
	bool right;

	memory = models[m];
	world_use(&k->s);
	explore(&options, &x);
	if (expected == FAIL_NONE)
		right = x.complete && !x.failed;
	else
		right = x.failures == 1u << expected &&
			(!k->words || strstr(run.text, k->words));
	if (!right)
		printf("# failures %#x, %llu runs%s: %s\n", x.failures,
		       (unsigned long long)x.runs,
		       x.complete ? "" : ", not all", run.text);
	ok(right, "%s, %s: %s", k->s.name, model_text(m), expected == FAIL_NONE ?
	   "proven" : run.text);
}

int main(void)
{
	unsigned int i, m;

	crash_begin();
	for (i = 0; i < nr_known; i++)
		for (m = MODEL_SC; m < (known[i].slow ? 1 : MODELS); m++)
			judge(&known[i], m);
	return done();
}
