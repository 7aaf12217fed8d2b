/* life.c: school and child allowances.  See life.h. */
#include "bench/synth/life.h"

enum {
	SCHOOL_AGE = 6,
	ELEMENTARY_YEARS = 6,
	JUNIOR_HIGH_YEARS = 3,
	HIGH_SCHOOL_YEARS = 3,
	ALLOWANCE_UNDER_3 = 15000,
	ALLOWANCE_CHILD = 10000,
	ALLOWANCE_THIRD = 30000,
	SINGLE_PARENT_FIRST = 46000,
	SINGLE_PARENT_FURTHER = 11000
};

int life_school_stage(day_t birth_on, int fiscal_year)
{
	int years = day_age(birth_on, day_of(fiscal_year, 4, 1)) - SCHOOL_AGE;

	if (years < 0)
		return 0;
	if (years < ELEMENTARY_YEARS)
		return CIRC_ELEMENTARY;
	if (years < ELEMENTARY_YEARS + JUNIOR_HIGH_YEARS)
		return CIRC_JUNIOR_HIGH;
	if (years < ELEMENTARY_YEARS + JUNIOR_HIGH_YEARS + HIGH_SCHOOL_YEARS)
		return CIRC_HIGH_SCHOOL;
	return 0;
}

bool life_is_child(day_t birth_on, day_t on)
{
	return day_age(birth_on, day_of(month_fiscal_year(month_of_day(on)), 4, 1)) < 18;
}

int life_child_allowance(const struct casefile *h, day_t on, bool single_parent)
{
	int children = 0;
	int sum = 0;

	for (int i = 0; i < h->persons; i++) {
		const struct person_row *p = &h->person[i];

		if (p->role != ROLE_CHILD || !casefile_on(&p->span, on) || !life_is_child(p->birth_on, on))
			continue;
		children++;
		sum += children > 2                   ? ALLOWANCE_THIRD
			   : day_age(p->birth_on, on) < 3 ? ALLOWANCE_UNDER_3
											  : ALLOWANCE_CHILD;
	}
	if (single_parent && children > 0)
		sum += SINGLE_PARENT_FIRST + (children - 1) * SINGLE_PARENT_FURTHER;
	return sum;
}
