/*
 * compare.c: each decision of the run beside the last confirmed one: what changed, from when, and why.
 *
 * One row for each computed household; kind 0 where nothing changed (counted as unchanged).  A chunk may
 * be done again: confirmed decisions never change, and this run's do not while it is compared.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rules/reasons.h"

/* When a letter is due. */
enum notice_when { NOTICE_AMOUNT, NOTICE_ANY };
static const char *const notice_words[] = {"amount", "any", NULL};
static const struct job_param params[] = {
	{.name = "notice_when",
		.title =
			"a letter for: amount = a changed amount or an event; any = any change also of need or income",
		.default_int = NOTICE_AMOUNT,
		.words = notice_words},
	{.name = NULL},
};

enum columns {
	COLUMN_HOUSEHOLD,
	COLUMN_EVENT,
	COLUMN_EVENT_ON,
	COLUMN_EVENT_REASON,
	COLUMN_CASEWORKER,
	COLUMN_GRADE,
	COLUMN_PERSONS,
	COLUMN_HOME_SIZE,
	COLUMN_PROTECTED_DAYS,
	COLUMN_AMOUNTS,
	COLUMN_BEFORE_RUN = COLUMN_AMOUNTS + BENEFIT_FIELD_COUNT,
	COLUMN_BEFORE_MONTH,
	COLUMN_BEFORE_CUT /* µs */
};

enum { AFTER, BEFORE, REVISED, STREAMS };
enum revised_columns {
	REVISED_HOUSEHOLD,
	REVISED_FROM,
	REVISED_KNOWN, /* µs */
	REVISED_AWARD,
	REVISED_ANNUAL_BEFORE,
	REVISED_ANNUAL_AFTER,
	REVISED_WITHHELD_BEFORE,
	REVISED_WITHHELD_AFTER
};

/* Aid types of result.change, each the sum of one or two components. */
static const struct {
	enum benefit_field first, second; /* the same twice: one component */
} aid_types[] = {
	{BENEFIT_payable_livelihood, BENEFIT_payable_livelihood},
	{BENEFIT_payable_housing, BENEFIT_payable_housing},
	{BENEFIT_payable_education, BENEFIT_payable_education},
	{BENEFIT_payable_occupation, BENEFIT_payable_high_school},
	{BENEFIT_payable_birth, BENEFIT_payable_birth},
	{BENEFIT_payable_funeral, BENEFIT_payable_funeral},
};

static void read_decided(const struct rows *r, month_t month, struct decided *out)
{
	*out = (struct decided){.month = month,
		.event = (uint8_t)row_int(r, COLUMN_EVENT),
		.event_on = row_day(r, COLUMN_EVENT_ON),
		.event_reason = (uint8_t)row_int(r, COLUMN_EVENT_REASON),
		.grade = (int16_t)row_int(r, COLUMN_GRADE),
		.persons = (int16_t)row_int(r, COLUMN_PERSONS),
		.home_size = (int16_t)row_int(r, COLUMN_HOME_SIZE),
		.protected_days = (int16_t)row_int(r, COLUMN_PROTECTED_DAYS)};
	for (int f = 0; f < BENEFIT_FIELD_COUNT; f++)
		out->yen[f] = (int32_t)row_int(r, COLUMN_AMOUNTS + f);
}

/* The last confirmed decision of a household, if there is one; both streams are in order.  *cut: what the
 * office knew later than that was not decided on. */
static bool find_before(
	struct rows *r, int64_t household_id, struct decided *out, int32_t *run_id, int64_t *cut)
{
	int64_t key;

	while (rows_peek_key(r, &key) && key <= household_id) {
		(void)rows_next(r);
		if (key != household_id)
			continue;
		read_decided(r, month_of_day(row_day(r, COLUMN_BEFORE_MONTH)), out);
		*run_id = (int32_t)row_int(r, COLUMN_BEFORE_RUN);
		*cut = row_int(r, COLUMN_BEFORE_CUT);
		return true;
	}
	return false;
}

/* Pensions that were revised, and of which the decision before did not know, or not for its month. */
static void find_revised(struct rows *r, int64_t household_id, const struct decided *before, int64_t cut,
	struct arena *arena, struct revisions *out)
{
	struct revision *list = NULL;
	size_t room = 0;
	int64_t key;

	*out = (struct revisions){NULL, 0};
	while (rows_peek_key(r, &key) && key <= household_id) {
		(void)rows_next(r);
		day_t from = row_day(r, REVISED_FROM);

		if (key != household_id || (row_int(r, REVISED_KNOWN) < cut && month_of_day(from) <= before->month))
			continue;
		if ((size_t)out->count == room) {
			list = arena_grow(arena, list, room, room + 4, sizeof *list);
			room += 4;
		}
		struct str award = row_text(r, REVISED_AWARD);

		list[out->count++] = (struct revision){.from = from,
			.award = arena_printf(arena, "%.*s", (int)award.length, award.at),
			.annual_before = (int32_t)row_int(r, REVISED_ANNUAL_BEFORE),
			.annual_after = (int32_t)row_int(r, REVISED_ANNUAL_AFTER),
			.withheld_before = (int32_t)row_int(r, REVISED_WITHHELD_BEFORE),
			.withheld_after = (int32_t)row_int(r, REVISED_WITHHELD_AFTER)};
	}
	out->at = list;
}

static int32_t aid_of(const struct decided *d, size_t i)
{
	if (aid_types[i].first == aid_types[i].second)
		return d->yen[aid_types[i].first];
	return d->yen[aid_types[i].first] + d->yen[aid_types[i].second]; /* checked by fits() */
}

