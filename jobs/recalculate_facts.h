/*
 * recalculate_facts.h: the streams of facts of a chunk, merged into households.
 *
 * Each stream is ordered by household; recalculate_facts_next() walks them together, so that no
 * household is looked up twice and none is held beside the current one.
 *
 * Ownership: everything lives in the arena given to recalculate_facts_open(); a household is valid until
 * the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_RECALCULATE_FACTS_H
#define GETSUJI_JOBS_RECALCULATE_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/household.h"

enum recalculate_stream {
	STREAM_PROTECTION,
	STREAM_HOUSEHOLD,
	STREAM_PERSON,
	STREAM_CIRCUMSTANCE,
	STREAM_STAY,
	STREAM_INCOME,
	STREAM_DECLARATION,
	STREAM_NEED,
	STREAM_RENT,
	STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const recalculate_facts_statements[STREAMS];

/* One household, and what the decision's row says of it beside the amounts. */
struct recalculate_household {
	int64_t id;
	struct household facts;
	int32_t caseworker_no;
	int16_t household_type, payment_method;
	int16_t carried_on; /* wages without a declaration for the month, carried on */
};

struct recalculate_facts;

struct recalculate_facts *recalculate_facts_open(
	struct rows *rows[STREAMS], const struct rates *rates, struct arena *arena);

/* The next household whose protection touches the month; false after the last. */
bool recalculate_facts_next(struct recalculate_facts *f, struct recalculate_household *out);

#endif
