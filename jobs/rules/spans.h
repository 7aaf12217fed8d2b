/*
 * spans.h: on which days of a month a household is protected, and what happened to its protection.
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_SPANS_H
#define GETSUJI_RULES_SPANS_H

#include "getsuji/benefit.h"
#include "jobs/rules/household.h"

#define SPANS_MAX 16 /* 31 days hold no more ranges with a day between them */

struct span {
	day_t from, to;  /* within the month, half-open */
	day_t opened_on; /* when this protection began, often before the month */
};

struct spans {
	int n;
	struct span span[SPANS_MAX];
	bool resumed;   /* the first span follows a suspension that ended in the month */
	int days;       /* protected */
	bool year_end;  /* protected also on the day after the month (R2.6) */
	uint8_t event;  /* enum decision_event: the last one of the month */
	uint8_t reason; /* enum fact_reason */
	day_t event_on; /* DAY_MAX: none */
};

void spans_of_month(const struct household *h, month_t month, struct spans *out);

/* O4: of the month's days, as counted, those for which income is charged; denominator is that of the
 * month.  An opening does not shorten them; a closing and the days of a suspension do. */
int spans_income_days(const struct spans *s, month_t month);

#endif
