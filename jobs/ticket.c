/*
 * ticket.c: 医療券・調剤券・介護券: what is wanted of the month, beside what is out: to be issued, replaced, taken back,
 * left as it is, or held, with the reason; and which ticket carries the household's own payment.
 *
 * Numbers are given after the gate (run.issue_tickets).  Counts are of households: written = something is issued,
 * replaced or taken back; held = nothing of that, but something is held; unchanged = all is as it is to be.
 *
 * A chunk may be done again: the rows depend on the facts and the tickets that were out at the cut, on the decision
 * (the run's own, or one that was confirmed before the cut) and on the run's rate set alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rate_cells.h"
#include "jobs/rules/trace.h"
#include "jobs/ticket_facts.h"
#include "jobs/ticket_row.h"

static enum err_code load_rules(struct task *t, struct ticket_rules **out, struct err *e)
{
	struct rate_cells cells;

	if (rate_cells_load(t, &cells, e) != ERR_OK)
		return e->code;
	return ticket_rules_build(&cells, t->run->month, t->keep, out, e);
}

static enum err_code start(struct task *t, struct err *e)
{
	struct ticket_rules *rules = NULL;
	enum err_code code = load_rules(t, &rules, e);

	t->state = rules;
	return code;
}

/* ---- rows ---- */

static void put_own_payment(
	struct row_out *w, const struct ticket_case *c, const struct ticket_own_payment *p)
{
	row_begin(w);
	row_put_int8(w, c->id);
	row_put_day(w, month_first(c->facts.month));
	row_put_int2(w, (int16_t)p->kind);
	row_put_int4(w, p->decided_yen);
	row_put_int2(w, (int16_t)p->line_no);
	row_end(w);
}

/* ---- a household ---- */

struct outputs {
	struct row_out *line, *own_payment;
};

static bool acts(const struct ticket_line *l)
{
	return l->action == ACTION_ISSUE || l->action == ACTION_REPLACE || l->action == ACTION_CANCEL;
}

/* Counts the household by the most that happens to one of its lines; false: the yen do not fit. */
static bool count(struct chunk *c, const struct ticket_case *household, const struct ticket_plan *plan)
{
	const struct ticket_line *held = NULL;
	bool written = false;

	for (size_t i = 0; i < plan->n_lines; i++) {
		const struct ticket_line *l = &plan->lines[i];

		written = written || acts(l);
		if (l->action == ACTION_HOLD && held == NULL)
			held = l;
		if ((l->action == ACTION_ISSUE || l->action == ACTION_REPLACE) &&
			!yen_add(c->count.yen, l->content.own_payment_yen, &c->count.yen))
			return false;
	}
	if (written)
		c->count.written++;
	else if (held != NULL)
		chunk_hold(c, household->id, ticket_hold_word((int)held->hold), ticket_hold_term((int)held->hold));
	else
		c->count.unchanged++;
	return true;
}

static enum err_code do_household(
	struct chunk *c, const struct outputs *out, const struct ticket_case *household, struct err *e)
{
	struct ticket_plan plan;

	c->count.read++;
	if (household->facts.n_requests + household->facts.n_outs > TICKET_LINES_MAX) {
		struct err why = {0};

		err_set(&why, ERR_DATA, 1656, "世帯の治療・利用の登録が多すぎます");
		chunk_quarantine(c, household->id, "facts", &why);
		return ERR_OK;
	}
	ticket_plan(&household->facts, c->arena, &plan);
	for (size_t i = 0; i < plan.n_lines; i++)
		ticket_row_put(out->line, household->id, (int16_t)(i + 1), household->facts.month,
			household->caseworker_no, &plan.lines[i]);
	for (size_t i = 0; i < plan.n_own_payments; i++)
		put_own_payment(out->own_payment, household, &plan.own_payments[i]);
	if (!count(c, household, &plan))
		return err_set(e, ERR_BALANCE, 1657, "the sum of the chunk is out of range");
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct outputs out = {
		.line = chunk_out(c, &sql_ticket_line), .own_payment = chunk_out(c, &sql_ticket_own_payment)};
	struct rows *rows[TICKET_STREAMS];
	struct ticket_case household;

