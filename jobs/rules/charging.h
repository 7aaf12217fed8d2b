/*
 * charging.h: 収入充当順位 (次官通知第10; O1..O3): to which aid income is charged first.
 *
 * Amounts are in any one unit (yen, or numerators over a month's denominator).  Thread: pure.
 */
#ifndef GETSUJI_RULES_CHARGING_H
#define GETSUJI_RULES_CHARGING_H

#include "getsuji/money.h"
#include "jobs/rules/rule.h"

#include <stdbool.h>

enum charge {
	CHARGE_LIVING,
	CHARGE_HOUSING,
	CHARGE_EDUCATION,
	CHARGE_HIGH_SCHOOL,
	CHARGE_CARE,
	CHARGE_MEDICAL,
	CHARGE_BIRTH,
	CHARGE_OCCUPATION,
	CHARGE_FUNERAL,
	CHARGE_FACILITY, /* 施設事務費 */
	CHARGE_TEMPORARY, /* 一時扶助: part of 生活扶助 and charged with it, but after 施設事務費 where there is one */
	CHARGES
};

/* O1, O2: the order for a household with or without facility office cost. */
void charging_order(const struct rule_parameters *p, bool facility, enum charge order[static CHARGES]);

/* Charges income to the needs in order; what is left is returned. */
yen_t charging_allocate(const enum charge order[static CHARGES], const yen_t need[static CHARGES],
	yen_t income, yen_t charged[static CHARGES]);

#endif
