/*
 * pension_facts.h: the persons of the pension survey of a chunk, each with recognised pensions and answer.
 *
 * Ownership: everything lives in the arena given to pension_facts_open(), texts in that of the rows; a
 * household is valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_PENSION_FACTS_H
#define GETSUJI_JOBS_PENSION_FACTS_H

#include "jobs/matching_facts.h"
#include "jobs/rules/pension.h"

enum pension_stream {
	PENSION_INCOME = MATCHING_STREAMS,
	PENSION_LINK,
	PENSION_AWARD,
	PENSION_BASIS,
	PENSION_AMOUNT,
	PENSION_PAYMENT,
	PENSION_DECLARATION,
	PENSION_STREAMS
};

/* The statements that yield the streams: the shared ones, then those above. */
extern const struct sql_stmt *const pension_facts_statements[PENSION_STREAMS];

struct pension_subject {
	const struct matching_person *who;
	struct pension_person facts;
};

struct pension_household {
	struct matching_household base;
	const struct pension_subject *subjects; /* of the population only, by person_no */
	int n_subjects;
	const day_t *declared; /* months with a 収入申告書, by their first days */
	int n_declared;
};

struct pension_facts;

struct pension_facts *pension_facts_open(
	struct rows *rows[static PENSION_STREAMS], month_t month, struct arena *arena);

/* The next household with somebody of the population: who has a recognised pension on the month's first day
 * and is on aid, or was asked about.  False after the last. */
bool pension_facts_next(struct pension_facts *f, struct pension_household *out);

#endif
