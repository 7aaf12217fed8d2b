/*
 * business_day.h: the business days of an office over a range of days, read once from its calendar
 * (task_business_days() of job.h) and then plain arithmetic.
 *
 * A day that the calendar does not know is never a business day by default: what would have to know it fails.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_BUSINESS_DAY_H
#define GETSUJI_BUSINESS_DAY_H

#include "getsuji/calendar.h"

#include <stdbool.h>
#include <stdint.h>

enum business_day { BUSINESS_DAY_UNKNOWN, BUSINESS_DAY_CLOSED, BUSINESS_DAY_OPEN };

/* Days [from, from + count); state[i] is an enum business_day of from + i. */
struct business_days {
	day_t from;
	int count;
	const uint8_t *state;
};

/* The day itself where it is a business day, else the next one, or the one before where `back`.
 * False: a day on the way is not known. */
bool business_day_shift(const struct business_days *b, day_t day, bool back, day_t *out);

/* n >= 0 business days later; the day itself does not count and need not be one. */
bool business_day_add(const struct business_days *b, day_t day, int n, day_t *out);

#endif
