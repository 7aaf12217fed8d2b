/*
 * benefit_rules.h: the month's benefit (保護費) of one household; the door of jobs/rules.
 *
 * A pure function of facts, rates and parameters: no database, no clock, no allocation, no I/O.
 *
 * Errors: ERR_NOT_COMPUTABLE (1601) when a cell or a rule that the household needs is missing: then
 * out->status is DECISION_NOT_COMPUTABLE, out->rule tells which, and all amounts are 0.
 * ERR_OVERFLOW (1602) when an amount does not fit result.decision; ERR_DATA (1603) when the facts
 * contradict each other.  Thread: any.
 */
#ifndef GETSUJI_RULES_BENEFIT_RULES_H
#define GETSUJI_RULES_BENEFIT_RULES_H

#include "getsuji/benefit.h"
#include "getsuji/err.h"
#include "jobs/rules/household.h"
#include "jobs/rules/rates.h"
#include "jobs/rules/rule.h"
#include "jobs/rules/trace.h"

struct benefit {
	enum decision_status status;
	enum rule rule; /* why not computable; else RULE_NONE */
	bool estimated; /* used an estimated cell */
	uint8_t event;  /* enum decision_event */
	day_t event_on; /* DAY_MAX where there was none */
	uint8_t reason; /* enum fact_reason */
	uint8_t grade;
	int16_t persons, home_size; /* on the last protected day */
	int16_t protected_days;
	int32_t yen[BENEFIT_FIELD_COUNT];
};

MUST_CHECK enum err_code benefit_compute(const struct household *h, const struct rates *r,
	const struct rule_parameters *p, const struct trace *t, struct benefit *out, struct err *e);

/* The term, rule and citation of a component. */
const char *benefit_name(enum benefit_field f);     /* "class1_sum" */
const char *benefit_term(enum benefit_field f);     /* "第1類の合計" */
const char *benefit_rule(enum benefit_field f);     /* "§2" */
const char *benefit_citation(enum benefit_field f); /* "保護の基準 …" */

#endif
