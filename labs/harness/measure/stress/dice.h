/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dice.h - chance that can be had again
 *
 * All that is random in a run comes from one seed.  In virtual time the rest
 * comes from nowhere: the same seed gives the same run.  The generator is
 * splitmix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
 * Generators", 2014).
 */
#ifndef STRESS_DICE_H
#define STRESS_DICE_H

#include <stdbool.h>
#include <stdint.h>

/** struct dice - where the generator is */
struct dice {
	uint64_t state;	/* the seed at first */
};

/** dice_below - throw: one of 0 ... @n - 1; @n is not 0 */
static inline unsigned int dice_below(struct dice *d, unsigned int n)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % n;
}

/** dice_percent - does it happen, if it does so @percent times of a hundred? */
static inline bool dice_percent(struct dice *d, unsigned int percent)
{
	return dice_below(d, 100) < percent;
}

#endif /* STRESS_DICE_H */
