/*
 * task_days.c: the business days of an office for a task (task_business_days() of job.h).
 */
#include "engine/run/context.h"
#include "engine/run/office_calendar.h"

enum { RANGE_DAYS_MAX = 4000 };

enum err_code task_business_days(
	struct task *t, int office_id, day_t from, day_t to, struct business_days *out, struct err *e)
{
	struct office_calendar *c;
	uint8_t *state;

	CHECK(from < to && to - from <= RANGE_DAYS_MAX);
	if (office_calendar_load(t->engine->db, NULL, office_id, t->keep, &c, e) != ERR_OK)
		return e->code;
	state = arena_alloc(t->keep, (size_t)(to - from));
	for (day_t day = from; day < to; day++) {
		struct office_day looked;
		struct err unknown = {0};

		if (office_calendar_look(c, day, &looked, &unknown) == ERR_OK)
			state[day - from] = looked.open ? BUSINESS_DAY_OPEN : BUSINESS_DAY_CLOSED;
		else
			state[day - from] = BUSINESS_DAY_UNKNOWN; /* whoever needs the day fails */
	}
	*out = (struct business_days){.from = from, .count = to - from, .state = state};
	return ERR_OK;
}
