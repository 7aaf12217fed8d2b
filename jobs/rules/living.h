/*
 * living.h: 基準生活費, the base of 生活扶助, as full-month amounts of the state of one day
 * (保護の基準 別表第1第1章・第3章; rules §2, R4.1..R4.3).
 *
 * Thread: pure.  For files of jobs/rules/ only; missing cells are noted in the context.
 */
#ifndef GETSUJI_RULES_LIVING_H
#define GETSUJI_RULES_LIVING_H

#include "jobs/rules/context.h"

/* Where everybody lives on one day of protection. */
struct roster {
	day_t on, opened_on; /* opened_on: when the protection began, often before the month */
	const struct home *home;
	int n;         /* members present */
	int home_size; /* R1.1: of them on the home standard */
	const struct member *member[MEMBERS_MAX];
	uint8_t standard[MEMBERS_MAX]; /* enum standard; STANDARD_HOME may stand beside a facility (R4.3) */
};

struct living {
	yen_t class1_sum, class1_reduced, class2, transitional, special, winter;
	yen_t institution_basic; /* hospital, care facility, rescue and rehabilitation facility */
	yen_t base;              /* the sum, without the year-end aid, which is never prorated */
};

void living_roster(struct context *c, day_t opened_on, day_t on, struct roster *out);

/* All of it for the roster of a day. */
void living_base(struct context *c, const struct roster *roster, struct living *out);

/* R2.1 第1類 after reduction: Σ class 1 in hundredths × rate, below 1 yen dropped, raised to 10 yen. */
yen_t living_class1_reduced(struct context *c, yen_t sum_hundredths, int size);

/* 第2類 of a household of size >= 1. */
yen_t living_class2(struct context *c, int grade, int size);

/* R2.3 経過的加算 of one person in a household of size >= 1. */
yen_t living_transitional(struct context *c, int grade, int age_band, int size);

/* R2.4 特例加算 of one member on the home standard in the context's month. */
yen_t living_special_home(struct context *c);

/* R2.5 冬季加算 of a home; 0 outside of the zone's months. */
yen_t living_winter_home(struct context *c, const struct roster *roster);

/* Is the context's month one of the months of the place's zone? */
bool living_is_winter(struct context *c, const struct municipality *place);

/* R2.6 期末一時扶助 of those present; 0 but in December. */
yen_t living_year_end(struct context *c, const struct roster *roster);

#endif
