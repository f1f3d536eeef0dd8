// SPDX-License-Identifier: GPL-2.0
/*
 * Scenarios about which there is no doubt, under both memory models.
 */
#include <stdio.h>
#include <string.h>

#include "../explore.h"
#include "../trouble.h"
#include "../world.h"
#include "known.h"
#include "tap.h"

/* Each of these has far fewer runs; an error in the checker may have more. */
#define RUNS_MAX	50000

static void judge(const struct known *k, bool tso)
{
	enum failure expected = tso ? k->tso : k->sc;
	const struct explore_options options = {
		.reduce = true,
		.runs_max = RUNS_MAX,
		.failed_max = 1,
	};
	static struct exploration x;
	bool right;

	model = tso ? MODEL_TSO : MODEL_SC;
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
	ok(right, "%s%s: %s", k->s.name, tso ? ", with store buffers" : "",
	   expected == FAIL_NONE ? "proven" : run.text);
}

int main(void)
{
	unsigned int i;

	trouble_begin();
	for (i = 0; i < nr_known; i++) {
		judge(&known[i], false);
		if (!known[i].slow)
			judge(&known[i], true);
	}
	return done();
}
