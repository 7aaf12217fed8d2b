/* business_day.c: arithmetic on the business days of a range; see business_day.h. */
#include "getsuji/business_day.h"

static enum business_day look(const struct business_days *b, day_t day)
{
	if (day < b->from || day - b->from >= b->count)
		return BUSINESS_DAY_UNKNOWN;
	return (enum business_day)b->state[day - b->from];
}

bool business_day_shift(const struct business_days *b, day_t day, bool back, day_t *out)
{
	enum business_day state;

	while ((state = look(b, day)) == BUSINESS_DAY_CLOSED)
		day += back ? -1 : 1;
	if (state == BUSINESS_DAY_OPEN)
		*out = day;
	return state == BUSINESS_DAY_OPEN;
}

bool business_day_add(const struct business_days *b, day_t day, int n, day_t *out)
{
	for (; n > 0; n--) {
		if (!business_day_shift(b, day + 1, false, &day))
			return false;
	}
	*out = day;
	return true;
}
