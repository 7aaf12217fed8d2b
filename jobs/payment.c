/*
 * payment.c: 支払: what is left to be paid of the month's decisions, by household and part, to which account and on which
 * day; what is held, and why.
 *
 * Nothing is paid before the gate (run.issue_payments).  Counts are of households: written = something is to be paid;
 * held = nothing is, but something is held; unchanged = all that was decided was paid.
 *
 * A chunk may be done again: the rows depend on the facts, decisions and payments that were known at the cut, and on the
 * offices' calendars.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "jobs/payment_facts.h"
#include "jobs/rules/trace.h"

#include <inttypes.h>

enum { PARAM_HOLD, PARAM_PAY };

static enum err_code load_offices(struct task *t, struct payment_offices **out, struct err *e)
{
	return payment_facts_offices(
		t, (int)task_param(t, "lead_days"), task_param(t, "baseline") == PARAM_PAY, out, e);
}

static enum err_code start(struct task *t, struct err *e)
{
	struct payment_offices *offices = NULL;
	enum err_code code = load_offices(t, &offices, e);

	t->state = offices;
	return code;
}

/* ---- rows ---- */

static void put_account(struct row_out *w, const struct payment_account *a)
{
	if (a == NULL) {
		for (int i = 0; i < 7; i++)
			row_put_null(w);
		return;
	}
	row_put_str(w, a->bank_code);
	row_put_str(w, a->bank_kana);
	row_put_str(w, a->branch_code);
	row_put_str(w, a->branch_kana);
	row_put_int2(w, a->kind);
	row_put_str(w, a->account_no);
	row_put_str(w, a->holder_kana);
}

static void put_payee(struct row_out *w, const struct payment_line *l)
{
	if (l->part == PART_HOUSEHOLD || l->payee_no == 0) {
		row_put_null(w);
		row_put_null(w);
		return;
	}
	row_put_int4(w, l->payee_no);
	if (l->payee_name.at == NULL)
		row_put_null(w);
	else
		row_put_str(w, l->payee_name);
}

static void put_line(
	struct row_out *w, month_t month, const struct payment_case *c, const struct payment_line *l)
{
	const struct payment_decision *d = &c->facts.decision;
	const struct payment_office *office = c->facts.office;

	row_begin(w);
	row_put_int8(w, c->id);
	row_put_int2(w, (int16_t)l->part);
	row_put_day(w, month_first(month));
	if (d->in_force)
		row_put_int4(w, d->run_id);
	else
		row_put_null(w);
	row_put_int4(w, c->caseworker_no);
	row_put_int2(w, l->method);
	row_put_int4(w, d->total_yen);
	row_put_int4(w, l->due_yen);
	row_put_int4(w, d->total_yen - l->due_yen);
	row_put_int4(w, l->paid_yen);
	row_put_int4(w, l->amount_yen);
	row_put_int2(w, (int16_t)l->hold);
	row_put_string(w, l->reason);
	row_put_day_if(w, office != NULL && office->why == NULL, office != NULL ? office->pay_on : 0);
	put_payee(w, l);
	put_account(w, l->account);
	row_end(w);
}

/* ---- a household ---- */

/* Counts the household by the most that happens to one of its parts; false: the yen do not fit. */
static bool count(struct chunk *c, const struct payment_case *household, const struct payment_plan *plan)
{
	const struct payment_line *held = NULL;
	bool written = false;

	for (size_t i = 0; i < plan->n_lines; i++) {
		const struct payment_line *l = &plan->line[i];

		if (l->hold != PAYMENT_HOLD_NONE) {
			held = held == NULL ? l : held;
		} else if (l->amount_yen > 0) {
			written = true;
			if (!yen_add(c->count.yen, l->amount_yen, &c->count.yen))
				return false;
		}
	}
	if (written)
		c->count.written++;
	else if (held != NULL)
		chunk_hold(c, household->id, payment_hold_word((int)held->hold), held->reason);
	else
		c->count.unchanged++;
	return true;
}

static enum err_code do_household(
	struct chunk *c, struct row_out *out, const struct payment_case *household, struct err *e)
{
	struct payment_plan plan;

	c->count.read++;
	payment_plan(&household->facts, c->arena, &plan);
	for (size_t i = 0; i < plan.n_lines; i++)
		put_line(out, c->task->run->month, household, &plan.line[i]);
	if (!count(c, household, &plan))
		return err_set(e, ERR_BALANCE, 2420, "the sum of the payments of a chunk is out of range");
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct row_out *out = chunk_out(c, &sql_payment_line);
	struct rows *rows[PAYMENT_STREAMS];
	struct payment_case household;

