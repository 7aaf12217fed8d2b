/*
 * proration.c: parts of a month as exact fractions.
 */
#include "jobs/rules/proration.h"

int proration_denominator(month_t month)
{
	return month_number(month) == 2 ? month_days(month) : 30;
}

int proration_days_from(month_t month, int mday)
{
	return month_days(month) - mday + 1;
}

int proration_capped(month_t month, int days)
{
	int denominator = proration_denominator(month);

	return days < denominator ? days : denominator;
}

void proration_none(struct proration *p, month_t month)
{
	*p = (struct proration){.month = month, .denominator = proration_denominator(month)};
}

static bool add_days(struct proration *p, yen_t amount, int days)
{
	yen_t part;

	return yen_mul(amount, days, &part) && yen_add(p->numerator, part, &p->numerator);
}

bool proration_add_whole(struct proration *p, yen_t amount)
{
	return add_days(p, amount, p->denominator);
}

bool proration_begin(struct proration *p, yen_t full, int mday)
{
	return add_days(p, full, proration_capped(p->month, proration_days_from(p->month, mday)));
}

bool proration_change(struct proration *p, yen_t before, yen_t after, int mday)
{
	yen_t difference;

	return yen_sub(after, before, &difference) &&
		   add_days(p, difference, proration_capped(p->month, proration_days_from(p->month, mday)));
}

bool proration_end(struct proration *p, yen_t last, int begin_mday, int end_mday)
{
	int counted = proration_capped(p->month, proration_days_from(p->month, begin_mday));
	int days = proration_capped(p->month, end_mday - begin_mday);

	return add_days(p, last, days - counted);
}

yen_t proration_floor(const struct proration *p)
{
	return p->numerator > 0 ? p->numerator / p->denominator : 0;
}
