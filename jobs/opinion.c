/*
 * opinion.c: needs opinions (要否意見書) of a month: for each continuing treatment that rests on an opinion of its own
 * whether it is decided in bulk (一括決定) or why not, and whether a form goes out; and who is to be sent a request for
 * an examination (診療依頼).
 *
 * Counts are of households: read = written (something is sent) + held (something would be, but the household is held)
 * + unchanged.  Nothing leaves here: the forms of a confirmed run are recorded by the task `opinion_send`.
 *
 * A chunk may be done again: the rows depend on the facts at the cut and the run's rate set alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/opinion_facts.h"
#include "jobs/rate_cells.h"

#include <stdio.h>

static const struct job_param params[] = {
	{.name = "notice_months",
		.title = "a form goes out when the opinion ends before the end of the month so many months later",
		.min = 0,
		.max = 12,
		.default_int = 1},
	{.name = "reply_days",
		.title = "days from the cut within which a form is wanted back; after them it is overdue",
		.min = 1,
		.max = 180,
		.default_int = 30},
	{.name = NULL},
};

struct state {
	struct opinion_terms terms;
	struct ticket_rules *rules;
};

static enum err_code load_state(struct task *t, struct state *out, struct err *e)
{
	struct rate_cells cells;

	if (rate_cells_load(t, &cells, e) != ERR_OK ||
		ticket_rules_build(&cells, t->run->month, t->keep, &out->rules, e) != ERR_OK)
		return e->code;
	out->terms = (struct opinion_terms){.month = t->run->month,
		.notice_months = (int)task_param(t, "notice_months"),
		.reply_days = (int)task_param(t, "reply_days")};
	return ERR_OK;
}

static enum err_code start(struct task *t, struct err *e)
{
	struct state *s = arena_alloc(t->keep, sizeof *s);

	t->state = s;
	return load_state(t, s, e);
}

/* ---- reasons ------------------------------------------------------------------------------------- */

