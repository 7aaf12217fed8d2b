/*
 * household.h: one household (世帯) as the rules see it, for one month: plain numbers, no text.
 *
 * The caller fills the arrays from facts (or from JSON) with everything that overlaps the month, and
 * keeps them until the computation returns.  Ranges are half-open days.  Persons are known by their
 * number; one person may stand twice (left and came back).  Codes are those of getsuji/facts.h.
 *
 * Thread: belongs to the caller.
 */
#ifndef GETSUJI_RULES_HOUSEHOLD_H
#define GETSUJI_RULES_HOUSEHOLD_H

#include "getsuji/calendar.h"
#include "getsuji/facts.h"
#include "jobs/rules/rates.h"
#include "jobs/rules/rule.h"

#include <stdbool.h>
#include <stdint.h>

#define PERSON_HOUSEHOLD 0 /* person_no of what belongs to the household as a whole */
#define AGE_FROM_BIRTH   INT16_MIN

struct member {
	int16_t person_no;  /* 1..99 */
	uint8_t role;       /* enum fact_role */
	int16_t stated_age; /* age on 1 April where it is given instead of computed; else AGE_FROM_BIRTH */
	day_t birth_on;
	day_t from, to; /* in the household */
};

struct circumstance {
	int16_t person_no;
	uint8_t kind; /* enum fact_circumstance */
	day_t from, to;
};

struct stay {
	int16_t person_no;
	uint8_t kind; /* enum fact_stay */
	bool over_one_month;
	day_t from, to; /* admission; the day after discharge */
};

/* Incomes and needs must be in the order of (person, kind, item, from): of several versions of one
 * item in the month the first counts. */
struct income {
	int16_t person_no;
	uint8_t kind; /* enum fact_income */
	int16_t item_no;
	int32_t amount_yen; /* gross a month; a year for pensions */
	int32_t expenses_yen, care_premium_yen;
	day_t from, to;
};

struct need {
	int16_t person_no;
	uint8_t kind; /* enum fact_need */
	int16_t item_no;
	int32_t amount_yen;
	day_t from, to;
};

struct rent {
	int32_t rent_yen;       /* without common charges */
	int32_t floor_area_cm2; /* 0 = not known */
	bool special_limit;
	day_t from, to;
};

/* Where the household lives and how it is classified. */
struct home {
	const struct municipality *place;
	bool single_parent;
	day_t from, to;
};

/* A range of protection (保護) or suspension (停止). */
struct protection {
	uint8_t state;                    /* enum fact_protection */
	uint8_t start_reason, end_reason; /* enum fact_reason */
	day_t from, to;
};

struct household {
	const struct member *members;
	const struct circumstance *circumstances;
	const struct stay *stays;
	const struct income *incomes;
	const struct need *needs;
	const struct rent *rents;
	const struct home *homes;
	const struct protection *protections; /* in order of from, also the one that ended on the 1st */
	int n_members, n_circumstances, n_stays, n_incomes, n_needs, n_rents, n_homes, n_protections;
};

/* On what standard a person lives on a day (R4.1..R4.3). */
enum standard {
	STANDARD_NONE, /* not in the household */
	STANDARD_HOME,
	STANDARD_BOARDING, /* home, with a share of class 1 */
	STANDARD_HOSPITAL,
	STANDARD_CARE_FACILITY,
	STANDARD_RESCUE,
	STANDARD_REHAB,
	STANDARD_CHILD_WELFARE
};

/* 年齢 for class 1: on 1 April of the month's fiscal year (R1.3). */
int household_age_april(const struct member *m, month_t month, const struct rule_parameters *p);

/* Has the person this circumstance on the day? */
bool household_circumstance(const struct household *h, int person_no, enum fact_circumstance kind, day_t on);

/* 年齢 on the 1 April on which the month's school year began, by the birthday alone: who was born on
 * 1 April has reached it.  For what ends on the 31 March after a birthday (§3). */
int household_age_school_year(const struct member *m, month_t month);

/* The standard that holds for a member on a day; opened_on is the day on which the protection began that
 * the day lies in, often before the month. */
enum standard household_standard(
	const struct household *h, const struct member *m, day_t opened_on, day_t on);

/* R4.3: the day of entering a rescue or rehabilitation facility from home counts for both. */
bool household_counts_twice(const struct household *h, const struct member *m, day_t opened_on, day_t on);

/* The home in force on a day, or the nearest one; NULL when there is none. */
const struct home *household_home(const struct household *h, day_t on);

#endif
