/*
 * inquiry.c: whom the office asks about this month (情報照会): one row for each entry of a caseworker's list
 * or a standing rule, asked with the number of its request, or left out with the reason.
 *
 * Counts are of households: read = written (something is asked) + held (it would be, but the household is
 * held) + unchanged (nothing is to be asked, or all was left out).  That each entry is either asked or left out
 * is a constraint of result.inquiry; report inquiry_cover counts entries.
 *
 * A chunk may be done again: the rows depend on the facts at the cut and the run's rate set alone, and a
 * request's number on run, chunk and place in it.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/inquiry_facts.h"
#include "jobs/rate_cells.h"

#include <stdio.h>

static const struct job_param params[] = {
	{.name = "candidate_age",
		.title = "from this age, persons without a recognised pension are asked about (pension_candidates)",
		.min = 0,
		.max = 120,
		.default_int = 60},
	{.name = "tax_age",
		.title = "from this age on 31 December, persons are asked about (on_aid_last_year)",
		.min = 0,
		.max = 120,
		.default_int = 15},
	{.name = NULL},
};

static enum err_code load_terms(struct task *t, struct inquiry_terms *out, struct err *e)
{
	struct inquiry_tables *tables;
	struct matching_tables *matching;
	struct rate_cells cells;

	if (rate_cells_load(t, &cells, e) != ERR_OK ||
		inquiry_build(&cells, t->run->month, t->keep, &tables, e) != ERR_OK ||
		matching_build(&cells, t->run->month, t->keep, &matching, e) != ERR_OK)
		return e->code;
	*out = (struct inquiry_terms){.tables = tables,
		.matching = matching,
		.month = t->run->month,
		.candidate_age = (int)task_param(t, "candidate_age"),
		.tax_age = (int)task_param(t, "tax_age")};
	return ERR_OK;
}

static enum err_code start(struct task *t, struct err *e)
{
	struct inquiry_terms *terms = arena_alloc(t->keep, sizeof *terms);

	t->state = terms;
	return load_terms(t, terms, e);
}

/* ---- rows ---- */

static void put_entry(struct row_out *out, int64_t household_id, const struct inquiry_member *s, size_t i,
	const char *request_id)
{
	const struct inquiry_entry *entry = &s->entries[i];

	row_begin(out);
	row_put_int8(out, household_id);
	row_put_int2(out, s->person_no);
	row_put_int2(out, (int16_t)(i + 1));
	row_put_str(out, entry->list_name);
	row_put_str(out, entry->question.procedure_no);
	row_put_int2(out, entry->subject);
	row_put_int2(out, entry->purpose);
	row_put_int2(out, entry->question.condition);
	row_put_day_if(out, entry->question.from_on != DAY_MAX, entry->question.from_on);
	row_put_day_if(out, entry->question.to_on != DAY_MAX, entry->question.to_on);
	row_put_int4(out, s->caseworker_no);
	row_put_bool(out, s->facts.nondisclosure);
	row_put_int2(out, entry->exclusion);
	if (entry->exclusion == EXCLUDED_NOT) {
		row_put_text(out, request_id, REQUEST_ID_DIGITS);
		row_put_str(out, s->facts.linkage_no);
	} else {
		row_put_null(out);
		row_put_null(out);
	}
	row_end(out);
}

/* A chunk being done. */
struct work {
	struct chunk *c;
	struct row_out *out;
	int64_t requests;    /* numbered so far in this chunk */
	int64_t asked, held; /* entries of the household in hand */
};

static enum err_code do_person(
	struct work *w, int64_t household_id, const struct inquiry_member *s, struct err *e)
{
	const struct chunk *c = w->c;

	for (size_t i = 0; i < s->n_entries; i++) {
		char id[REQUEST_ID_DIGITS + 1] = "";
		bool asked = s->entries[i].exclusion == EXCLUDED_NOT;

		if (asked && !inquiry_request_id(c->task->run->run_id, c->chunk_no, ++w->requests, id)) {
			err_set(e, ERR_DEFINITION, 1618, "the number of a request has no digits left");
			return err_hint(e, "A run may have 99,999 chunks: make `chunk:` of the task larger.");
		}
		w->asked += asked;
		w->held += s->entries[i].exclusion == EXCLUDED_HELD;
		put_entry(w->out, household_id, s, i, id);
	}
	return ERR_OK;
}

