/*
 * matching.h: what both surveys of the annual matching share: the tables (pension codes, tolerances), the
 * confirmation of who a person is, reasons of missing values, and the Japanese terms of the codes.
 *
 * Persons are never matched here: an answer belongs to the person whose request id it carries.  Name and
 * birthday only confirm; that they agree proves nothing, that they disagree stops everything.
 *
 * Ownership: struct matching_tables and its texts live in the arena given to matching_build().
 * Thread: pure.
 */
#ifndef GETSUJI_RULES_MATCHING_H
#define GETSUJI_RULES_MATCHING_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/matching.h"
#include "getsuji/money.h"
#include "getsuji/rate_table.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PENSION_CODE_DIGITS 4
#define REASON_MAX          1024 /* bytes of a reason, with its zero */

/* A 年金コード by its first three digits. */
struct pension_code {
	char code3[4];
	uint8_t kind;    /* enum pension_kind */
	bool taxable;    /* stands in a tax record */
	bool supplement; /* 年金生活者支援給付金 may go with it */
	const char *name;
};

/* Which tolerance: the rows of matching_tolerance.csv, "survey|kind". */
enum matching_tolerance {
	TOLERANCE_PENSION_ANNUAL,
	TOLERANCE_PENSION_PAYMENT,
	TOLERANCE_TAX_WAGES,
	TOLERANCE_TAX_PENSION,
	TOLERANCE_TAX_BUSINESS,
	TOLERANCE_TAX_PROPERTY,
	TOLERANCE_TAX_TEMPORARY,
	TOLERANCES
};

struct matching_tables {
	struct pension_code *codes; /* by code3 */
	size_t n_codes;
	struct {
		yen_t yen;
		int64_t share; /* over 10,000 */
	} tolerance[TOLERANCES];
};

/* Builds the tables from the cells in force on the first of the month; others are passed over.
 * Errors: ERR_DEFINITION 1630 (a tolerance is missing), 1631 (a pension code is not three digits). */
MUST_CHECK enum err_code matching_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct matching_tables **out, struct err *e);

/* The row of a four-digit code (by its first three); NULL: not in the table, a person must look. */
const struct pension_code *matching_code(const struct matching_tables *t, struct str code);

/* May 年金生活者支援給付金 go with a pension of this code, for somebody born on a day, on another?  Old-age pensions
 * from 65 on (同法第2条); never with a code that is not in the table (NULL). */
bool matching_supplement_goes(const struct pension_code *code, day_t birth_on, day_t on);

/* How far evidence may lie from what was declared (a year): its yen, or its share of declared, the larger.
 * declared >= 0. */
yen_t matching_tolerance(const struct matching_tables *t, enum matching_tolerance kind, yen_t declared);

/* Who somebody is, as one side has it.  Texts folded (NFKC, no spaces) by the statement that reads them. */
struct matching_identity {
	struct str name, kana; /* empty: not known */
	day_t birth_on;        /* DAY_MAX: not known */
};

enum matching_confirmation {
	IDENTITY_CONFIRMED,
	IDENTITY_DIFFERS, /* the birthday differs, or name and kana both do */
	IDENTITY_UNKNOWN  /* the answer has no birthday or no name */
};
enum matching_confirmation matching_confirm(
	const struct matching_identity *own, const struct matching_identity *answered);

/* What was asked about a person for one subject in the twelve months to the run's, and what came back. */
struct matching_request {
	bool asked;       /* else nothing below but excluded holds */
	bool answered;    /* there is a current answer; else nothing below open_days holds */
	uint8_t excluded; /* enum inquiry_exclusion: why he was left out; EXCLUDED_NOT: on no list */
	uint8_t state;    /* enum answer_state */
	bool unknown;     /* a reason of a missing value is in no list, somewhere in the answer */
	char id[REQUEST_ID_DIGITS + 1];
	month_t month;
	day_t asked_on, answered_on;
	int32_t open_days; /* to the answer, or to the day of the cut while there is none (or 準備中) */
	struct matching_identity as;
	struct str nulls; /* of the head: "name=02 birth_on=04" */
};

/* Is there an answer to compare with?  準備中 is none. */
bool matching_has_answer(const struct matching_request *q);

/* Why there is no answer, for the reason of a finding: 「照会していません（同意がない）」,
 * 「令和9年6月1日の照会に回答がありません（経過14日）」. */
void matching_no_answer(const struct matching_request *q, char out[static REASON_MAX]);

/* Why an item has no value: the number after "item=" in a list of nulls; 0: it is not there. */
int matching_null_reason(struct str nulls, const char *item);

/* May a value that is missing for this reason count as zero (該当しない, 記録なし)? */
bool matching_null_is_zero(int reason);

/* Terms on documents; "" for a number that is in no list. */
const char *matching_class_term(int class);
const char *matching_exclusion_term(int exclusion);
const char *matching_state_term(int state);
const char *matching_null_term(int reason); /* 「理由不明」 for a reason that is in no list */

#endif
