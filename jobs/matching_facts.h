/*
 * matching_facts.h: the persons of a chunk with what both surveys need: who looks after the household, its
 * protection, who the person is, and what was asked about him and answered.
 *
 * How a survey's job uses it (jobs/pension.c, jobs/tax.c):
 *
 *   static const struct sql_stmt *const statements[] = {MATCHING_STATEMENTS, &sql_tax_income, …};
 *   chunk_read(c, statements, n, rows, e);                   the shared streams come first
 *   f = matching_facts_open(rows, month, c->arena);
 *   while (matching_facts_next(f, &h)) {                     in the order of household_id
 *       while (rows_next_of(rows[MATCHING_STREAMS], h.id))   its own streams: column 0 is the household
 *           …                                                 their texts stay valid for the whole chunk
 *       for each h.persons[i]                                  in the order of person_no
 *   }
 *
 * matching_facts_next() gives every household of the range, also those outside the survey's population:
 * the job decides who belongs to it, and calls chunk_take() only for households that have such a person.
 *
 * Ownership: everything lives in the arena given to matching_facts_open(), texts in that of the rows; a
 * household is valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_MATCHING_FACTS_H
#define GETSUJI_JOBS_MATCHING_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/job.h"
#include "getsuji/matching.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/household.h"
#include "jobs/rules/matching.h"

#include <stdio.h>

enum matching_stream {
	MATCHING_HOUSEHOLD,
	MATCHING_PERSON,
	MATCHING_SHIELDED,
	MATCHING_PROTECTION,
	MATCHING_REQUEST,
	MATCHING_EXCLUDED,
	MATCHING_STREAMS
};

/* The statements that yield the streams, in the order of the enum: the first entries of a job's list. */
#define MATCHING_STATEMENTS \
	&sql_matching_household, &sql_matching_person, &sql_matching_shielded, &sql_matching_protection, \
		&sql_matching_request, &sql_matching_excluded

/* A time in the household: a row of the ledger's. */
struct matching_stay {
	day_t from, to;
};

/* Somebody who belongs, or once belonged, to the household. */
struct matching_person {
	int16_t person_no;
	struct matching_identity own;      /* as the office has it, by his latest row; the texts folded */
	const struct matching_stay *stays; /* all of them; a mended name begins another one */
	int n_stays;
	bool on_aid; /* in the month: in the household on a day on which it was protected or suspended */
	/* 支援措置, of the household or of another one that has his number: */
	bool protected_address;                           /* in the month */
	bool protected_since_last_year;                   /* or on any day since the calendar year before began */
	struct matching_request request[SUBJECT_TAX + 1]; /* by enum inquiry_subject */
};

struct matching_household {
	int64_t id;
	int32_t caseworker_no;
	const struct protection *protections; /* of the last sixty months and the month, by from */
	int n_protections;
	const struct matching_person *persons;
	int n_persons;
};

struct matching_facts;

/* The tables of the matching from the run's rate set, in the task's arena. */
MUST_CHECK enum err_code matching_facts_tables(struct task *t, struct matching_tables **out, struct err *e);

struct matching_facts *matching_facts_open(
	struct rows *rows[static MATCHING_STREAMS], month_t month, struct arena *arena);

/* The next household; false after the last. */
bool matching_facts_next(struct matching_facts *f, struct matching_household *out);

/* Days from `from` until before `to` on which the person was in the household and it was on aid; `active`: and
 * not suspended.  Not further back than protections are. */
int16_t matching_facts_days(
	const struct matching_household *h, const struct matching_person *p, day_t from, day_t to, bool active);

/* The same of a month, not suspended. */
int16_t matching_facts_protected_days(
	const struct matching_household *h, const struct matching_person *p, month_t month);

/* For explain(): when a person was asked about, what came, and whether it is said of the same person. */
void matching_facts_explain(FILE *out, const struct matching_request *q, const struct matching_identity *own);

#endif
