/*
 * tax_facts.c: merges the streams of the tax survey by household.
 */
#include "jobs/tax_facts.h"

#include "gen/sql.h"

#include <string.h>

const struct sql_stmt *const tax_facts_statements[TAX_STREAMS] = {
	MATCHING_STATEMENTS, &sql_tax_income, &sql_tax_declared, &sql_tax_record, &sql_tax_employer};

enum { RECORD_NULLS = 6, RECORD_ITEMS = 7 }; /* columns of tax_record */

/* The rows of a person or request are found by these; in the order of the rows. */
struct person_income {
	int16_t person_no;
	struct tax_income income;
};

struct request_record {
	int16_t person_no;
	struct str request_id;
	struct tax_record record;
};

struct request_employer {
	int16_t person_no;
	struct str request_id;
	struct tax_employer employer;
};

struct tax_facts *tax_facts_open(
	struct rows *rows[static TAX_STREAMS], const struct task *t, struct arena *arena)
{
	struct tax_facts *f = arena_alloc(arena, sizeof *f);

	memcpy(f->rows, rows, sizeof f->rows);
	f->facts = matching_facts_open(rows, t->run->month, arena);
	f->arena = arena;
	f->year = month_year(t->run->month) - 1;
	f->tax_age = (int)task_param(t, "tax_age");
	f->incomes = list_of(arena, sizeof(struct person_income));
	f->records = list_of(arena, sizeof(struct request_record));
	f->employers = list_of(arena, sizeof(struct request_employer));
	return f;
}

/* ---- one household ------------------------------------------------------------------------------- */

static void read_incomes(struct tax_facts *f)
{
	struct rows *r = f->rows[TAX_STREAM_INCOME];

	f->incomes.count = 0;
	while (rows_next_of(r, f->household.id))
		*(struct person_income *)list_add(f->arena, &f->incomes) =
			(struct person_income){.person_no = (int16_t)row_int(r, 1),
				.income = {.kind = (uint8_t)row_int(r, 2),
					.amount_yen = (int32_t)row_int(r, 3),
					.pension_code = row_text(r, 4),
					.from = row_day(r, 5),
					.to = row_day(r, 6)}};
}

static void read_declared(struct tax_facts *f)
{
	struct rows *r = f->rows[TAX_STREAM_DECLARED];

	memset(f->declared, 0, sizeof f->declared);
	while (rows_next_of(r, f->household.id))
		f->declared[month_number(month_of_day(row_day(r, 1))) - 1] = true;
}

/* An amount in a column; a column without value and without reason counts as one for an unknown reason. */
static struct tax_amount amount_of(const struct rows *r, int column, struct str nulls, const char *item)
{
	enum { UNKNOWN_REASON = 99 };

	if (!row_null(r, column))
		return (struct tax_amount){.yen = (int32_t)row_int(r, column)};
	int reason = matching_null_reason(nulls, item);

	return (struct tax_amount){.null_reason = reason == 0 ? UNKNOWN_REASON : reason};
}

static void read_records(struct tax_facts *f)
{
	static const char *const items[] = {
#define X(name, number, word, term, income) [number] = word "_yen",
		TAX_KINDS(X)
#undef X
	};
	struct rows *r = f->rows[TAX_STREAM_RECORD];

	f->records.count = 0;
	while (rows_next_of(r, f->household.id)) {
		struct request_record *record = list_add(f->arena, &f->records);

		*record = (struct request_record){.person_no = (int16_t)row_int(r, 1),
			.request_id = row_text(r, 2),
			.record = {.tax_year = (int)row_int(r, 3),
				.declaration = tax_declaration_of(row_text(r, 4)),
				.dependant = row_int(r, 5) != 0}};
		for (int kind = TAX_WAGES; kind <= TAX_MISCELLANEOUS; kind++)
			record->record.item[kind] =
				amount_of(r, RECORD_ITEMS + kind - TAX_WAGES, row_text(r, RECORD_NULLS), items[kind]);
	}
}

