/*
 * tax.h: 課税調査: a person's tax record of a calendar year beside what was declared and recognised.
 *
 * Both sides are compared kind by kind, in five groups; each person gets exactly one class, each group one
 * line.  A difference is a question to the person: nothing here creates a claim, and what the law knows as
 * 法第63条 or 法第78条 is only ever suggested for a person to consider.
 *
 * Declared, of the months in which the person was on aid: what was recognised on the month's first day.  Of a
 * pension that is a sixth of the year in each even month, as it is paid.  A month in which aid began or ended
 * counts.  A person who was not on aid in each of the twelve months and has more in the tax record is never
 * said to have kept something back: the rest may be of the other months.
 *
 * Unknown means hold: an item without a value for a reason that may hide an amount, a code in no list or a
 * pension of unknown kind sends the person to a person.
 *
 * Thread: any; pure.  Ownership: texts live in the arena.
 */
#ifndef GETSUJI_RULES_TAX_H
#define GETSUJI_RULES_TAX_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/facts.h"
#include "getsuji/matching.h"
#include "getsuji/money.h"
#include "jobs/rules/matching.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(constant, word of the line and of the table matching_tolerance, term, kind of recognised income) */
/* clang-format off */
#define TAX_GROUP_LIST(X)                                                                \
	X(TAX_GROUP_WAGES,     "wages",     "給与収入",                 INCOME_EARNED)         \
	X(TAX_GROUP_PENSION,   "pension",   "公的年金等収入",           INCOME_PENSION)        \
	X(TAX_GROUP_BUSINESS,  "business",  "事業所得",                 INCOME_BUSINESS)       \
	X(TAX_GROUP_PROPERTY,  "property",  "不動産・利子・配当・譲渡所得", INCOME_PROPERTY)   \
	X(TAX_GROUP_TEMPORARY, "temporary", "一時・雑所得",             INCOME_TEMPORARY)
/* clang-format on */

enum tax_group {
#define X(name, word, term, income) name,
	TAX_GROUP_LIST(X)
#undef X
		TAX_GROUPS
};

const char *tax_group_word(enum tax_group group);
const char *tax_group_term(enum tax_group group);
enum fact_income tax_group_income(enum tax_group group);

/* A recognised income; the range half-open. */
struct tax_income {
	uint8_t kind;            /* enum fact_income */
	int32_t amount_yen;      /* gross a month, of a pension a year */
	struct str pension_code; /* of a pension; empty: not known */
	day_t from, to;
};

/* An amount of the answer, or why there is none. */
struct tax_amount {
	int32_t yen;
	int null_reason; /* 0: there is one */
};

struct tax_employer {
	int payer; /* who it is: a record may name one of them twice */
	struct tax_amount paid;
	bool has_address; /* a letter can go there */
};

/* The record of an answer 該当あり. */
struct tax_record {
	int tax_year;                                  /* 賦課年度: about the calendar year before it */
	uint8_t declaration;                           /* enum tax_declaration; 0: in no list */
	bool dependant;                                /* 他者の扶養親族 */
	struct tax_amount item[TAX_MISCELLANEOUS + 1]; /* by enum tax_kind; 0 is not used */
	const struct tax_employer *employers;
	size_t n_employers;
};

struct tax_person {
	int year;                   /* the calendar year */
	int16_t protected_days[12]; /* on which the person was on aid, per month */
	const struct tax_income *incomes;
	size_t n_incomes;
	bool is_protected; /* 支援措置: no letter to anybody */
	struct matching_identity own;
	const struct matching_request *request;
	const struct tax_record *record; /* NULL: none */
};

struct tax_line {
	enum tax_group group;
	enum finding_class class;
	yen_t declared, tolerance;
	yen_t evidence; /* of the items that have a value */
	bool known;     /* false: there is no answer, or an item has no value */
	const char *reason;
};

struct tax_finding {
	enum finding_class class;
	int steps; /* enum next_step */
	yen_t declared, evidence;
	bool known; /* false: the answer gives no amount at all */
	const char *reason;
	struct tax_line line[TAX_GROUPS]; /* of the groups with something on either side */
	int lines;
	yen_t month[TAX_GROUPS][12]; /* declared, month by month */
};

void tax_classify(const struct tax_person *p, const struct matching_tables *tables, struct arena *keep,
	struct tax_finding *out);

/* Of an answer's 申告区分; 0: in no list. */
uint8_t tax_declaration_of(struct str code);
const char *tax_declaration_term(uint8_t declaration);

#endif
