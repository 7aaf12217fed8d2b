/*
 * slip.c: 返還金納付書: which slips are asked of households for their repayment claims in the month, beside those that
 * are out: made, void, kept, or held, with the reason.  Nothing here makes a claim.
 *
 * Numbers are given after the gate (run.issue_slips).  Counts are of households: written = a slip is made or becomes
 * void; held = nothing of that, but something is held; unchanged = all is as it is to be.
 *
 * A chunk may be done again: the rows depend on the facts, the slips and what had come in at the cut, on the run's rate
 * set, and on the office's calendar as it is when the task begins.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "getsuji/payment.h"
#include "jobs/rate_cells.h"
#include "jobs/rules/trace.h"
#include "jobs/slip_facts.h"

#include <inttypes.h>
#include <stdio.h>

enum { PARAM_KEEP, PARAM_REISSUE };

/* Months around the run's of which business days are asked: slips of older instalments are held. */
enum { MONTHS_BEFORE = 108, MONTHS_AFTER = 12 };

enum { OFFICE_KEYS = 100000000 };

static const char *const expired_words[] = {"keep", "reissue", NULL};

static const struct job_param params[] = {
	{.name = "due_months",
		.title = "a claim without instalments is due on the last business day of the month so many months "
				 "after its "
				 "decision",
		.min = 0,
		.max = 12,
		.default_int = 1},
	{.name = "pay_days",
		.title = "a slip can be used for so many days from the cut at least, also where its day is nearer",
		.min = 0,
		.max = 60,
		.default_int = 14},
	{.name = "expired",
		.title = "a slip that was not paid and cannot be used any more: is it kept, or made anew?",
		.words = expired_words,
		.default_int = PARAM_KEEP},
	{.name = NULL},
};

/* An office's setting, and its business days. */
struct office {
	int32_t id;
	const char *maker_code, *collector, *account_name;
	bool due_back;
	struct business_days days;
};

struct state {
	struct slip_terms terms; /* but for what is of an office or a household */
	struct office *offices;  /* by id */
	size_t n_offices;
};