/* Sums of components must fit their columns too. */
static bool fits(const struct decided *d)
{
	return (int64_t)d->yen[BENEFIT_payable_occupation] + d->yen[BENEFIT_payable_high_school] <= INT32_MAX &&
		   reasons_own_payment(d) <= INT32_MAX;
}

/* A changed amount holds from the first of the month, but not from before protection began. */
static day_t effective_on(enum change_kind kind, const struct decided *after)
{
	bool begun = after->event == EVENT_OPENED || after->event == EVENT_RESUMED;
	bool event = after->event_on != DAY_MAX && (kind != CHANGE_CHANGE || begun);

	return event && kind != CHANGE_NONE ? after->event_on : month_first(after->month);
}

/* Everything of one row that is not on the decisions. */
struct outcome {
	int64_t household_id;
	int32_t caseworker_no;
	enum change_kind kind;
	bool notice;
	int32_t before_run_id; /* 0: none */
};

static void put_change(struct row_out *w, const struct outcome *o, const struct decided *before,
	const struct decided *after, const struct reasons *why)
{
	row_begin(w);
	row_put_int8(w, o->household_id);
	row_put_int2(w, (int16_t)o->kind);
	row_put_bool(w, o->notice);
	row_put_day(w, effective_on(o->kind, after));
	if (o->before_run_id == 0)
		row_put_null(w);
	else
		row_put_int4(w, o->before_run_id);
	row_put_int4(w, o->caseworker_no);
	for (size_t i = 0; i < sizeof aid_types / sizeof aid_types[0]; i++) {
		row_put_int4(w, aid_of(before, i));
		row_put_int4(w, aid_of(after, i));
	}
	row_put_int4(w, (int32_t)reasons_own_payment(before));
	row_put_int4(w, (int32_t)reasons_own_payment(after));
	row_put_int4(w, before->yen[BENEFIT_minimum_total]);
	row_put_int4(w, after->yen[BENEFIT_minimum_total]);
	row_put_int4(w, before->yen[BENEFIT_income_recognised]);
	row_put_int4(w, after->yen[BENEFIT_income_recognised]);
	row_put_int4(w, before->yen[BENEFIT_payable_total]);
	row_put_int4(w, after->yen[BENEFIT_payable_total]);
	row_put_string(w, why->text);
	row_put_string(w, why->rules);
	row_end(w);
}

/* Whether the household gets a letter.  before is NULL where no decision is known: then a change is only
 * listed for the approver, since no letter can say what changed. */
static bool notice_due(
	const struct chunk *c, enum change_kind kind, const struct decided *before, const struct decided *after)
{
	if (kind != CHANGE_CHANGE)
		return kind != CHANGE_NONE;
	if (before == NULL)
		return false;
	return after->event == EVENT_RESUMED || task_param(c->task, "notice_when") == NOTICE_ANY ||
		   reasons_amounts_differ(before, after);
}

static void compare_one(struct chunk *c, struct rows *rows[STREAMS], struct row_out *w)
{
	static const struct decided nothing;
	struct rows *r = rows[AFTER];
	struct decided after, before;
	struct revisions revised = {NULL, 0};
	int64_t cut;
	struct outcome o = {.household_id = row_int(r, COLUMN_HOUSEHOLD),
		.caseworker_no = (int32_t)row_int(r, COLUMN_CASEWORKER)};
	struct reasons why = {"", ""};

	read_decided(r, c->task->run->month, &after);
	bool known = find_before(rows[BEFORE], o.household_id, &before, &o.before_run_id, &cut);

	if (known)
		find_revised(rows[REVISED], o.household_id, &before, cut, c->arena, &revised);
	o.kind = reasons_kind(known ? &before : NULL, &after);
	reasons_write(o.kind, known ? &before : NULL, &after, &revised, c->arena, &why);
	/* A new protection begins from nothing, whatever was decided in an earlier one. */
	const struct decided *from = known && o.kind != CHANGE_OPENING ? &before : &nothing;

	if (o.kind == CHANGE_OPENING)
		o.before_run_id = 0;
	if (!fits(from) || !fits(&after)) {
		struct err e = {0};

		err_set(&e, ERR_OVERFLOW, 1602, "金額が扱える範囲を超えています");
		chunk_quarantine(c, o.household_id, "overflow", &e);
		return;
	}
	o.notice = notice_due(c, o.kind, known ? &before : NULL, &after);
	put_change(w, &o, from, &after, &why);
	if (o.kind == CHANGE_NONE)
		c->count.unchanged++;
	else
		c->count.written++;
	c->count.yen += after.yen[BENEFIT_payable_total]; /* at most chunk_size amounts below 2^31 */
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[STREAMS] = {
		[AFTER] = &sql_compare_after, [BEFORE] = &sql_compare_before, [REVISED] = &sql_compare_revised};
	struct row_out *w = chunk_out(c, &sql_compare_change);
	struct rows *rows[STREAMS];

	if (chunk_read(c, statements, STREAMS, rows, e) != ERR_OK)
		return e->code;
	while (rows_next(rows[AFTER])) {
		if (!chunk_take(c, row_int(rows[AFTER], COLUMN_HOUSEHOLD)))
			continue;
		c->count.read++;
		compare_one(c, rows, w);
	}
	return ERR_OK;
}

static const char *const partitions[] = {"change", NULL};
static const struct sql_stmt *const finish[] = {&sql_compare_index, NULL};

const struct job job_compare = {
	.name = "compare",
	.title = "前回の確定決定との比較",
	.params = params,
	.targets = &sql_compare_targets,
	.chunk_size = 10000,
	.by_household = true,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_compare_balance,
	.finish = finish,
};
