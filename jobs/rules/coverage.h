/*
 * coverage.h: what a person's coverage (医療保険・他法) makes of a medical or dispensing ticket: its flags, and why they
 * differ from those of one that is out.
 *
 * A row counts when it overlaps the ticket's validity on at least one day.  国民健康保険 is not with aid: it sets no flag
 * (its loss has to be registered instead).  都道府県費 says who bears the office's share: no other law, still 単独.
 * Care tickets are none of this.
 *
 * Ownership: texts are borrowed.  Thread: pure.
 */
#ifndef GETSUJI_RULES_COVERAGE_H
#define GETSUJI_RULES_COVERAGE_H

#include "getsuji/calendar.h"
#include "getsuji/rows.h"
#include "getsuji/ticket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCHEME_NO_DIGITS    2   /* 法別番号 */
#define COVERAGE_REASON_MAX 768 /* bytes of a reason, with its zero */

/* A row of fact.coverage_known(). */
struct coverage_row {
	uint8_t kind;         /* enum coverage_kind */
	struct str scheme_no; /* of a scheme */
	day_t from, to;       /* half-open */
};

/* What stands on the ticket. */
struct coverage_flags {
	bool combined; /* 併用: one of the next three, or a scheme */
	bool insurance, elderly, tuberculosis;
	bool prefectural;
	char scheme_no[SCHEME_NO_DIGITS + 1]; /* the lowest; "": none */
};

/* The flags of a ticket valid from a day to another, both inclusive. */
struct coverage_flags coverage_flags(
	const struct coverage_row rows[], size_t n, day_t from_on, day_t until_on);

bool coverage_same(const struct coverage_flags *a, const struct coverage_flags *b);

/* Why a ticket with flags `before` gets those of coverage_flags(): each flag that differs, since when, and what it
 * makes of the ticket: 「社会保険の資格取得（令和9年1月15日）のため単独から併用へ」.  "" where nothing differs. */
void coverage_reason(const struct coverage_flags *before, const struct coverage_row rows[], size_t n,
	day_t from_on, day_t until_on, char out[static COVERAGE_REASON_MAX]);

/* 「社会保険」; "" for a number that is in no list. */
const char *coverage_term(int kind);

#endif
