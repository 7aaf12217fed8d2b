/*
 * proration.h: 日割計算 (課長通知第7の19; rules P1..P5), exact until the last step.
 *
 * An amount of a part of a month is a numerator over the month's denominator: 30, in February its
 * length.  Nothing is rounded on the way; proration_floor() drops what is below one yen, once for each
 * aid type of a household (P5).
 *
 * Thread: pure.  Errors: false on overflow; *p is then unchanged.
 */
#ifndef GETSUJI_RULES_PRORATION_H
#define GETSUJI_RULES_PRORATION_H

#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"

#include <stdbool.h>

struct proration {
	month_t month;
	int denominator;
	int64_t numerator; /* yen × denominator */
};

/* P2: 30, in February 28 or 29. */
int proration_denominator(month_t month);

/* P2: from a day of the month (1..31) to its end, as counted. */
int proration_days_from(month_t month, int mday);

/* P2: never more than a full month. */
int proration_capped(month_t month, int days);

void proration_none(struct proration *p, month_t month);

/* Adds an amount that is not prorated (P4). */
MUST_CHECK bool proration_add_whole(struct proration *p, yen_t amount);

/* Adds a full-month amount for the days from mday to the end of the month: opening (P1, P2); mday 1 is
 * the whole month. */
MUST_CHECK bool proration_begin(struct proration *p, yen_t full, int mday);

/* P3: α − (A − B) × (L − d + 1) / den, the fraction at most 1. */
MUST_CHECK bool proration_change(struct proration *p, yen_t before, yen_t after, int mday);

/* Closing or suspension on the day end_mday, of what began on the day begin_mday and would have gone on
 * as `last`: what is left is as many days as were protected (P1, P2). */
MUST_CHECK bool proration_end(struct proration *p, yen_t last, int begin_mday, int end_mday);

/* P5; never below 0 (P3). */
yen_t proration_floor(const struct proration *p);

#endif
