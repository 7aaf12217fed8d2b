/*
 * ticket_days.h: days of one month as a set: bit 0 is the first.
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_TICKET_DAYS_H
#define GETSUJI_RULES_TICKET_DAYS_H

#include "getsuji/calendar.h"

#include <stdint.h>

/* The days of the month in [from, to). */
static inline uint32_t ticket_days(month_t month, day_t from, day_t to)
{
	day_t first = month_first(month), end = first + month_days(month);
	int lo = from <= first ? 0 : from >= end ? 32 : from - first;
	int hi = to >= end ? end - first : to <= first ? 0 : to - first;

	return lo >= hi ? 0 : (uint32_t)((UINT64_C(1) << hi) - (UINT64_C(1) << lo));
}

/* The first and the last day of a set that is not empty: 1..31. */
static inline int ticket_days_first(uint32_t days)
{
	return __builtin_ctz(days) + 1;
}

static inline int ticket_days_last(uint32_t days)
{
	return 32 - __builtin_clz(days);
}

/* Of a set that is not empty, the days that hang together with its last one. */
static inline uint32_t ticket_days_last_stretch(uint32_t days)
{
	int last = ticket_days_last(days);
	uint32_t gaps = ~days & (uint32_t)((UINT64_C(1) << last) - 1);
	int from = gaps == 0 ? 0 : ticket_days_last(gaps);

	return (uint32_t)((UINT64_C(1) << last) - (UINT64_C(1) << from));
}

#endif
