/*
 * money.h: integer yen with checked arithmetic.
 *
 * All money is yen_t: whole yen, signed 64 bit, never floating point.  Amounts of one household fit
 * YEN_MAX; sums over the nation fit the type with room to spare.  The checked operations return
 * false on overflow and leave *out alone: an amount that wraps is an error, never a result.
 * Rates are integers over a declared denominator (10,000 or 100); multiply first, divide once,
 * drop below one yen at the end (rules P5 and R2.1, see jobs/rules/README.md).
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_MONEY_H
#define GETSUJI_MONEY_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t yen_t;

#define YEN_MAX 999999999999LL /* of one record read from outside; both signs */

static inline bool yen_add(yen_t a, yen_t b, yen_t *out)
{
	yen_t result;

	if (__builtin_add_overflow(a, b, &result))
		return false;
	*out = result;
	return true;
}

static inline bool yen_sub(yen_t a, yen_t b, yen_t *out)
{
	yen_t result;

	if (__builtin_sub_overflow(a, b, &result))
		return false;
	*out = result;
	return true;
}

static inline bool yen_mul(yen_t a, int64_t factor, yen_t *out)
{
	yen_t result;

	if (__builtin_mul_overflow(a, factor, &result))
		return false;
	*out = result;
	return true;
}

/* floor(a * num / den) for a >= 0, num >= 0, den > 0; false on overflow or a wrong sign. */
static inline bool yen_ratio_floor(yen_t a, int64_t num, int64_t den, yen_t *out)
{
	yen_t product;

	if (a < 0 || num < 0 || den <= 0 || __builtin_mul_overflow(a, num, &product))
		return false;
	*out = product / den;
	return true;
}

/* Raised to the next ten yen (10円未満切上げ), for a >= 0. */
static inline yen_t yen_ceil10(yen_t a)
{
	return (a + 9) / 10 * 10;
}

static inline yen_t yen_min(yen_t a, yen_t b)
{
	return a < b ? a : b;
}

static inline yen_t yen_max(yen_t a, yen_t b)
{
	return a > b ? a : b;
}

#endif
