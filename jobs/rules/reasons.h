/*
 * reasons.h: why a decision is as it is, in sentences made of the components that differ (法24条: no
 * decision without a reason).
 *
 * One sentence per line, each with the amounts before and after, what they follow from where it can be
 * told from the two decisions, and the citation.  Never a stock phrase without a fact.
 *
 * Ownership: the texts live in the arena.  Thread: pure.
 */
#ifndef GETSUJI_RULES_REASONS_H
#define GETSUJI_RULES_REASONS_H

#include "getsuji/arena.h"
#include "getsuji/benefit.h"
#include "getsuji/calendar.h"

#include <stdbool.h>
#include <stdint.h>

/* A decision as it stands in result.decision. */
struct decided {
	month_t month;
	uint8_t event; /* enum decision_event */
	day_t event_on;
	uint8_t event_reason; /* enum fact_reason */
	int16_t grade, persons, home_size, protected_days;
	int32_t yen[BENEFIT_FIELD_COUNT];
};

/* A recognised pension that was revised because its proposal was adopted (jobs/adopt.c), which the decision
 * before does not know yet. */
struct revision {
	day_t from;                              /* first day of the first month */
	const char *award;                       /* 老齢基礎・老齢厚生年金; "": not known */
	int32_t annual_before, annual_after;     /* yen a year */
	int32_t withheld_before, withheld_after; /* yen a month: 介護保険料 and other deductions */
};

struct revisions {
	const struct revision *at;
	int count;
};

/* Reasons of a change: lines of sentences, and the rules behind them ("R2.6 I4"). */
struct reasons {
	const char *text;
	const char *rules;
};

/* What kind of decision `after` is, seen from the last confirmed one (NULL: there is none).  Protection
 * that did not begin in the month and of which no decision is known is a change that a person must look
 * at, never an opening: nobody is told that aid long granted begins.
 * An event that an earlier edition of the same month decided already is no event any more. */
enum change_kind reasons_kind(const struct decided *before, const struct decided *after);

/* Does any amount paid, or to be paid by the household itself, differ? */
bool reasons_amounts_differ(const struct decided *before, const struct decided *after);

/* Sentences for a kind other than CHANGE_NONE.  before may be NULL. */
void reasons_write(enum change_kind kind, const struct decided *before, const struct decided *after,
	const struct revisions *revised, struct arena *keep, struct reasons *out);

/* 本人支払額 in all. */
int64_t reasons_own_payment(const struct decided *d);

#endif
