/* SPDX-License-Identifier: GPL-2.0 */
/*
 * known.h - scenarios about which there is no doubt
 */
#ifndef MC_TEST_KNOWN_H
#define MC_TEST_KNOWN_H

#include "memory_models.h"
#include "scenario.h"

/** struct known - a scenario, and what must come out of it */
struct known {
	struct scenario s;
	enum failure fails[MODELS];	/* how; FAIL_NONE: it is proven */
	const char *words;	/* in what is said of it; NULL: any */
	bool slow;		/* it takes long; one model is enough */
};

extern const struct known known[];
extern const unsigned int nr_known;

#endif
