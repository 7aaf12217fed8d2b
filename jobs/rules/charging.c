/*
 * charging.c: income meets needs, one after the other.
 */
#include "jobs/rules/charging.h"

#include <string.h>

void charging_order(const struct rule_parameters *p, bool facility, enum charge order[static CHARGES])
{
	/* O2: who has an own payment pays 施設事務費 first, and only then care, medical, 生業, 一時扶助. */
	bool early = facility && p->facility_office_first;
	int n = 0;

	order[n++] = CHARGE_LIVING;
	if (!early)
		order[n++] = CHARGE_TEMPORARY;
	order[n++] = CHARGE_HOUSING;
	order[n++] = p->education_first ? CHARGE_EDUCATION : CHARGE_HIGH_SCHOOL;
	order[n++] = p->education_first ? CHARGE_HIGH_SCHOOL : CHARGE_EDUCATION;
	if (early)
		order[n++] = CHARGE_FACILITY;
	order[n++] = CHARGE_CARE;
	order[n++] = CHARGE_MEDICAL;
	order[n++] = CHARGE_BIRTH;
	order[n++] = CHARGE_OCCUPATION;
	order[n++] = CHARGE_FUNERAL;
	order[n] = early ? CHARGE_TEMPORARY : CHARGE_FACILITY;
}

yen_t charging_allocate(const enum charge order[static CHARGES], const yen_t need[static CHARGES],
	yen_t income, yen_t charged[static CHARGES])
{
	memset(charged, 0, CHARGES * sizeof *charged);
	for (int i = 0; i < CHARGES; i++) {
		charged[order[i]] = yen_min(need[order[i]], income);
		income -= charged[order[i]]; /* never below 0: the smaller of both was taken */
	}
	return income;
}
