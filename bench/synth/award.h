/*
 * award.h: one award of an answer (年金コード) with its schemes, amounts and payments, as it is to be written.
 *
 * award_from() makes an ordinary old award of a year's amount; who plants a truth changes what is to be
 * peculiar; award_write() writes it.
 *
 * Thread: any.
 */
#ifndef BENCH_SYNTH_AWARD_H
#define BENCH_SYNTH_AWARD_H

#include "bench/synth/dice.h"
#include "bench/synth/reply.h"

#include <stdbool.h>

enum { AWARD_SCHEMES = 2 }; /* 国民年金, 厚生年金 */

/* What is paid, yen a year. */
struct award_yen {
	int national, additional, child, employees;
};

struct award_scheme {
	bool there;
	day_t decided_on, arose_on, lost_on; /* DAY_MAX: not lost */
	const char *suspension;              /* "00": none */
	month_t suspended_from, suspended_to;
};

struct award_answer {
	char code[5];
	struct award_yen before, now; /* to the end of the fiscal year before, and since */
	struct award_scheme scheme[AWARD_SCHEMES];
	bool disability;
	int fixed_years, certified_year;                 /* 認定年; 0 of both: no value */
	const char *certificate;                         /* 障害診断書コード; NULL: no value */
	int care, income_tax, health, elderly, resident; /* withheld from each payment */
	bool unpaid;                                     /* nothing was paid in the last month of payment */
	int paid_more;                                   /* that payment differs from a sixth of the year */
	day_t arrears_on;                                /* 時効特例: DAY_MAX: none */
	bool undecided;                                  /* 国民年金額 is 未決定 */
	int odd_reason;                                  /* a Reason Of Null that is in no list; 0: none */
	bool no_amount;                                  /* only an amount that holds from a later month */
	bool later_amount;                               /* also one that holds from a later month */
};

int award_annual(const struct award_yen *y);

/* The schemes that a code has by its third digit: bit 1 national, bit 2 employees; unknown codes: national. */
int award_schemes(const char *code);

/* An award that has been drawn for years, of `annual` yen a year now; since: known to the office. */
void award_from(
	struct award_answer *a, struct dice *d, const char *code, int annual, day_t since, month_t month);

/* Makes it an award of both schemes; false where its code or amount does not allow that. */
bool award_have_both(struct award_answer *a);

/* A year on: the annual revision of what `before` was.  Both schemes by their own rate. */
void award_revise(struct award_answer *a);

/* The month in which pensions were last paid. */
month_t award_pay_month(month_t month);

void award_write(const struct award_answer *a, month_t month, bool paid_is_net, struct reply *r);

#endif