static enum err_code do_household(
	struct work *w, struct inquiry_facts *facts, const struct inquiry_household *h, struct err *e)
{
	struct chunk *c = w->c;
	struct inquiry_member s;

	w->asked = w->held = 0;
	while (inquiry_facts_person(facts, h, &s)) {
		if (do_person(w, h->id, &s, e) != ERR_OK)
			return e->code;
	}
	c->count.read++;
	if (w->held > 0)
		chunk_hold(c, h->id, str_copy(c->arena, h->hold), str_copy(c->arena, h->reason));
	else if (w->asked > 0)
		c->count.written++;
	else
		c->count.unchanged++;
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct work w = {.c = c, .out = chunk_out(c, &sql_inquiry_entry)};
	struct rows *rows[INQUIRY_STREAMS];
	struct inquiry_household h;

	if (chunk_read(c, inquiry_facts_statements, INQUIRY_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct inquiry_facts *facts = inquiry_facts_open(rows, c->task->state, c->arena);

	while (inquiry_facts_household(facts, &h)) {
		if (chunk_take(c, h.id) && do_household(&w, facts, &h, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static void explain_entry(FILE *out, const struct inquiry_entry *entry)
{
	const struct inquiry_question *q = &entry->question;
	char day[64];

	fprintf(out, "  手続番号 %.*s", (int)q->procedure_no.length, q->procedure_no.at);
	if (q->from_on != DAY_MAX)
		fprintf(out, "　%sから", day_format_era(q->from_on, day));
	if (q->to_on != DAY_MAX)
		fprintf(out, "　%sまで", day_format_era(q->to_on, day));
	fprintf(out, "（%.*s）: ", (int)entry->list_name.length, entry->list_name.at);
	if (entry->exclusion == EXCLUDED_NOT)
		fputs("照会する\n", out);
	else
		fprintf(out, "照会しない。%s\n", matching_exclusion_term(entry->exclusion));
}

/* What came between the cut and confirming, or between confirming and the files, is not in the entries. */
static enum err_code explain_left(struct on_demand *d, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_inquiry_left};
	struct rows *r;

	if (task_read(d->task, statement, 1, &r, e) != ERR_OK)
		return e->code;
	if (rows_count(r) > 0)
		fputs("基準日時の後の支援措置、保留、番号または同意の変更、または同じ照会により、照会しないもの:\n",
			d->out);
	while (rows_next(r))
		fprintf(d->out, "  世帯員%d　手続番号 %.*s（%.*s）\n", (int)row_int(r, 0), (int)row_text(r, 1).length,
			row_text(r, 1).at, (int)row_text(r, 2).length, row_text(r, 2).at);
	return ERR_OK;
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct rows *rows[INQUIRY_STREAMS];
	struct inquiry_household h;
	struct inquiry_terms terms;
	struct inquiry_member s;

	if (load_terms(d->task, &terms, e) != ERR_OK ||
		task_read(d->task, inquiry_facts_statements, INQUIRY_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct inquiry_facts *facts = inquiry_facts_open(rows, &terms, d->arena);

	if (!inquiry_facts_household(facts, &h)) {
		err_set(e, ERR_INPUT, 1620, "the household is not among those the run looked at");
		return err_hint(
			e, "It looked at those on a list of its month, or on aid since the year before began.");
	}
	while (inquiry_facts_person(facts, &h, &s)) {
		fprintf(d->out, "世帯員%d%s\n", s.person_no, s.n_entries == 0 ? ": 照会の対象ではない" : "");
		for (size_t i = 0; i < s.n_entries; i++)
			explain_entry(d->out, &s.entries[i]);
	}
	return explain_left(d, e);
}

static const char *const partitions[] = {"inquiry", NULL};
static const struct sql_stmt *const finish[] = {&sql_inquiry_index, NULL};

const struct job job_inquiry = {
	.name = "inquiry",
	.title = "情報照会の対象者の抽出",
	.params = params,
	.targets = &sql_inquiry_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_inquiry_balance,
	.finish = finish,
	.explain = explain,
};
