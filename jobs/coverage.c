/*
 * coverage.c: 医療保険・他法の適用: medical and dispensing tickets that are out, of this month and those before it, beside
 * coverage as it is known now.  A ticket whose flags are not what coverage gives is to be replaced: 単独 by 併用, or back.
 *
 * Everything else of the ticket stays: days, own payment, number.  What the office bears less or more follows when the
 * claim comes.  Counts are of households: written = a ticket is to be replaced; held = it would be, but the household
 * is held; unchanged = all are right, or none is out.
 *
 * A chunk may be done again: the rows depend on facts and tickets at the cut alone.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/list.h"
#include "jobs/ticket_row.h"

/* The statements read so far back. */
enum { MONTHS_READ = 24, OUT_MONTH_COLUMN = 31 };

static const struct job_param params[] = {
	{.name = "months_back",
		.title = "tickets of so many months before the run's are looked at, too",
		.min = 0,
		.max = MONTHS_READ - 1,
		.default_int = 11},
	{.name = NULL},
};

enum stream { STREAM_HOUSEHOLD, STREAM_COVERAGE, STREAM_OUT, STREAMS };

static const struct sql_stmt *const statements[STREAMS] = {
	[STREAM_HOUSEHOLD] = &sql_coverage_household,
	[STREAM_COVERAGE] = &sql_ticket_coverage,
	[STREAM_OUT] = &sql_coverage_out,
};

/* A household, its coverage and a ticket that does not agree with it. */
struct household {
	int64_t id;
	bool held;
	struct str hold, hold_reason;
	struct list person_nos; /* int16_t: whose each of `coverages` is */
	struct list coverages;  /* struct coverage_row, those of a person beside each other */
};

struct correction {
	struct ticket_out before;
	month_t month;
	struct ticket_line line;
};

struct work {
	struct arena *arena;
	struct rows *rows[STREAMS];
	month_t first, last;
	struct household household;
	struct list corrections; /* struct correction, of the household */
};

static void open_work(struct work *w, const struct task *t, struct arena *arena)
{
	w->arena = arena;
	w->last = t->run->month;
	w->first = t->run->month - (month_t)task_param(t, "months_back");
	w->household.person_nos = list_of(arena, sizeof(int16_t));
	w->household.coverages = list_of(arena, sizeof(struct coverage_row));
	w->corrections = list_of(arena, sizeof(struct correction));
}

/* ---- a household ---- */

static bool next_household(struct work *w)
{
	struct rows *r = w->rows[STREAM_HOUSEHOLD];
	struct household *h = &w->household;

	if (!rows_next(r))
		return false;
	h->id = row_int(r, 0);
	h->held = !row_null(r, 1);
	h->hold = row_text(r, 1);
	h->hold_reason = row_text(r, 2);
	h->person_nos.count = h->coverages.count = 0;
	r = w->rows[STREAM_COVERAGE];
	while (rows_next_of(r, h->id)) {
		*(int16_t *)list_add(w->arena, &h->person_nos) = (int16_t)row_int(r, 1);
		*(struct coverage_row *)list_add(w->arena, &h->coverages) =
			(struct coverage_row){.kind = (uint8_t)row_int(r, 2),
				.scheme_no = row_text(r, 3),
				.from = row_day(r, 4),
				.to = row_day(r, 5)};
	}
	return true;
}

static const struct coverage_row *coverage_of(const struct household *h, int16_t person_no, size_t *n)
{
	const int16_t *nos = h->person_nos.at;
	size_t first = 0;

	while (first < h->person_nos.count && nos[first] != person_no)
		first++;
	*n = first;
	while (*n < h->person_nos.count && nos[*n] == person_no)
		(*n)++;
	*n -= first;
	return (const struct coverage_row *)h->coverages.at + first;
}

static const char *reason_of(const struct work *w, const char *change)
{
	const struct household *h = &w->household;

	if (!h->held)
		return arena_strdup(w->arena, change);
	return arena_printf(
		w->arena, "保留の指示（%.*s）。%s", (int)h->hold_reason.length, h->hold_reason.at, change);
}

/* Looks at one ticket, and keeps what is to be done about it where it does not agree with coverage. */
static void look_at(struct work *w, const struct ticket_out *out, month_t month)
{
	const struct ticket_content *is = &out->content;
	size_t n;
	const struct coverage_row *rows = coverage_of(&w->household, is->person_no, &n);
	struct coverage_flags flags = coverage_flags(rows, n, is->from_on, is->until_on);
	char change[COVERAGE_REASON_MAX];
	struct correction *c;

	if (coverage_same(&is->flags, &flags))
		return;
	coverage_reason(&is->flags, rows, n, is->from_on, is->until_on, change);
	c = list_add(w->arena, &w->corrections);
	*c = (struct correction){.before = *out,
		.month = month,
		.line = {.content = *is,
			.action = w->household.held ? ACTION_HOLD : ACTION_REPLACE,
			.hold = w->household.held ? HOLD_ORDER : HOLD_NONE,
			.cause = w->household.held ? CAUSE_NONE : CAUSE_COVERAGE,
			.reason = reason_of(w, change)}};
	c->line.content.flags = flags;
}