/* Why a treatment is not continued; "" where it is. */
static const char *reason_of(struct arena *a, const struct opinion_case *c, bool held)
{
	const struct opinion_plan *p = &c->plan;
	char day[64];
	const char *text;

	if (p->continued)
		return "";
	if (c->standing.state == OPINION_REFUSED)
		return arena_printf(a, "%sからの医療を要しないとの決定", day_format_era(c->opinion->valid_from, day));
	if (c->standing.state == OPINION_MISSING)
		text = "要否意見書がない";
	else
		text = arena_printf(a, "要否意見書の有効期間が%sで終了", day_format_era(c->standing.until_on, day));
	if (p->state == OPINION_OVERDUE)
		return arena_printf(a, "%s。%sに送付し、期限を%d日過ぎても回答がない", text,
			day_format_era(p->sent_on, day), p->overdue_days);
	if (p->state == OPINION_WAITING)
		return arena_printf(a, "%s。%sに送付し、回答待ち", text, day_format_era(p->sent_on, day));
	if (p->send && held)
		return arena_printf(a, "%s。世帯の保留のため送付しない", text);
	return text;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

/* A chunk being done. */
struct work {
	struct chunk *c;
	struct row_out *opinion, *examination;
	const struct opinion_household *h;
	bool sends, holds; /* something of the household in hand */
};

static void put_key(struct row_out *out, const struct work *w, const struct opinion_case *c)
{
	row_begin(out);
	row_put_int8(out, w->h->id);
	row_put_int2(out, c->person_no);
	row_put_str(out, c->institution_code);
	row_put_int2(out, c->service);
}

static void put_opinion(struct work *w, const struct opinion_case *c)
{
	struct row_out *out = w->opinion;
	const struct opinion_plan *p = &c->plan;
	const char *reason = reason_of(w->c->arena, c, w->h->held);
	bool send = p->send && !w->h->held;

	put_key(out, w, c);
	row_put_int2(out, (int16_t)p->state);
	row_put_bool(out, p->continued);
	row_put_int2(out, (int16_t)p->kind);
	row_put_day_if(out, c->opinion != NULL, c->opinion != NULL ? c->opinion->valid_from : 0);
	row_put_day_if(out, c->standing.until_on != DAY_MIN, c->standing.until_on);
	row_put_day_if(out, p->due_on != DAY_MAX, p->due_on);
	row_put_bool(out, send);
	row_put_day_if(out, send, p->reply_on);
	row_put_day_if(out, p->sent_on != DAY_MAX, p->sent_on);
	row_put_int4(out, p->overdue_days);
	row_put_bool(out, c->backdated);
	row_put_int4(out, w->h->caseworker_no);
	row_put_string(out, reason);
	row_end(out);
	w->sends |= send;
	w->holds |= p->send && w->h->held;
}

static void put_examination(struct work *w, const struct opinion_case *c)
{
	struct row_out *out = w->examination;
	bool due = c->asked_on == DAY_MAX, send = due && !w->h->held;
	day_t month_end = month_first(w->c->task->run->month + 1) - 1;

	put_key(out, w, c);
	row_put_day(out, c->from_on);
	row_put_day(out, c->until_on == DAY_MAX ? month_end : c->until_on);
	row_put_bool(out, send);
	row_put_day_if(out, !due, c->asked_on);
	row_put_int4(out, w->h->caseworker_no);
	row_end(out);
	w->sends |= send;
	w->holds |= due && w->h->held;
}

static void do_household(struct work *w, struct opinion_facts *facts, const struct opinion_household *h)
{
	struct chunk *c = w->c;
	struct opinion_case x;

	w->h = h;
	w->sends = w->holds = false;
	while (opinion_facts_next(facts, h, &x)) {
		if (x.continuing)
			put_opinion(w, &x);
		if (x.examination)
			put_examination(w, &x);
	}
	c->count.read++;
	if (w->holds)
		chunk_hold(c, h->id, str_copy(c->arena, h->hold), str_copy(c->arena, h->reason));
	else if (w->sends)
		c->count.written++;
	else
		c->count.unchanged++;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	const struct state *s = c->task->state;
	struct work w = {.c = c,
		.opinion = chunk_out(c, &sql_opinion_row),
		.examination = chunk_out(c, &sql_opinion_examination)};
	struct rows *rows[OPINION_STREAMS];
	struct opinion_household h;

	if (chunk_read(c, opinion_facts_statements, OPINION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct opinion_facts *facts = opinion_facts_open(rows, &s->terms, s->rules, c->arena);

	while (opinion_facts_household(facts, &h)) {
		if (chunk_take(c, h.id))
			do_household(&w, facts, &h);
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ------------------------------------------------------------------------------------- */

static const char *state_term(enum opinion_state state)
{
#define STATE(name, number, word, term) [name] = (term),
	static const char *const terms[] = {OPINION_STATES(STATE)};
#undef STATE

	return terms[state];
}

static void explain_case(struct on_demand *d, const struct opinion_case *c, bool held)
{
	const struct opinion_plan *p = &c->plan;
	char day[64];

	fprintf(d->out, "世帯員%d　%.*s　%s: ", c->person_no, (int)c->institution_code.length,
		c->institution_code.at, ticket_service_term(c->service));
	if (c->continuing)
		fprintf(d->out, "%s。%s%s\n", state_term(p->state),
			p->continued ? "継続を一括で決定" : "一括決定しない: ", reason_of(d->arena, c, held));
	if (c->continuing && c->standing.until_on != DAY_MIN)
		fprintf(d->out, "  意見書の有効期間は%sまで\n", day_format_era(c->standing.until_on, day));
	if (c->continuing && p->send && !held)
		fprintf(d->out, "  %sからの意見書を求める。%s\n", day_format_era(p->due_on, day),
			c->backdated ? "遡及初診" : "");
	if (c->examination)
		fprintf(d->out, "診療依頼。%s\n",
			c->asked_on == DAY_MAX ? (held ? "世帯の保留のため送付しない" : "送付する") : "送付済み");
}

/* What came between the cut and sending is not in the rows. */
static enum err_code explain_left(struct on_demand *d, struct err *e)
{
#define REFUSAL(name, number, word, term) [number] = (term),
	static const char *const terms[] = {TICKET_REFUSALS(REFUSAL)};
#undef REFUSAL
	static const struct sql_stmt *const statement[] = {&sql_opinion_left};
	struct rows *r;

	if (task_read(d->task, statement, 1, &r, e) != ERR_OK)
		return e->code;
	while (rows_next(r))
		fprintf(d->out, "世帯員%d　%.*s: 送付しなかった。%s\n", (int)row_int(r, 0),
			(int)row_text(r, 1).length, row_text(r, 1).at, terms[row_int(r, 2)]);
	return ERR_OK;
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct rows *rows[OPINION_STREAMS];
	struct opinion_household h;
	struct opinion_case c;
	struct state s;

	if (load_state(d->task, &s, e) != ERR_OK ||
		task_read(d->task, opinion_facts_statements, OPINION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct opinion_facts *facts = opinion_facts_open(rows, &s.terms, s.rules, d->arena);

	if (!opinion_facts_household(facts, &h)) {
		err_set(e, ERR_INPUT, 1670, "the household has no treatment that the run looked at");
		return err_hint(e, "It looked at treatments of its month of households that are protected in it.");
	}
	while (opinion_facts_next(facts, &h, &c))
		explain_case(d, &c, h.held);
	return explain_left(d, e);
}

static const char *const partitions[] = {"opinion", "examination", NULL};
static const struct sql_stmt *const finish[] = {&sql_opinion_index, &sql_opinion_examination_index, NULL};

const struct job job_opinion = {
	.name = "opinion",
	.title = "要否意見書と医療扶助の一括決定",
	.params = params,
	.targets = &sql_opinion_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_opinion_balance,
	.finish = finish,
	.explain = explain,
};
