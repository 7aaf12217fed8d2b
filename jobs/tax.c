/*
 * tax.c: 課税調査: the tax record of the calendar year before the run's beside what was declared and
 * recognised in it, for everybody who was on aid in that year.
 *
 * One finding for each person, in exactly one class; a line for each group of incomes with something on
 * either side, and its twelve months.  The rules are jobs/rules/tax.h.  A finding asks a question; nothing here
 * changes a fact, and no letter leaves before the run is confirmed.
 *
 * A chunk may be done again: the rows depend on the facts at the cut and the run's rate set alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rules/trace.h"
#include "jobs/tax_facts.h"

static const struct job_param params[] = {
	{.name = "tax_age",
		.title =
			"from this age on, on the last day of the year, everybody is looked at; younger ones with wages",
		.min = 0,
		.max = 120,
		.default_int = 15},
	{.name = NULL},
};

/* ---- the rows ------------------------------------------------------------------------------------ */

struct outs {
	struct row_out *finding, *line, *month;
};

static void put_finding(struct row_out *w, const struct tax_facts *x, const struct matching_person *p,
	const struct tax_finding *f)
{
	const struct matching_request *q = &p->request[SUBJECT_TAX];

	row_begin(w);
	row_put_int8(w, x->household.id);
	row_put_int2(w, p->person_no);
	row_put_int2(w, SURVEY_TAX);
	row_put_int2(w, (int16_t)f->class);
	row_put_int4(w, x->household.caseworker_no);
	row_put_bool(w, p->protected_since_last_year);
	if (q->asked)
		row_put_text(w, q->id, REQUEST_ID_DIGITS);
	else
		row_put_null(w);
	row_put_day_if(w, q->asked, q->asked_on);
	row_put_day_if(w, matching_has_answer(q), q->answered_on);
	row_put_int4(w, q->asked ? q->open_days : 0);
	row_put_int8(w, f->declared);
	if (f->known)
		row_put_int8(w, f->evidence);
	else
		row_put_null(w);
	row_put_int4(w, f->steps);
	row_put_string(w, f->reason);
	row_end(w);
}

static void put_line(
	struct row_out *w, const struct tax_facts *x, int16_t person_no, int line_no, const struct tax_line *l)
{
	row_begin(w);
	row_put_int8(w, x->household.id);
	row_put_int2(w, person_no);
	row_put_int2(w, (int16_t)line_no);
	row_put_int2(w, (int16_t)l->class);
	row_put_int2(w, 0);
	row_put_string(w, tax_group_word(l->group));
	row_put_string(w, tax_group_term(l->group));
	row_put_int8(w, l->declared);
	row_put_null(w); /* by scheme: of pensions only */
	row_put_null(w);
	row_put_null(w);
	if (l->known)
		row_put_int8(w, l->evidence);
	else
		row_put_null(w);
	row_put_int4(w, 0); /* premiums: of the pension survey only */
	row_put_null(w);
	row_put_string(w, l->reason);
	row_end(w);
}

static void put_months(struct row_out *w, const struct tax_facts *x, int16_t person_no,
	const struct tax_person *person, const struct tax_finding *f, enum tax_group group)
{
	for (int m = 0; m < 12; m++) {
		row_begin(w);
		row_put_int8(w, x->household.id);
		row_put_int2(w, person_no);
		row_put_int2(w, (int16_t)tax_group_income(group));
		row_put_day(w, month_first(month_of(x->year, m + 1)));
		row_put_int2(w, person->protected_days[m]);
		row_put_bool(w, x->declared[m]);
		row_put_int8(w, f->month[group][m]);
		row_put_null(w); /* a tax record knows the year only */
		row_end(w);
	}
}

static void put_person(struct outs *w, const struct tax_facts *x, const struct matching_person *p,
	const struct tax_person *person, const struct tax_finding *f)
{
	put_finding(w->finding, x, p, f);
	for (int i = 0; i < f->lines; i++) {
		put_line(w->line, x, p->person_no, i + 1, &f->line[i]);
		put_months(w->month, x, p->person_no, person, f, f->line[i].group);
	}
}

/* The persons of a household; *yen: what was recognised for them.  Returns how many the survey looks at. */
static int put_household(struct chunk *c, struct outs *w, const struct tax_facts *x, yen_t *yen)
{
	int persons = 0;

	for (int i = 0; i < x->household.n_persons; i++) {
		const struct matching_person *p = &x->household.persons[i];
		struct tax_person person;
		struct tax_finding f;

		if (!tax_facts_belongs(x, p))
			continue;
		tax_facts_person(x, p, &person);
		tax_classify(&person, c->task->state, c->arena, &f);
		put_person(w, x, p, &person, &f);
		*yen += f.declared; /* at most 99 persons with amounts below 2^31 a month */
		persons++;
	}
	return persons;
}

