/*
 * context.h: what the rules of one computation share.
 *
 * Trouble is sticky: a missing cell, an overflow is noted and the computation goes on with zero, so
 * that the rules read like the law; benefit_compute() looks at the notes before anything leaves it.
 *
 * Thread: that of the computation.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_CONTEXT_H
#define GETSUJI_RULES_CONTEXT_H

#include "jobs/rules/household.h"
#include "jobs/rules/rates.h"
#include "jobs/rules/rule.h"
#include "jobs/rules/trace.h"

#define MEMBERS_MAX 128

struct context {
	const struct household *h;
	const struct rates *r;
	const struct rule_parameters *p;
	const struct trace *t;
	month_t month;
	day_t first, next; /* the month's first day, and the next month's */
	enum rule missing; /* the first rule whose cell or text is missing */
	bool estimated;    /* an estimated cell was used */
	bool overflow;
};

/* The amount of a cell; a missing one is noted with the rule that needs it. */
static inline yen_t context_use(struct context *c, struct cell cell, enum rule rule)
{
	if (__builtin_expect(cell.state == CELL_MISSING, 0)) {
		if (c->missing == RULE_NONE)
			c->missing = rule;
		return 0;
	}
	c->estimated |= cell.state == CELL_ESTIMATED;
	return cell.value;
}

static inline void context_missing(struct context *c, enum rule rule)
{
	if (c->missing == RULE_NONE)
		c->missing = rule;
}

static inline yen_t context_add(struct context *c, yen_t a, yen_t b)
{
	yen_t sum = 0;

	if (!yen_add(a, b, &sum))
		c->overflow = true;
	return sum;
}

static inline yen_t context_sub(struct context *c, yen_t a, yen_t b)
{
	yen_t difference = 0;

	if (!yen_sub(a, b, &difference))
		c->overflow = true;
	return difference;
}

static inline yen_t context_mul(struct context *c, yen_t a, int64_t factor)
{
	yen_t product = 0;

	if (!yen_mul(a, factor, &product))
		c->overflow = true;
	return product;
}

/* floor(a × num / den) */
static inline yen_t context_ratio(struct context *c, yen_t a, int64_t num, int64_t den)
{
	yen_t result = 0;

	if (!yen_ratio_floor(a, num, den, &result))
		c->overflow = true;
	return result;
}

#endif
