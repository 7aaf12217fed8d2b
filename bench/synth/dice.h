/*
 * dice.h: repeatable chance for the generator of synthetic offices.
 *
 * A dice is seeded from what it is thrown for (seed, household, purpose), never from a clock, and
 * each household throws its own: so household 7 is the same person whether 10 or 100,000 are made,
 * and in whatever order.  SplitMix64 (Steele, Lea, Flood 2014); integers only.
 *
 * Thread: a dice belongs to one thread.
 */
#ifndef BENCH_SYNTH_DICE_H
#define BENCH_SYNTH_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

static inline uint64_t dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* One dice per (seed, key, purpose); two that differ in any of the three are unrelated. */
static inline struct dice dice_for(uint64_t seed, uint64_t key, uint64_t purpose)
{
	struct dice d = {seed};

	d.state = dice_next(&d) ^ (key * 0xd6e8feb86659fd93u);
	d.state = dice_next(&d) ^ (purpose * 0xa0761d6478bd642fu);
	return d;
}

/* 0 .. n - 1; 0 where there is nothing to choose from.  The bias of the modulo is below 2^-32 for the small n used here. */
static inline int dice_below(struct dice *d, int n)
{
	return n > 0 ? (int)((dice_next(d) >> 1) % (uint64_t)n) : 0;
}

/* lo .. hi, both included. */
static inline int dice_between(struct dice *d, int lo, int hi)
{
	return lo + dice_below(d, hi - lo + 1);
}

/* True in `per_10000` of ten thousand throws. */
static inline bool dice_chance(struct dice *d, int per_10000)
{
	return dice_below(d, 10000) < per_10000;
}

/* The index of the weight that was hit; the weights sum to more than 0. */
static inline int dice_pick(struct dice *d, const int *weights, int n)
{
	int sum = 0;
	int at;

	for (int i = 0; i < n; i++)
		sum += weights[i];
	at = dice_below(d, sum);
	for (int i = 0; i < n; i++) {
		if (at < weights[i])
			return i;
		at -= weights[i];
	}
	return n - 1;
}

#endif
