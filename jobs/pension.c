/*
 * pension.c: 年金額改定: every person with a pension, or asked about one, in exactly one class, with the
 * evidence of both sides line by line, the proposals, the worksheets and the lists beside.
 *
 * Persons are matched by the request alone: an answer was taken in only for a request of ours, and stands
 * under the person who was asked about.  Nothing here changes a fact: what is adopted is decided after the
 * gate.
 *
 * A chunk may be done again: the rows depend on facts, answers and requests at the cut and the run's rate
 * set alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/pension_facts.h"
#include "jobs/rules/trace.h"

static const char *const paid_words[] = {"gross", "net", NULL};
static const char *const rounding_words[] = {"down", "up", NULL};
static const struct job_param params[] = {
	{.name = "retroactive_months",
		.title = "an award decided so many months after the first month it covers is retroactive",
		.min = 1,
		.max = 60,
		.default_int = 4},
	{.name = "decided_within",
		.title = "months up to the run's in which an award must have been decided to count as retroactive",
		.min = 1,
		.max = 60,
		.default_int = 24},
	{.name = "paid_is",
		.title = "the payments of the answer are before deductions (gross) or after them (net)",
		.words = paid_words},
	{.name = "premium_rounding",
		.title = "half of an odd premium is rounded down or up",
		.words = rounding_words},
	{.name = NULL},
};

/* What start() leaves for the chunks. */
struct pension_settings {
	struct matching_tables *tables;
	struct pension_parameters parameters;
};

static enum err_code load(struct task *t, struct pension_settings *out, struct err *e)
{
	out->parameters = (struct pension_parameters){
		.retroactive_months = (int)task_param(t, "retroactive_months"),
		.decided_within = (int)task_param(t, "decided_within"),
		.paid_is_net = task_param(t, "paid_is") == 1,
		.premium_up = task_param(t, "premium_rounding") == 1,
	};
	return matching_facts_tables(t, &out->tables, e);
}

static enum err_code start(struct task *t, struct err *e)
{
	struct pension_settings *s = arena_alloc(t->keep, sizeof *s);

	t->state = s;
	return load(t, s, e);
}

/* ---- rows ---- */

struct outputs {
	struct row_out *finding, *line, *month, *proposal, *notable;
};

static void put_yen_or_null(struct row_out *w, bool known, yen_t yen)
{
	if (known)
		row_put_int8(w, yen);
	else
		row_put_null(w);
}

/* Columns 1 and 2 of every output. */
static void begin_row(struct row_out *w, const struct pension_household *h, const struct pension_subject *s)
{
	row_begin(w);
	row_put_int8(w, h->base.id);
	row_put_int2(w, s->who->person_no);
}

static void put_finding(struct row_out *w, const struct pension_household *h, const struct pension_subject *s,
	const struct pension_finding *f)
{
	const struct matching_request *q = s->facts.request;

	begin_row(w, h, s);
	row_put_int2(w, SURVEY_PENSION);
	row_put_int2(w, (int16_t)f->class);
	row_put_int4(w, h->base.caseworker_no);
	row_put_bool(w, s->who->protected_address);
	if (q->asked)
		row_put_text(w, q->id, REQUEST_ID_DIGITS);
	else
		row_put_null(w);
	row_put_day_if(w, q->asked, q->asked_on);
	row_put_day_if(w, matching_has_answer(q), q->answered_on);
	row_put_int4(w, q->open_days);
	row_put_int8(w, f->recognised);
	put_yen_or_null(w, f->evidence_known, f->evidence);
	row_put_int4(w, f->steps);
	row_put_string(w, f->reason);
	row_end(w);
}

static void put_line(struct row_out *w, const struct pension_household *h, const struct pension_subject *s,
	const struct pension_line *l, int line_no)
{
	begin_row(w, h, s);
	row_put_int2(w, (int16_t)line_no);
	row_put_int2(w, (int16_t)l->class);
	row_put_int2(w, l->item_no);
	row_put_str(w, l->code);
	row_put_string(w, l->term);
	row_put_int8(w, l->before);
	put_yen_or_null(w, l->known, l->national);
	put_yen_or_null(w, l->known, l->employees);
	put_yen_or_null(w, l->known, l->other);
	put_yen_or_null(w, l->known, l->after);
	row_put_int4(w, l->before_premium);
	if (l->premium_known)
		row_put_int4(w, l->after_premium);
	else
		row_put_null(w);
	row_put_string(w, l->reason);
	row_end(w);
}

static bool is_declared(const struct pension_household *h, month_t month)
{
	for (int i = 0; i < h->n_declared; i++) {
		if (month_of_day(h->declared[i]) == month)
			return true;
	}
	return false;
}

