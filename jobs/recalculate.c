/*
 * recalculate.c: the month's benefit of every household of the office, from facts as known at the cut.
 *
 * A household that needs a missing amount or rule is recorded as not computable with the rule's number
 * and stands in quarantine; it is never computed with zero.  A household suspended for the whole month,
 * or closed on its first day, has a decision with nothing payable.
 *
 * A chunk may be done again: the rows depend on the facts at the cut and the run's rate set alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rate_cells.h"
#include "jobs/recalculate_facts.h"
#include "jobs/rules/benefit_rules.h"

#include <string.h>

/* The tables of the run's rate set as the rules want them. */
static enum err_code load_rates(struct task *t, struct rates **out, struct err *e)
{
	struct rate_cells cells;
	enum err_code code = rate_cells_load(t, &cells, e);

	return code == ERR_OK ? rates_build(&cells, t->run->month, t->keep, out, e) : code;
}

static enum err_code start(struct task *t, struct err *e)
{
	struct rates *rates;

	if (load_rates(t, &rates, e) != ERR_OK)
		return e->code;
	if (!rates->complete) {
		err_set(e, ERR_INPUT, 1614, "the rate set has no standard in force in that month");
		return err_hint(e, "Import the tables of that month, then start an edition: --edition N");
	}
	t->state = rates;
	return ERR_OK;
}

static void put_decision(
	struct row_out *w, const struct recalculate_household *h, const struct benefit *b, const char *rule)
{
	row_begin(w);
	row_put_int8(w, h->id);
	row_put_int2(w, (int16_t)b->status);
	row_put_string(w, rule);
	row_put_bool(w, b->estimated);
	row_put_int2(w, b->event);
	if (b->event_on == DAY_MAX)
		row_put_null(w);
	else
		row_put_day(w, b->event_on);
	row_put_int2(w, b->reason);
	row_put_int4(w, h->caseworker_no);
	row_put_int2(w, h->household_type);
	row_put_int2(w, h->payment_method);
	row_put_int2(w, b->grade);
	row_put_int2(w, b->persons);
	row_put_int2(w, b->home_size);
	row_put_int2(w, b->protected_days);
	row_put_int2(w, h->carried_on);
	for (int f = 0; f < BENEFIT_FIELD_COUNT; f++)
		row_put_int4(w, b->yen[f]);
	row_end(w);
}

/* What the decision's row and the quarantine say when the rules refuse: the rule's number, or what is
 * wrong with the facts. */
static const char *rule_of(const struct benefit *b, enum err_code code)
{
	if (code == ERR_OK)
		return "";
	if (b->rule != RULE_NONE)
		return rule_number(b->rule);
	return code == ERR_OVERFLOW ? "overflow" : "facts";
}

static enum err_code compute(
	struct chunk *c, const struct recalculate_household *h, struct row_out *w, struct err *e)
{
	struct benefit b;
	struct err why = {0};
	enum err_code code = benefit_compute(&h->facts, c->task->state, &rule_defaults, NULL, &b, &why);

	c->count.read++;
	if (code != ERR_OK && err_class(code) != ERR_CLASS_DATA) {
		*e = why;
		return code;
	}
	if (code == ERR_OK) {
		c->count.written++;
		c->count.warnings += b.estimated;
		if (!yen_add(c->count.yen, b.yen[BENEFIT_payable_total], &c->count.yen))
			return err_set(e, ERR_BALANCE, 1611, "the sum of the chunk is out of range");
	} else {
		b.status = DECISION_NOT_COMPUTABLE;
		memset(b.yen, 0, sizeof b.yen);
		chunk_quarantine(c, h->id, rule_of(&b, code), &why);
	}
	put_decision(w, h, &b, rule_of(&b, code));
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct row_out *w = chunk_out(c, &sql_recalculate_decision);
	struct recalculate_household h;
	struct rows *rows[STREAMS];

	if (chunk_read(c, recalculate_facts_statements, STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct recalculate_facts *facts = recalculate_facts_open(rows, c->task->state, c->arena);

	while (recalculate_facts_next(facts, &h)) {
		if (chunk_take(c, h.id) && compute(c, &h, w, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

static void print_step(void *self, const struct trace_step *s)
{
	fprintf(self, "%-5s %s\n      %s［%s］\n", rule_number(s->rule), s->text, s->component,
		rule_citation(s->rule));
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct trace trace = {.step = print_step, .self = d->out};
	struct recalculate_household h;
	struct rows *rows[STREAMS];
	struct rates *rates;
	struct benefit b;

	if (load_rates(d->task, &rates, e) != ERR_OK ||
		task_read(d->task, recalculate_facts_statements, STREAMS, rows, e) != ERR_OK)
		return e->code;
	if (!recalculate_facts_next(recalculate_facts_open(rows, rates, d->arena), &h)) {
		err_set(e, ERR_INPUT, 1612, "the household is not among those of the run");
		return err_hint(
			e, "The run has the households that were protected in its month, as known at its cut.");
	}
	if (benefit_compute(&h.facts, rates, &rule_defaults, &trace, &b, e) == ERR_OK && b.protected_days == 0)
		fprintf(
			d->out, "この月に保護を受ける日はありません（停止中または月の初日の廃止）。支給額は0円です。\n");
	return e->code;
}

static enum err_code ready(month_t month, struct err *e)
{
	char first[8];

	if (month >= rule_defaults.first_month)
		return ERR_OK;
	err_set(e, ERR_INPUT, 1613, "the standard of that month is not one this program computes");
	return err_hint(e, "The first month is %s.", month_format(rule_defaults.first_month, first));
}

static const char *const partitions[] = {"decision", NULL};
static const struct sql_stmt *const finish[] = {&sql_recalculate_index, NULL};

const struct job job_recalculate = {
	.name = "recalculate",
	.title = "最低生活費と収入充当額の計算",
	.targets = &sql_recalculate_targets,
	.chunk_size = 10000,
	.by_household = true,
	.ready = ready,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_recalculate_balance,
	.finish = finish,
	.explain = explain,
};