/* The corrections of the household in hand; how many. */
static size_t correct(struct work *w)
{
	struct rows *r = w->rows[STREAM_OUT];

	for (w->corrections.count = 0; rows_next_of(r, w->household.id);) {
		struct ticket_out out = ticket_row_out(r);
		month_t month = month_of_day(row_day(r, OUT_MONTH_COLUMN));

		if (month >= w->first && month <= w->last)
			look_at(w, &out, month);
	}
	return w->corrections.count;
}

/* ---- a chunk ---- */

static enum err_code put_corrections(struct chunk *c, struct work *w, struct row_out *out, struct err *e)
{
	struct correction *at = w->corrections.at;

	for (size_t i = 0; i < w->corrections.count; i++) {
		at[i].line.before = &at[i].before; /* the list has stopped moving */
		ticket_row_put(
			out, w->household.id, (int16_t)(i + 1), at[i].month, at[i].before.caseworker_no, &at[i].line);
		if (at[i].line.action == ACTION_REPLACE &&
			!yen_add(c->count.yen, at[i].line.content.own_payment_yen, &c->count.yen))
			return err_set(e, ERR_BALANCE, 1657, "the sum of the chunk is out of range");
	}
	return ERR_OK;
}

static enum err_code do_household(struct chunk *c, struct work *w, struct row_out *out, struct err *e)
{
	const struct household *h = &w->household;
	size_t n = correct(w);

	c->count.read++;
	if (n > TICKET_LINES_MAX) {
		struct err why = {0};

		err_set(&why, ERR_DATA, 1665, "世帯の券が多すぎます");
		chunk_quarantine(c, h->id, "tickets", &why);
		return ERR_OK;
	}
	if (n == 0)
		c->count.unchanged++;
	else if (h->held)
		chunk_hold(c, h->id, str_copy(c->arena, h->hold), str_copy(c->arena, h->hold_reason));
	else
		c->count.written++;
	return put_corrections(c, w, out, e);
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct row_out *out = chunk_out(c, &sql_ticket_line);
	struct work w = {.arena = c->arena};

	if (chunk_read(c, statements, STREAMS, w.rows, e) != ERR_OK)
		return e->code;
	open_work(&w, c->task, c->arena);
	while (next_household(&w)) {
		if (chunk_take(c, w.household.id) && do_household(c, &w, out, e) != ERR_OK)
			return e->code;
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static void explain_coverage(FILE *out, const struct household *h)
{
	const struct coverage_row *rows = h->coverages.at;
	const int16_t *nos = h->person_nos.at;

	for (size_t i = 0; i < h->coverages.count; i++) {
		char day[64];

		fprintf(out, "世帯員%d　%s", nos[i], coverage_term(rows[i].kind));
		if (rows[i].scheme_no.length > 0)
			fprintf(out, "（法別%.*s）", (int)rows[i].scheme_no.length, rows[i].scheme_no.at);
		if (rows[i].from != DAY_MIN)
			fprintf(out, "　%sから", day_format_era(rows[i].from, day));
		if (rows[i].to != DAY_MAX)
			fprintf(out, "　%sまで", day_format_era(rows[i].to - 1, day));
		fputc('\n', out);
	}
}

static void explain_correction(FILE *out, const struct correction *c)
{
	const struct ticket_content *t = &c->line.content;
	char month[64];

	fprintf(out, "%s　交付番号%d（第%d版）　世帯員%d　%s（%s）　%.*s\n", month_format_era(c->month, month),
		c->before.issue_no, c->before.revision, t->person_no, ticket_type_term(t->type),
		ticket_service_term(t->service), (int)t->institution_name.length, t->institution_name.at);
	fprintf(out, "   【%s】%s\n", ticket_action_term((int)c->line.action), c->line.reason);
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct work w = {.arena = d->arena};
	const struct correction *at;
	size_t n;

	if (task_read(d->task, statements, STREAMS, w.rows, e) != ERR_OK)
		return e->code;
	open_work(&w, d->task, d->arena);
	if (!next_household(&w)) {
		err_set(e, ERR_INPUT, 1666, "the household has neither coverage nor a ticket that says so");
		return err_hint(e, "The run looks at those with either in the two years to its month.");
	}
	explain_coverage(d->out, &w.household);
	n = correct(&w);
	at = w.corrections.at;
	for (size_t i = 0; i < n; i++)
		explain_correction(d->out, &at[i]);
	if (n == 0)
		fputs("交付済みの券はすべて適用のとおり\n", d->out);
	return ERR_OK;
}

static const char *const partitions[] = {"ticket", NULL};
static const struct sql_stmt *const finish[] = {&sql_coverage_index, NULL};

const struct job job_coverage = {
	.name = "coverage",
	.title = "医療保険・他法の適用と券の照合",
	.params = params,
	.targets = &sql_coverage_targets,
	.chunk_size = 2000,
	.by_household = true,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_ticket_balance,
	.finish = finish,
	.explain = explain,
};