static void put_months(struct row_out *w, const struct pension_household *h, const struct pension_subject *s,
	const struct pension_finding *f)
{
	struct pension_month months[PENSION_MONTHS];
	int n = pension_worksheet(&s->facts, f, months);

	for (int i = 0; i < n; i++) {
		const struct pension_month *m = &months[i];

		begin_row(w, h, s);
		row_put_int2(w, INCOME_PENSION);
		row_put_day(w, month_first(m->month));
		row_put_int2(w, matching_facts_protected_days(&h->base, s->who, m->month));
		row_put_bool(w, is_declared(h, m->month));
		row_put_int8(w, m->recognised);
		put_yen_or_null(w, m->known, m->evidence);
		row_end(w);
	}
}

static void put_proposals(struct row_out *w, const struct pension_household *h,
	const struct pension_subject *s, const struct pension_finding *f)
{
	for (int i = 0; i < f->n_lines; i++) {
		const struct pension_line *l = &f->lines[i];

		if (f->class != CLASS_PENSION_CHANGED || l->class != CLASS_PENSION_CHANGED)
			continue;
		begin_row(w, h, s);
		row_put_int2(w, l->item_no);
		row_put_day(w, month_first(s->facts.month));
		row_put_int4(w, (int32_t)l->before);
		row_put_int4(w, (int32_t)l->after); /* an amount beyond that is a doubt, and no change */
		row_put_int4(w, l->before_premium);
		row_put_int4(w, l->after_premium);
		row_put_string(w, l->reason);
		row_end(w);
	}
}

static void put_notables(struct row_out *w, const struct pension_household *h,
	const struct pension_subject *s, const struct pension_notable *notable, int n)
{
	for (int i = 0; i < n; i++) {
		begin_row(w, h, s);
		row_put_int2(w, (int16_t)notable[i].list);
		row_put_int2(w, (int16_t)(i + 1));
		row_put_str(w, notable[i].code);
		row_put_int2(w, notable[i].due_year);
		row_put_int4(w, h->base.caseworker_no);
		row_put_string(w, notable[i].reason);
		row_end(w);
	}
}

/* ---- chunks ---- */

/* Puts the rows of a person; *f: what was found. */
static void survey_person(struct chunk *c, const struct outputs *out, const struct pension_household *h,
	const struct pension_subject *s, struct pension_finding *f)
{
	const struct pension_settings *survey = c->task->state;
	struct pension_notable notables[PENSION_NOTABLES];

	pension_evaluate(&s->facts, survey->tables, &survey->parameters, c->arena, f);
	put_finding(out->finding, h, s, f);
	for (int i = 0; i < f->n_lines; i++)
		put_line(out->line, h, s, &f->lines[i], i + 1);
	put_months(out->month, h, s, f);
	put_proposals(out->proposal, h, s, f);
	put_notables(out->notable, h, s, notables,
		pension_notables(
			&s->facts, f, &s->who->request[SUBJECT_SUPPLEMENT], survey->tables, c->arena, notables));
}

/* A household is a record, since what is set aside is set aside as a whole: written when somebody of it needs
 * something done. */
static enum err_code survey_household(
	struct chunk *c, const struct outputs *out, const struct pension_household *h, struct err *e)
{
	bool all_equal = true;

	for (int i = 0; i < h->n_subjects; i++) {
		struct pension_finding f;

		survey_person(c, out, h, &h->subjects[i], &f);
		all_equal = all_equal && f.class == CLASS_PENSION_EQUAL;
		if (!yen_add(c->count.yen, f.recognised, &c->count.yen))
			return err_set(e, ERR_BALANCE, 1632, "the sum of the chunk is out of range");
	}
	c->count.read++;
	if (all_equal)
		c->count.unchanged++;
	else
		c->count.written++;
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct outputs out = {.finding = chunk_out(c, &sql_pension_finding),
		.line = chunk_out(c, &sql_pension_line),
		.month = chunk_out(c, &sql_pension_month),
		.proposal = chunk_out(c, &sql_pension_proposal),
		.notable = chunk_out(c, &sql_pension_notable)};
	struct rows *rows[PENSION_STREAMS];
	struct pension_household h;