static enum err_code load_offices(struct task *t, struct state *s, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_slip_offices};
	day_t from = month_first(t->run->month - MONTHS_BEFORE);
	day_t to = month_first(t->run->month + MONTHS_AFTER);
	struct rows *r;

	if (task_read(t, statement, 1, &r, e) != ERR_OK)
		return e->code;
	s->offices = arena_array(t->keep, rows_count(r), sizeof *s->offices);
	while (rows_next(r)) {
		struct office *o = &s->offices[s->n_offices++];

		*o = (struct office){.id = (int32_t)row_int(r, 0),
			.maker_code = str_copy(t->keep, row_text(r, 1)),
			.collector = str_copy(t->keep, row_text(r, 2)),
			.account_name = str_copy(t->keep, row_text(r, 3)),
			.due_back = row_int(r, 4) == PAY_BEFORE};
		if (task_business_days(t, o->id, from, to, &o->days, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code load_state(struct task *t, struct state *out, struct err *e)
{
	struct rate_cells cells;

	*out = (struct state){.terms = {.month = t->run->month,
							  .due_months = (int)task_param(t, "due_months"),
							  .pay_days = (int)task_param(t, "pay_days"),
							  .reissue = task_param(t, "expired") == PARAM_REISSUE}};
	if (rate_cells_load(t, &cells, e) != ERR_OK ||
		slip_rule_build(&cells, t->run->month, &out->terms.rule, e) != ERR_OK)
		return e->code;
	return load_offices(t, out, e);
}

static enum err_code start(struct task *t, struct err *e)
{
	struct state *s = arena_alloc(t->keep, sizeof *s);

	t->state = s;
	return load_state(t, s, e);
}

/* ---- a household --------------------------------------------------------------------------------- */

/* The office of a household; one that has no setting knows no day, and its slips are held. */
static const struct office *office_of(const struct state *s, int64_t household_id)
{
	static const struct office none = {.maker_code = "", .collector = "", .account_name = ""};

	for (size_t i = 0; i < s->n_offices; i++) {
		if (s->offices[i].id == household_id / OFFICE_KEYS)
			return &s->offices[i];
	}
	return &none;
}

static struct slip_terms terms_of(
	const struct state *s, const struct office *office, const struct slip_household *h)
{
	struct slip_terms terms = s->terms;

	terms.cut_on = h->cut_on;
	terms.days = &office->days;
	terms.due_back = office->due_back;
	terms.hold = h->held           ? SLIP_HOLD_ORDER
				 : office->id == 0 ? SLIP_HOLD_OFFICE
				 : !h->has_address ? SLIP_HOLD_ADDRESS
								   : SLIP_HOLD_NONE;
	return terms;
}

/* Why a slip is held or void; "" where it is neither. */
static const char *reason_of(struct arena *a, const struct slip_household *h, const struct slip_line *l)
{
	if (l->hold == SLIP_HOLD_ORDER)
		return str_copy(a, h->reason);
	return l->hold != SLIP_HOLD_NONE ? slip_hold_term((int)l->hold) : slip_cause_term((int)l->cause);
}

struct work {
	struct chunk *c;
	struct row_out *out;
	const struct slip_household *h;
	const struct office *office;
	int32_t lines;
	bool acts;                    /* something of the household in hand is made or becomes void */
	const struct slip_line *held; /* the first line that is held */
};

static void put_line(
	struct work *w, const struct slip_claim *claim, const struct slip_plan *plan, const struct slip_line *l)
{
	struct row_out *out = w->out;

	row_begin(out);
	row_put_int8(out, w->h->id);
	row_put_int4(out, ++w->lines);
	row_put_int4(out, claim->number);
	row_put_int2(out, l->instalment_no);
	row_put_int2(out, l->slip_no);
	row_put_int2(out, (int16_t)l->action);
	row_put_int2(out, (int16_t)l->hold);
	row_put_int2(out, (int16_t)l->cause);
	row_put_int4(out, w->h->caseworker_no);
	row_put_int2(out, claim->article);
	row_put_day(out, claim->decided_on);
	row_put_int4(out, (int32_t)claim->total_yen);
	row_put_int8(out, plan->paid_yen);
	row_put_int2(out, l->instalments);
	row_put_int4(out, (int32_t)l->instalment_yen);
	row_put_int2(out, l->part_no);
	row_put_int2(out, l->parts);
	row_put_int4(out, (int32_t)l->yen);
	row_put_day_if(out, l->due_on != DAY_MAX, l->due_on);
	row_put_day_if(out, l->pay_by_on != DAY_MAX, l->pay_by_on);
	row_put_bool(out, l->bank);
	row_put_bool(out, l->reissue);
	row_put_bool(out, l->paid);
	row_put_string(out, w->office->maker_code);
	row_put_string(out, w->office->collector);
	row_put_string(out, w->office->account_name);
	row_put_string(out, reason_of(w->c->arena, w->h, l));
	row_end(out);
}

/* False: the sum of the chunk does not fit. */
static bool put_claim(struct work *w, const struct slip_terms *terms, const struct slip_claim *claim)
{
	struct slip_plan plan;

	slip_plan(terms, claim, w->c->arena, &plan);
	for (size_t i = 0; i < plan.n_lines; i++) {
		const struct slip_line *l = &plan.lines[i];

		put_line(w, claim, &plan, l);
		w->acts |= l->action == SLIP_ISSUE || l->action == SLIP_VOID;
		if (l->action == SLIP_HOLD && w->held == NULL)
			w->held = l;
		if (l->action == SLIP_ISSUE && !yen_add(w->c->count.yen, l->yen, &w->c->count.yen))
			return false;
	}
	return true;
}

static void count(struct work *w)
{
	struct chunk *c = w->c;
	const struct slip_household *h = w->h;

	c->count.read++;
	if (w->acts)
		c->count.written++;
	else if (w->held != NULL)
		chunk_hold(c, h->id,
			w->held->hold == SLIP_HOLD_ORDER ? str_copy(c->arena, h->hold)
											 : slip_hold_word((int)w->held->hold),
			reason_of(c->arena, h, w->held));
	else
		c->count.unchanged++;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	const struct state *s = c->task->state;
	struct rows *rows[SLIP_STREAMS];
	struct slip_household h;
	struct slip_claim claim;

	if (chunk_read(c, slip_facts_statements, SLIP_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct slip_facts *facts = slip_facts_open(rows, c->arena);

	while (slip_facts_household(facts, &h)) {
		struct work w = {.c = c, .out = chunk_out(c, &sql_slip_row), .h = &h, .office = office_of(s, h.id)};
		struct slip_terms terms = terms_of(s, w.office, &h);

		if (!chunk_take(c, h.id))
			continue;
		while (slip_facts_next(facts, &h, &claim)) {
			if (!put_claim(&w, &terms, &claim))
				return err_set(e, ERR_BALANCE, 2441, "the sum of the chunk is out of range");
		}
		count(&w);
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ------------------------------------------------------------------------------------- */

static void explain_line(struct on_demand *d, const struct slip_household *h, const struct slip_line *l)
{
	const char *reason = reason_of(d->arena, h, l);
	char yen[32], day[64];

	fprintf(d->out, "  第%d回（全%d回）", l->instalment_no, l->instalments);
	if (l->parts > 1)
		fprintf(d->out, "　%d枚中%d枚目", l->parts, l->part_no);
	fprintf(d->out, "　%s円: %s", trace_yen(l->yen, yen), slip_action_term((int)l->action));
	if (l->slip_no > 0)
		fprintf(d->out, "（%d枚目に発行した納付書%s）", l->slip_no, l->paid ? "、納付済み" : "");
	fprintf(d->out, "%s%s\n", *reason == '\0' ? "" : "　", reason);
	if (l->due_on != DAY_MAX)
		fprintf(d->out, "    納期限 %s", day_format_era(l->due_on, day));
	if (l->pay_by_on != DAY_MAX)
		fprintf(d->out, "　使用期限 %s%s", day_format_era(l->pay_by_on, day),
			l->bank ? "　限度額を超えるため金融機関の窓口用" : "");
	if (l->due_on != DAY_MAX)
		fprintf(d->out, "\n");
}

static void explain_claim(struct on_demand *d, const struct slip_terms *terms, const struct slip_household *h,
	const struct slip_claim *claim)
{
	struct slip_plan plan;
	char yen[3][32];

	slip_plan(terms, claim, d->arena, &plan);
	fprintf(d->out, "債権%d　%s　決定額 %s円　収納額 %s円　残額 %s円%s\n", claim->number,
		slip_article_term(claim->article), trace_yen(claim->total_yen, yen[0]),
		trace_yen(plan.paid_yen, yen[1]), trace_yen(plan.balance_yen, yen[2]),
		claim->ended ? "　（終了）" : "");
	for (size_t i = 0; i < plan.n_lines; i++)
		explain_line(d, h, &plan.lines[i]);
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct rows *rows[SLIP_STREAMS];
	struct slip_household h;
	struct slip_claim claim;
	struct state s;

	if (load_state(d->task, &s, e) != ERR_OK ||
		task_read(d->task, slip_facts_statements, SLIP_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct slip_facts *facts = slip_facts_open(rows, d->arena);

	if (!slip_facts_household(facts, &h)) {
		err_set(e, ERR_INPUT, 2442, "the household has no claim that the run looked at");
		return err_hint(
			e, "It looked at claims that hold at the end of its month, and at slips that are out.");
	}
	struct slip_terms terms = terms_of(&s, office_of(&s, h.id), &h);

	while (slip_facts_next(facts, &h, &claim))
		explain_claim(d, &terms, &h, &claim);
	return ERR_OK;
}

static const char *const partitions[] = {"slip", NULL};
static const struct sql_stmt *const finish[] = {&sql_slip_index, NULL};

const struct job job_slip = {
	.name = "slip",
	.title = "返還金納付書",
	.params = params,
	.targets = &sql_slip_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_slip_balance,
	.finish = finish,
	.explain = explain,
};