	if (chunk_read(c, ticket_facts_statements, TICKET_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct ticket_facts *facts = ticket_facts_open(rows, c->task->state, c->task->run->month, c->arena);

	while (ticket_facts_next(facts, &household)) {
		if (chunk_take(c, household.id) && do_household(c, &out, &household, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static void explain_content(FILE *out, const struct ticket_content *t)
{
	char day[2][64], yen[32];

	fprintf(out, "   有効期間 %sから%sまで　%s　本人支払額 %s円\n", day_format_era(t->from_on, day[0]),
		day_format_era(t->until_on, day[1]), t->flags.combined ? "併用" : "単独",
		trace_yen(t->own_payment_yen, yen));
	for (int i = 0; i < TICKET_REMARKS; i++) {
		if (t->remark[i].length > 0)
			fprintf(out, "   備考 %.*s\n", (int)t->remark[i].length, t->remark[i].at);
	}
}

static void explain_line(FILE *out, const struct ticket_line *l, size_t line_no)
{
	const struct ticket_content *t = &l->content;

	fprintf(out, "%zu. 世帯員%d　%s（%s）　%.*s　%.*s\n", line_no, t->person_no, ticket_type_term(t->type),
		ticket_service_term(t->service), (int)t->institution_code.length, t->institution_code.at,
		(int)t->institution_name.length, t->institution_name.length == 0 ? "" : t->institution_name.at);
	fprintf(out, "   【%s】%s", ticket_action_term((int)l->action), l->reason);
	if (l->before != NULL)
		fprintf(out, "　交付番号%d（第%d版）", l->before->issue_no, l->before->revision);
	fputc('\n', out);
	explain_content(out, t);
}

static void explain_own_payment(FILE *out, const struct ticket_own_payment *p)
{
	char yen[32];

	fprintf(
		out, "本人支払額（%s）%s円: ", ticket_own_payment_term((int)p->kind), trace_yen(p->decided_yen, yen));
	if (p->line_no == 0)
		fputs("記載する券がないため、福祉事務所が徴収\n", out);
	else
		fprintf(out, "%zuの券に記載\n", p->line_no);
}

/* What became of the lines when the run was confirmed. */
static enum err_code explain_after(struct on_demand *d, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_ticket_after};
	struct rows *r;

	if (task_read(d->task, statement, 1, &r, e) != ERR_OK)
		return e->code;
	while (rows_next(r)) {
		if (!row_null(r, 1) && row_null(r, 4))
			fprintf(d->out, "%dの券: 交付番号%d（第%d版）として交付\n", (int)row_int(r, 0),
				(int)row_int(r, 1), (int)row_int(r, 2));
		else if (!row_null(r, 1))
			fprintf(d->out, "%dの券: 交付番号%d（第%d版）として交付したが、印刷できなかった。%.*s\n",
				(int)row_int(r, 0), (int)row_int(r, 1), (int)row_int(r, 2), (int)row_text(r, 4).length,
				row_text(r, 4).at);
		else if (!row_null(r, 3))
			fprintf(d->out, "%dの券: 確定後に処理しなかった。%s\n", (int)row_int(r, 0),
				ticket_refusal_term((int)row_int(r, 3)));
	}
	return ERR_OK;
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct rows *rows[TICKET_STREAMS];
	struct ticket_rules *rules = NULL;
	struct ticket_case household;
	struct ticket_plan plan;

	if (load_rules(d->task, &rules, e) != ERR_OK ||
		task_read(d->task, ticket_facts_statements, TICKET_STREAMS, rows, e) != ERR_OK)
		return e->code;
	if (!ticket_facts_next(ticket_facts_open(rows, rules, d->task->run->month, d->arena), &household)) {
		err_set(e, ERR_INPUT, 1658, "the household has nothing to do with the tickets of the run");
		return err_hint(
			e, "The run has those with a treatment, a care plan, a ticket or an own payment in its month.");
	}
	ticket_plan(&household.facts, d->arena, &plan);
	for (size_t i = 0; i < plan.n_lines; i++)
		explain_line(d->out, &plan.lines[i], i + 1);
	for (size_t i = 0; i < plan.n_own_payments; i++)
		explain_own_payment(d->out, &plan.own_payments[i]);
	return explain_after(d, e);
}

static const char *const partitions[] = {"ticket", "own_payment", NULL};
static const struct sql_stmt *const finish[] = {&sql_ticket_index, NULL};

const struct job job_ticket = {
	.name = "ticket",
	.title = "医療券・調剤券・介護券の交付対象",
	.targets = &sql_ticket_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_ticket_balance,
	.finish = finish,
	.explain = explain,
};