	if (chunk_read(c, pension_facts_statements, PENSION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct pension_facts *facts = pension_facts_open(rows, c->task->run->month, c->arena);

	while (pension_facts_next(facts, &h)) {
		if (chunk_take(c, h.base.id) && survey_household(c, &out, &h, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static const char *day_or_none(day_t day, char out[static 64])
{
	return day == DAY_MAX ? "なし" : day_format_era(day, out);
}

/* What the answer says of an award, block by block. */
static void explain_award(FILE *out, const struct pension_award *a)
{
	char text[4][64], yen[2][32];

	for (int i = 0; i < a->n_bases; i++) {
		const struct pension_basis *b = &a->bases[i];

		fprintf(out, "     %s: 決定 %s、受給権発生 %s、失権 %s、支給停止理由 %.*s",
			b->scheme == SCHEME_NATIONAL ? "国民年金" : "厚生年金", day_or_none(b->decided_on, text[0]),
			day_or_none(b->arose_on, text[1]), day_or_none(b->lost_on, text[2]), (int)b->suspension.length,
			b->suspension.at);
		if (b->suspended_from != DAY_MAX)
			fprintf(out, "（%sから）", month_format_era(month_of_day(b->suspended_from), text[3]));
		fputc('\n', out);
	}
	for (int i = 0; i < a->n_amounts; i++) {
		yen_t annual;
		bool known = pension_annual(&a->amounts[i], &annual);

		fprintf(out, "     %sから 年額%s円%s\n", day_format_era(a->amounts[i].from, text[0]),
			trace_yen(annual, yen[0]), known ? "" : "と、値のない項目");
	}
	for (int i = 0; i < a->n_payments; i++) {
		const struct pension_payment *p = &a->payments[i];

		fprintf(out, "     %s %s%s円、介護保険料%s円\n", day_format_era(p->on, text[0]),
			p->arrears ? "時効特例の支払" : "支払", trace_yen(p->paid, yen[0]),
			trace_yen(p->deducted[DEDUCTED_CARE], yen[1]));
	}
}

static void explain_months(FILE *out, const struct pension_subject *s, const struct pension_finding *f)
{
	struct pension_month months[PENSION_MONTHS];
	int n = pension_worksheet(&s->facts, f, months);

	for (int i = 0; i < n; i++) {
		char month[64], yen[2][32];

		fprintf(out, "      %s: 認定%s円、回答%s%s\n", month_format_era(months[i].month, month),
			trace_yen(months[i].recognised, yen[0]),
			months[i].known ? trace_yen(months[i].evidence, yen[1]) : "不明", months[i].known ? "円" : "");
	}
}

static void explain_person(
	struct on_demand *d, const struct pension_settings *survey, const struct pension_subject *s)
{
	struct pension_notable notables[PENSION_NOTABLES];
	struct pension_finding f;
	FILE *out = d->out;

	pension_evaluate(&s->facts, survey->tables, &survey->parameters, d->arena, &f);
	fprintf(out, "世帯員%d: %s\n", s->who->person_no, matching_class_term((int)f.class));
	matching_facts_explain(out, s->facts.request, &s->facts.own);
	for (int i = 0; i < f.n_lines; i++) {
		fprintf(
			out, "  %d. 【%s】%s\n", i + 1, matching_class_term((int)f.lines[i].class), f.lines[i].reason);
		if (f.lines[i].award != NULL)
			explain_award(out, f.lines[i].award);
	}
	explain_months(out, s, &f);
	if (f.n_lines == 0)
		fprintf(out, "  %s\n", f.reason);
	int n = pension_notables(
		&s->facts, &f, &s->who->request[SUBJECT_SUPPLEMENT], survey->tables, d->arena, notables);

	for (int i = 0; i < n; i++)
		fprintf(out, "  一覧: %s\n", notables[i].reason);
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct rows *rows[PENSION_STREAMS];
	struct pension_household h;
	struct pension_settings survey;

	if (load(d->task, &survey, e) != ERR_OK ||
		task_read(d->task, pension_facts_statements, PENSION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	if (!pension_facts_next(pension_facts_open(rows, d->task->run->month, d->arena), &h)) {
		err_set(e, ERR_INPUT, 1633, "nobody of the household is in the pension survey of the run");
		return err_hint(
			e, "It has who has a recognised pension in its month or was asked about in the year before.");
	}
	for (int i = 0; i < h.n_subjects; i++)
		explain_person(d, &survey, &h.subjects[i]);
	return ERR_OK;
}

static const char *const partitions[] = {
	"finding", "finding_line", "finding_month", "proposal", "notable", NULL};
static const struct sql_stmt *const finish[] = {&sql_pension_index_finding, &sql_pension_index_line,
	&sql_pension_index_month, &sql_pension_index_proposal, &sql_pension_index_notable, NULL};

const struct job job_pension = {
	.name = "pension",
	.title = "年金額改定の突合",
	.params = params,
	.targets = &sql_pension_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_pension_balance,
	.finish = finish,
	.explain = explain,
};
