/*
 * pension_check.h: what is asked of one answered award: is everything there that must be known, does the
 * payment fit, is it stopped, was it awarded late.  For pension.c and pension_lists.c only.
 *
 * Thread: pure.  Texts are Japanese: they are results.
 */
#ifndef GETSUJI_RULES_PENSION_CHECK_H
#define GETSUJI_RULES_PENSION_CHECK_H

#include "jobs/rules/pension.h"

struct pension_check {
	const struct matching_tables *tables;
	const struct pension_parameters *parameters;
	month_t month;
};

/* A text under construction: facts, joined by 、.  What does not fit is cut at a whole fact. */
struct reason {
	size_t length;
	char text[REASON_MAX];
};
void pension_check_say(struct reason *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* 「老齢基礎・老齢厚生年金」, or that the code is in no table. */
const char *pension_check_term(const struct matching_tables *t, struct str code);

/* Fills the amounts and the premium of the line; adds to *doubts whatever a person must look at. */
void pension_check_award(const struct pension_check *c, const struct pension_award *a, struct pension_line *l,
	struct reason *doubts);

/* No right any more, suspended by every scheme that pays, or nothing due. */
bool pension_check_stopped(
	const struct pension_check *c, const struct pension_award *a, yen_t annual, struct reason *why);

/* Awarded late, or arrears were paid.  since: from when it was recognised first; DAY_MAX: it is not. */
bool pension_check_retroactive(
	const struct pension_check *c, const struct pension_award *a, day_t since, struct reason *why);

/* The month after the right arose, of the scheme where it did first; *known is false when none says. */
month_t pension_check_first_covered(const struct pension_award *a, bool *known);

/* The row that holds on a day; NULL: none. */
const struct pension_amount *pension_check_amount(const struct pension_award *a, day_t on);

/* The line's sentence: what it is, before and after, and *why. */
const char *pension_check_reason(const struct pension_line *l, const struct reason *why, struct arena *keep);

#endif
