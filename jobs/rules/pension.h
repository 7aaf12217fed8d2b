/*
 * pension.h: 年金額改定: a person's recognised pensions beside what the answer says of them, award by award.
 *
 * Each award and each recognised pension becomes one line with one class, each person gets exactly one class:
 * the first of its lines' in the order of the work to be done.  Only a person whose class is "changed" has
 * proposals.  Whatever is not known for certain (a code in no table, a value missing for a reason that may
 * hide an amount, two awards of one code, a payment that does not fit the year's amount) sends the person to
 * a person, never to a guess.
 *
 * An answered award is the recognised pension with the same four digits; else, where exactly one on each side
 * is left with the same first three digits, that one.
 *
 * Amounts are yen a year unless said otherwise; what is withheld is a month's.  The answer's amounts are those
 * paid (支給額); what is stopped (停止額) stands beside them in the answer and is not part of them.
 *
 * Ownership: texts and lines live in the arena that is passed; inputs are borrowed by the results.
 * Thread: pure.
 */
#ifndef GETSUJI_RULES_PENSION_H
#define GETSUJI_RULES_PENSION_H

#include "jobs/rules/matching.h"

struct pension_parameters {
	int retroactive_months; /* decided this many months or more after the first month covered: retroactive */
	int decided_within;     /* only what was decided in so many months up to the run's is looked at */
	bool paid_is_net;       /* 支払額 is after deductions */
	bool premium_up;        /* half of an odd premium is rounded up */
};

/* ---- what the answer has ---- */

/* 年金基本情報 and 年金障害関係情報 of one scheme.  Days: DAY_MAX where there is none. */
struct pension_basis {
	uint8_t scheme; /* enum pension_scheme */
	day_t decided_on, arose_on, lost_on;
	day_t suspended_from, suspended_to;  /* first days of the first and the last month */
	struct str suspension;               /* "00": not suspended */
	int16_t fixed_years, certified_year; /* -1: none */
	struct str certificate;              /* 障害診断書コード */
	struct str nulls;
};

enum pension_part { PART_NATIONAL, PART_ADDITIONAL, PART_CHILD, PART_SPOUSE, PART_EMPLOYEES, PENSION_PARTS };

/* 年金基本額情報: what holds from a day on. */
struct pension_amount {
	day_t from;
	int32_t yen[PENSION_PARTS]; /* 0 where there is no value: the reason is in nulls */
	struct str nulls;
};

enum pension_deduction {
	DEDUCTED_CARE,
	DEDUCTED_TAX,
	DEDUCTED_HEALTH,
	DEDUCTED_ELDERLY,
	DEDUCTED_RESIDENT,
	PENSION_DEDUCTIONS
};

/* 年金支払情報; arrears: 時効特例支払情報. */
struct pension_payment {
	bool arrears;
	day_t on;
	int32_t paid;
	int32_t deducted[PENSION_DEDUCTIONS];
	struct str nulls;
};

struct pension_award {
	struct str code; /* 年金コード, four digits */
	const struct pension_basis *bases;
	const struct pension_amount *amounts;
	const struct pension_payment *payments;
	int n_bases, n_amounts, n_payments;
};

/* ---- what the office has ---- */

/* A recognised pension over a range of days; all rows of a person, ordered by item and from. */
struct pension_income {
	int16_t item_no;
	int32_t amount_yen, premium_yen;
	day_t from, to;
};

/* Which award an income is (fact.pension), on the first of the month. */
struct pension_link {
	uint8_t benefit; /* enum award_benefit */
	int16_t item_no;
	struct str code; /* empty: not known */
};

struct pension_person {
	month_t month; /* the run's */
	bool on_aid;   /* in it; who is not any more has no pension recognised, and hid none */
	struct matching_identity own;
	const struct matching_request *request;
	const struct pension_income *incomes;
	const struct pension_link *links;
	const struct pension_award *awards; /* of the request's current answer */
	int n_incomes, n_links, n_awards;
};

/* ---- what is found ---- */

struct pension_line {
	enum finding_class class;
	int16_t item_no;                   /* of the recognised income; 0: none */
	struct str code;                   /* as answered, else as recognised; may be empty */
	const char *term;                  /* what it is */
	const struct pension_award *award; /* NULL: not answered */
	yen_t before;
	int32_t before_premium;
	bool known;                              /* the four below */
	yen_t national, employees, other, after; /* other: 付加年金, 加給・加算 */
	bool stopped;                            /* nothing of it is paid in the month: no evidence of income */
	bool premium_known;
	int32_t after_premium;
	const char *reason;
};

struct pension_finding {
	enum finding_class class;
	int steps;                  /* enum next_step */
	yen_t recognised, evidence; /* a month, after what is withheld */
	bool evidence_known;
	const char *reason;
	const struct pension_line *lines; /* recognised ones by item, then those only answered */
	int n_lines;
};

void pension_evaluate(const struct pension_person *p, const struct matching_tables *t,
	const struct pension_parameters *k, struct arena *keep, struct pension_finding *out);

/* Has the person a pension that is recognised on the first of the month? */
bool pension_is_recognised(const struct pension_person *p);

/* The sum of a row's parts; false: a part has no value for a reason that may hide an amount, or the sum is zero
 * because nothing is on record. */
bool pension_annual(const struct pension_amount *amount, yen_t *annual);

/* ---- the worksheet of retroactive awards ---- */

#define PENSION_MONTHS_BACK 60 /* as far as arrears are paid */
#define PENSION_MONTHS      (PENSION_MONTHS_BACK + 1)

struct pension_month {
	month_t month;
	yen_t recognised, evidence; /* a month, before anything is withheld, over all retroactive lines */
	bool known;                 /* false: an amount of the month is not in the answer */
};

/* From the first month that a retroactive line covers, at most sixty back, to the run's.  How many. */
int pension_worksheet(const struct pension_person *p, const struct pension_finding *f,
	struct pension_month out[static PENSION_MONTHS]);

/* ---- lists beside the classes ---- */

struct pension_notable {
	enum notable list;
	struct str code;
	int16_t due_year; /* 0: to be looked at, or a list without years */
	const char *reason;
};

#define PENSION_NOTABLES 48 /* of one person: 20 awards of two schemes, and the supplement */

/* Whom to ask about the supplement, and whose medical certificate is due this or next year.  How many. */
int pension_notables(const struct pension_person *p, const struct pension_finding *f,
	const struct matching_request *supplement, const struct matching_tables *t, struct arena *keep,
	struct pension_notable out[static PENSION_NOTABLES]);

enum pension_certificate { CERTIFICATE_NEVER, CERTIFICATE_DUE, CERTIFICATE_UNKNOWN };

/* 認定年 + 有期固定年数; 0 years with certificate code 1 is permanent.  *year is that of CERTIFICATE_DUE. */
enum pension_certificate pension_certificate(const struct pension_basis *b, int *year);

/* ---- arithmetic ---- */

/* One of the six payments of a year (国民年金法第18条の2): a sixth, cut to the yen; what is cut off during the
 * year is paid with that of February.  annual >= 0. */
yen_t pension_payment_yen(yen_t annual, bool february);

/* The month in which pensions were last paid: even months. */
month_t pension_pay_month(month_t month);

#endif
