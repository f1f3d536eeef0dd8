/* SPDX-License-Identifier: GPL-2.0 */
/*
 * known.h - scenarios about which there is no doubt
 */
#ifndef MC_TEST_KNOWN_H
#define MC_TEST_KNOWN_H

#include "models.h"
#include "scenario.h"

/**
 * struct known - a scenario, and what must come out of it
 * @s: the scenario
 * @sc: how it fails under sequential consistency; FAIL_NONE: it is proven
 * @tso: and with store buffers
 * @weak: and with reads that are late
 * @words: in what the checker says of it; NULL for whatever it is
 * @slow: seeing it takes the better part of a second; one model is enough
 */
struct known {
	struct scenario s;
	enum failure sc, tso, weak;
	const char *words;
	bool slow;
};

extern const struct known known[];
extern const unsigned int nr_known;

#endif
