/*
 * household.c: who is in the household on a day, how old, and on what standard.
 */
#include "jobs/rules/household.h"

#include <stddef.h>

/* R1.3 年齢改定: the band of class 1 follows the age reached by 1 April (局長通知第10の1). */
int household_age_april(const struct member *m, month_t month, const struct rule_parameters *p)
{
	if (m->stated_age != AGE_FROM_BIRTH)
		return m->stated_age;

	day_t april = day_of(month_fiscal_year(month), 4, 1);
	/* A person born on 1 April reaches the age on that day, or, by the other reading, the day after. */
	int age = day_age(m->birth_on, p->age_reached_on_birthday ? april : april - 1);

	return age < 0 ? 0 : age;
}

int household_age_school_year(const struct member *m, month_t month)
{
	return day_age(m->birth_on, day_of(month_fiscal_year(month), 4, 1));
}

bool household_circumstance(const struct household *h, int person_no, enum fact_circumstance kind, day_t on)
{
	for (int i = 0; i < h->n_circumstances; i++) {
		const struct circumstance *c = &h->circumstances[i];

		if (c->person_no == person_no && c->kind == kind && c->from <= on && on < c->to)
			return true;
	}
	return false;
}

/* The stay that covers a day and began last before `before`. */
static const struct stay *stay_on(const struct household *h, int person_no, day_t on, day_t before)
{
	const struct stay *found = NULL;

	for (int i = 0; i < h->n_stays; i++) {
		const struct stay *s = &h->stays[i];

		if (s->person_no == person_no && s->from <= on && on < s->to && s->from < before &&
			(found == NULL || s->from > found->from))
			found = s;
	}
	return found;
}

/* A standard that begins with the next month holds when the stay began by the first of the day's month,
 * or before protection did (R4.1, R4.2). */
static bool month_reached(const struct stay *s, day_t opened_on, day_t on)
{
	return s->from <= month_first(month_of_day(on)) || s->from <= opened_on;
}

static bool in_facility(enum standard s)
{
	return s == STANDARD_CARE_FACILITY || s == STANDARD_RESCUE || s == STANDARD_REHAB;
}

/* R4.1..R4.3 on the day, for a member that is there. */
static enum standard standard_of(
	const struct household *h, const struct member *m, day_t opened_on, day_t on, day_t before)
{
	const struct stay *s = stay_on(h, m->person_no, on, before);

	if (s == NULL)
		return STANDARD_HOME;
	/* Where the stay does not count (yet), what held on the day before it goes on. */
	day_t eve = s->from - 1;
	bool goes_on = s->from > m->from && s->from > opened_on;
	enum standard earlier = goes_on ? standard_of(h, m, opened_on, eve, s->from) : STANDARD_HOME;

	switch ((enum fact_stay)s->kind) {
	case STAY_HOSPITAL:
		if (!s->over_one_month)
			return goes_on ? earlier : standard_of(h, m, opened_on, on, s->from);
		return month_reached(s, opened_on, on) || in_facility(earlier) ? STANDARD_HOSPITAL : earlier;
	case STAY_CARE_FACILITY:
		return month_reached(s, opened_on, on) ? STANDARD_CARE_FACILITY : earlier;
	case STAY_RESCUE:
		return STANDARD_RESCUE;
	case STAY_REHAB:
		return STANDARD_REHAB;
	case STAY_CHILD_WELFARE:
		return STANDARD_CHILD_WELFARE;
	case STAY_BOARDING_SCHOOL:
		return STANDARD_BOARDING;
	case STAY_SPECIAL_CLASS:
		return STANDARD_HOME;
	}
	return STANDARD_HOME;
}

enum standard household_standard(const struct household *h, const struct member *m, day_t opened_on, day_t on)
{
	if (on < m->from || on >= m->to)
		return STANDARD_NONE;
	if (h->n_stays == 0)
		return STANDARD_HOME;
	return standard_of(h, m, opened_on, on, DAY_MAX);
}

bool household_counts_twice(const struct household *h, const struct member *m, day_t opened_on, day_t on)
{
	if (h->n_stays == 0 || on <= opened_on || on <= m->from)
		return false;
	const struct stay *s = stay_on(h, m->person_no, on, DAY_MAX);

	return s != NULL && s->from == on && (s->kind == STAY_RESCUE || s->kind == STAY_REHAB) &&
		   household_standard(h, m, opened_on, on - 1) == STANDARD_HOME;
}

const struct home *household_home(const struct household *h, day_t on)
{
	const struct home *near = NULL;

	for (int i = 0; i < h->n_homes; i++) {
		if (h->homes[i].from <= on && on < h->homes[i].to)
			return &h->homes[i];
		if (near == NULL || h->homes[i].from <= on)
			near = &h->homes[i];
	}
	return near;
}