	if (chunk_read(c, payment_facts_statements, PAYMENT_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct payment_facts *facts = payment_facts_open(rows, c->task->state, c->arena);

	while (payment_facts_next(facts, &household)) {
		if (chunk_take(c, household.id) && do_household(c, out, &household, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static void explain_day(FILE *out, const struct payment_office *o, int lead)
{
	char nominal[64], day[64];

	if (o == NULL || o->why != NULL) {
		fprintf(
			out, "支給日: 決まらない。%s\n", o == NULL ? "福祉事務所の支払口座が登録されていない" : o->why);
		return;
	}
	fprintf(out, "支給日: %s", day_format_era(o->pay_on, day));
	if (o->late)
		fprintf(out, "（定例の%sには間に合わないため、基準日から%d営業日後）",
			day_format_era(o->nominal_on, nominal), lead);
	else if (o->shifted)
		fprintf(out, "（定例の%sは閉庁日のため、%sの営業日）", day_format_era(o->nominal_on, nominal),
			o->pay_on < o->nominal_on ? "前" : "次");
	fputc('\n', out);
}

static void explain_decision(FILE *out, const struct payment_decision *d)
{
	char total[32], housing[32], rent[32], premium[32];

	if (!d->in_force) {
		fputs("有効な決定がない（取り消されたか、確定していない）\n", out);
		return;
	}
	fprintf(out, "決定: 処理番号%d　支給額 %s円（うち住宅扶助 %s円、介護保険料加算 %s円）\n", d->run_id,
		trace_yen(d->total_yen, total), trace_yen(d->housing_yen, housing),
		trace_yen(d->care_premium_yen, premium));
	if (d->rent_to_landlord)
		fprintf(out, "家賃 %s円は代理納付%s（R5.5）\n", trace_yen(d->rent_yen, rent),
			d->rent_yen <= d->housing_yen ? "" : "しない: 住宅扶助が家賃に満たない");
}

static void explain_line(FILE *out, const struct payment_line *l)
{
	char due[32], paid[32], amount[32];

	fprintf(out, "%s（%s）: 支払うべき額 %s円　支払済み %s円", payment_part_term((int)l->part),
		l->method == PAY_BANK ? "口座振込" : "窓口支給", trace_yen(l->due_yen, due),
		trace_yen(l->paid_yen, paid));
	if (l->payee_name.at != NULL)
		fprintf(out, "　代理納付先%d %.*s", l->payee_no, (int)l->payee_name.length, l->payee_name.at);
	if (l->hold != PAYMENT_HOLD_NONE)
		fprintf(out, "\n   【保留: %s】%s\n", payment_hold_term((int)l->hold), l->reason);
	else if (l->amount_yen == 0)
		fputs("\n   【支払済み】\n", out);
	else
		fprintf(out, "\n   【支払う】%s円\n", trace_yen(l->amount_yen, amount));
}

static const char *refusal_term(int refusal)
{
	switch (refusal) {
#define X(name, number, word, term) \
	case name: \
		return term;
		PAYMENT_REFUSALS(X)
#undef X
	default:
		return "";
	}
}

static const char *counter_term(int cause)
{
	switch (cause) {
#define X(name, number, word, term) \
	case name: \
		return term;
		PAYMENT_COUNTERS(X)
#undef X
	default:
		return "";
	}
}

/* What became of the parts when the run was confirmed. */
static enum err_code explain_after(struct on_demand *d, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_payment_after};
	struct rows *r;

	if (task_read(d->task, statement, 1, &r, e) != ERR_OK)
		return e->code;
	while (rows_next(r)) {
		const char *part = payment_part_term((int)row_int(r, 0));

		if (!row_null(r, 1) && !row_null(r, 3))
			fprintf(d->out, "%s: 支払番号%d、その後に取り消された（%s）\n", part, (int)row_int(r, 1),
				counter_term((int)row_int(r, 3)));
		else if (!row_null(r, 1))
			fprintf(d->out, "%s: 支払番号%d\n", part, (int)row_int(r, 1));
		else if (!row_null(r, 2))
			fprintf(d->out, "%s: 確定後に支払わなかった。%s\n", part, refusal_term((int)row_int(r, 2)));
	}
	return ERR_OK;
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct payment_offices *offices = NULL;
	struct rows *rows[PAYMENT_STREAMS];
	struct payment_case household;
	struct payment_plan plan;

	if (load_offices(d->task, &offices, e) != ERR_OK ||
		task_read(d->task, payment_facts_statements, PAYMENT_STREAMS, rows, e) != ERR_OK)
		return e->code;
	if (!payment_facts_next(payment_facts_open(rows, offices, d->arena), &household)) {
		err_set(e, ERR_INPUT, 2421, "the household has nothing to do with the payments of the run");
		return err_hint(e, "The run has those with something decided or paid for its month.");
	}
	payment_plan(&household.facts, d->arena, &plan);
	explain_decision(d->out, &household.facts.decision);
	explain_day(d->out, household.facts.office, (int)task_param(d->task, "lead_days"));
	for (size_t i = 0; i < plan.n_lines; i++)
		explain_line(d->out, &plan.line[i]);
	return explain_after(d, e);
}

static const char *const baseline_words[] = {"hold", "pay", NULL}; /* PARAM_HOLD, PARAM_PAY */
static const struct job_param params[] = {{"lead_days", "基準日から支給日までに要る営業日数", 0, 20, 3, NULL},
	{"baseline", "移行前の月の決定: 従前のシステムが支払ったので保留するか、支払うか", 0, 0, PARAM_HOLD,
		baseline_words},
	{NULL, NULL, 0, 0, 0, NULL}};
static const char *const partitions[] = {"payment", NULL};
static const struct sql_stmt *const finish[] = {&sql_payment_index, NULL};

const struct job job_payment = {
	.name = "payment",
	.title = "支払の判定",
	.params = params,
	.targets = &sql_payment_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_payment_balance,
	.finish = finish,
	.explain = explain,
};