/* A household is a record: what is set aside is set aside as a whole. */
static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct outs w = {
		chunk_out(c, &sql_tax_finding), chunk_out(c, &sql_tax_line), chunk_out(c, &sql_tax_month)};
	struct rows *rows[TAX_STREAMS];

	if (chunk_read(c, tax_facts_statements, TAX_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct tax_facts *x = tax_facts_open(rows, c->task, c->arena);

	while (tax_facts_next(x)) {
		if (!tax_facts_is_target(x) || !chunk_take(c, x->household.id))
			continue;
		yen_t yen = 0;

		c->count.read++;
		if (put_household(c, &w, x, &yen) > 0)
			c->count.written++;
		else
			c->count.unchanged++; /* children, or on aid before anybody now known belonged to it */
		if (!yen_add(c->count.yen, yen, &c->count.yen))
			return err_set(e, ERR_BALANCE, 1611, "the sum of the chunk is out of range");
	}
	chunk_count_absent(c);
	return ERR_OK;
}

static enum err_code start(struct task *t, struct err *e)
{
	struct matching_tables *tables;

	if (matching_facts_tables(t, &tables, e) != ERR_OK)
		return e->code;
	t->state = tables;
	return ERR_OK;
}

/* ---- explain ------------------------------------------------------------------------------------- */

static void print_steps(FILE *out, int steps)
{
	static const struct {
		int bit;
		const char *term;
	} terms[] = {
#define X(name, number, word, term) {number, term},
		NEXT_STEPS(X)
#undef X
	};
	const char *separator = "";

	fputs("  次の手順: ", out);
	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		if ((steps & terms[i].bit) == 0)
			continue;
		fprintf(out, "%s%s", separator, terms[i].term);
		separator = "、";
	}
	fputc('\n', out);
}

static void print_amount(FILE *out, const char *term, const struct tax_amount *a)
{
	char yen[32];

	if (a->null_reason != 0)
		fprintf(out, "、%s 値なし（%s）", term, matching_null_term(a->null_reason));
	else if (a->yen != 0)
		fprintf(out, "、%s %s円", term, trace_yen(a->yen, yen));
}

/* What the answer says, item by item; items of zero are left out. */
static void print_record(FILE *out, const struct tax_record *r)
{
	static const char *const terms[] = {
#define X(name, number, word, term, income) [number] = term,
		TAX_KINDS(X)
#undef X
	};

	fprintf(out, "  課税資料: 賦課年度%d、申告区分%s%s", r->tax_year, tax_declaration_term(r->declaration),
		r->dependant ? "、他者の扶養親族" : "");
	for (int kind = TAX_WAGES; kind <= TAX_MISCELLANEOUS; kind++)
		print_amount(out, terms[kind], &r->item[kind]);
	for (size_t i = 0; i < r->n_employers; i++)
		print_amount(out, "給与支払者の支払額", &r->employers[i].paid);
	fputc('\n', out);
}

static void print_lines(FILE *out, const struct tax_finding *f)
{
	char yen[32];

	for (int i = 0; i < f->lines; i++) {
		const struct tax_line *l = &f->line[i];

		fprintf(out, "  %d. 【%s】%s\n     月別:", i + 1, matching_class_term((int)l->class), l->reason);
		for (int m = 0; m < 12; m++)
			fprintf(out, " %d月 %s", m + 1, trace_yen(f->month[l->group][m], yen));
		fputc('\n', out);
	}
}

static void print_person(FILE *out, const struct tax_facts *x, const struct matching_person *p,
	const struct tax_person *person, const struct tax_finding *f)
{
	fprintf(out, "%d年分 世帯員%d: %s\n", x->year, p->person_no, matching_class_term((int)f->class));
	matching_facts_explain(out, person->request, &p->own);
	if (person->record != NULL)
		print_record(out, person->record);
	print_lines(out, f);
	fprintf(out, "  %s\n", f->reason);
	print_steps(out, f->steps);
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct matching_tables *tables;
	struct rows *rows[TAX_STREAMS];

	if (matching_facts_tables(d->task, &tables, e) != ERR_OK ||
		task_read(d->task, tax_facts_statements, TAX_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct tax_facts *x = tax_facts_open(rows, d->task, d->arena);

	if (!tax_facts_next(x) || !tax_facts_is_target(x)) {
		err_set(e, ERR_INPUT, 1650, "nobody of the household is in the survey");
		return err_hint(
			e, "The survey looks at those who were on aid in the calendar year before the run's.");
	}
	for (int i = 0; i < x->household.n_persons; i++) {
		const struct matching_person *p = &x->household.persons[i];
		struct tax_person person;
		struct tax_finding f;

		if (!tax_facts_belongs(x, p))
			continue;
		tax_facts_person(x, p, &person);
		tax_classify(&person, tables, d->arena, &f);
		print_person(d->out, x, p, &person, &f);
	}
	return ERR_OK;
}

static const char *const partitions[] = {"finding", "finding_line", "finding_month", NULL};
static const struct sql_stmt *const finish[] = {
	&sql_tax_index_finding, &sql_tax_index_line, &sql_tax_index_month, NULL};

const struct job job_tax = {
	.name = "tax",
	.title = "課税調査（課税資料と申告・認定の突合）",
	.params = params,
	.targets = &sql_tax_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_tax_balance,
	.finish = finish,
	.explain = explain,
};
