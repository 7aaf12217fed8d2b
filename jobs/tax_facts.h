/*
 * tax_facts.h: the households of a chunk with what the tax survey needs of the year before the run's:
 * recognised incomes, declarations, and the tax records that were answered.
 *
 *   chunk_read(c, tax_facts_statements, TAX_STREAMS, rows, e);
 *   f = tax_facts_open(rows, c->task, c->arena);
 *   while (tax_facts_next(f))                       in the order of household_id
 *       if tax_facts_is_target(f), for each f->household.persons[i] with tax_facts_belongs(f, p)
 *           tax_facts_person(f, p, &person);
 *
 * Ownership: everything lives in the arena given to tax_facts_open(), texts in that of the rows; a household
 * is valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_TAX_FACTS_H
#define GETSUJI_JOBS_TAX_FACTS_H

#include "jobs/list.h"
#include "jobs/matching_facts.h"
#include "jobs/rules/tax.h"

/* The job's own streams, after those of the matching. */
enum tax_stream {
	TAX_STREAM_INCOME = MATCHING_STREAMS,
	TAX_STREAM_DECLARED,
	TAX_STREAM_RECORD,
	TAX_STREAM_EMPLOYER,
	TAX_STREAMS
};
extern const struct sql_stmt *const tax_facts_statements[TAX_STREAMS];

/* A household at a time.  The lists are for tax_facts.c alone. */
struct tax_facts {
	int year; /* the calendar year */
	struct matching_household household;
	bool declared[12]; /* 収入申告書 of the month is there */
	int tax_age;
	struct rows *rows[TAX_STREAMS];
	struct matching_facts *facts;
	struct arena *arena;
	struct list incomes, records, employers;
};

/* t: its parameter tax_age and the run's month. */
struct tax_facts *tax_facts_open(
	struct rows *rows[static TAX_STREAMS], const struct task *t, struct arena *arena);

/* The next household of the range; false after the last. */
bool tax_facts_next(struct tax_facts *f);

/* Is the household one of the targets (sql/jobs/tax.sql)?  On aid on a day of the year, or with a wage in it. */
bool tax_facts_is_target(const struct tax_facts *f);

/* Does the survey look at the person?  Those who were on aid on a day of the year and old enough on its last,
 * and those with a recognised wage in it. */
bool tax_facts_belongs(const struct tax_facts *f, const struct matching_person *p);

/* All that the rules want to know. */
void tax_facts_person(const struct tax_facts *f, const struct matching_person *p, struct tax_person *out);

#endif