static void read_employers(struct tax_facts *f)
{
	struct rows *r = f->rows[TAX_STREAM_EMPLOYER];

	f->employers.count = 0;
	while (rows_next_of(r, f->household.id))
		*(struct request_employer *)list_add(f->arena, &f->employers) =
			(struct request_employer){.person_no = (int16_t)row_int(r, 1),
				.request_id = row_text(r, 2),
				.employer = {.payer = (int)row_int(r, 6),
					.paid = amount_of(r, 3, row_text(r, 4), "paid_yen"),
					.has_address = row_bool(r, 5)}};
}

bool tax_facts_next(struct tax_facts *f)
{
	if (!matching_facts_next(f->facts, &f->household))
		return false;
	read_incomes(f);
	read_declared(f);
	read_records(f);
	read_employers(f);
	return true;
}

/* ---- one person ---------------------------------------------------------------------------------- */

static bool has_wages(const struct tax_facts *f, int16_t person_no)
{
	const struct person_income *i = f->incomes.at;

	for (size_t k = 0; k < f->incomes.count; k++) {
		if (i[k].person_no == person_no && i[k].income.kind == INCOME_EARNED)
			return true;
	}
	return false;
}

bool tax_facts_is_target(const struct tax_facts *f)
{
	day_t first = day_of(f->year, 1, 1), next = day_of(f->year + 1, 1, 1);
	const struct person_income *i = f->incomes.at;

	for (int k = 0; k < f->household.n_protections; k++) {
		if (f->household.protections[k].from < next && f->household.protections[k].to > first)
			return true;
	}
	for (size_t k = 0; k < f->incomes.count; k++) {
		if (i[k].income.kind == INCOME_EARNED)
			return true;
	}
	return false;
}

bool tax_facts_belongs(const struct tax_facts *f, const struct matching_person *p)
{
	day_t first = day_of(f->year, 1, 1), next = day_of(f->year + 1, 1, 1);

	if (has_wages(f, p->person_no))
		return true;
	return day_age(p->own.birth_on, next - 1) >= f->tax_age &&
		   matching_facts_days(&f->household, p, first, next, false) > 0;
}

static void take_incomes(const struct tax_facts *f, struct tax_person *person, int16_t person_no)
{
	const struct person_income *i = f->incomes.at;
	struct tax_income *of_person = arena_array(f->arena, f->incomes.count, sizeof *of_person);

	for (size_t k = 0; k < f->incomes.count; k++) {
		if (i[k].person_no == person_no)
			of_person[person->n_incomes++] = i[k].income;
	}
	person->incomes = of_person;
}

static bool is_request(struct str request_id, const struct matching_request *q)
{
	return request_id.length == REQUEST_ID_DIGITS && memcmp(request_id.at, q->id, REQUEST_ID_DIGITS) == 0;
}

/* The record of the person's latest request, with its employers. */
static const struct tax_record *take_record(const struct tax_facts *f, const struct matching_person *p)
{
	const struct matching_request *q = &p->request[SUBJECT_TAX];
	const struct request_employer *of_household = f->employers.at;
	struct request_record *records = f->records.at;

	for (size_t i = 0; q->asked && i < f->records.count; i++) {
		if (records[i].person_no != p->person_no || !is_request(records[i].request_id, q))
			continue;
		struct tax_record *out = &records[i].record;
		struct tax_employer *employers = arena_array(f->arena, f->employers.count, sizeof *employers);

		for (size_t k = 0; k < f->employers.count; k++) {
			if (of_household[k].person_no == p->person_no && is_request(of_household[k].request_id, q))
				employers[out->n_employers++] = of_household[k].employer;
		}
		out->employers = employers;
		return out;
	}
	return NULL;
}

void tax_facts_person(const struct tax_facts *f, const struct matching_person *p, struct tax_person *out)
{
	*out = (struct tax_person){.year = f->year,
		.is_protected = p->protected_since_last_year,
		.own = p->own,
		.request = &p->request[SUBJECT_TAX],
		.record = take_record(f, p)};
	for (int m = 0; m < 12; m++)
		out->protected_days[m] = matching_facts_protected_days(&f->household, p, month_of(f->year, m + 1));
	take_incomes(f, out, p->person_no);
}
