/*
 * payment_facts.c: offices and streams of rows, merged by household (see payment_facts.h).
 */
#include "jobs/payment_facts.h"

#include "gen/sql.h"
#include "getsuji/facts.h"
#include "jobs/list.h"

#include <string.h>

/* ---- offices ---- */

#define DAYS_AROUND 40 /* of the nominal day: no office is closed for longer */

/* Fills in when the office pays; where its calendar does not say, that stands in *o. */
static enum err_code find_day(
	struct task *t, const struct rows *r, int lead, struct payment_office *o, struct err *e)
{
	struct business_days around, after_cut;
	day_t first = month_first(t->run->month), cut_on = row_day(r, 5);

	if (task_business_days(t, o->office_id, first - DAYS_AROUND,
			first + month_days(t->run->month) + DAYS_AROUND, &around, e) != ERR_OK ||
		task_business_days(t, o->office_id, cut_on, cut_on + 7 * lead + 2 * DAYS_AROUND, &after_cut, e) !=
			ERR_OK)
		return e->code;
	if (!payment_day(&around, &after_cut, t->run->month, (int)row_int(r, 3), (enum pay_shift)row_int(r, 4),
			cut_on, lead, o))
		o->why = "福祉事務所のカレンダーに支給日の前後の日がないため、支給日が決まらない";
	return ERR_OK;
}

enum err_code payment_facts_offices(
	struct task *t, int lead, bool pay_baseline, struct payment_offices **out, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_payment_offices};
	struct payment_offices *offices = arena_alloc(t->keep, sizeof *offices);
	struct rows *r;

	if (task_read(t, statement, 1, &r, e) != ERR_OK)
		return e->code;
	*offices = (struct payment_offices){
		.pay_baseline = pay_baseline, .at = arena_array(t->keep, rows_count(r), sizeof *offices->at)};
	while (rows_next(r)) {
		struct payment_office *o = &offices->at[offices->count++];

		*o = (struct payment_office){.office_id = (int32_t)row_int(r, 0), .kind = (int16_t)row_int(r, 1)};
		if (row_int(r, 2) != 0)
			o->why = "支払口座のコード区分がEBCDICであり、振込ファイルを作れない";
		else if (find_day(t, r, lead, o, e) != ERR_OK)
			return e->code;
	}
	*out = offices;
	return ERR_OK;
}

static const struct payment_office *office_of(const struct payment_offices *offices, int64_t household_id)
{
	int64_t office_id = household_id / HOUSEHOLD_PER_OFFICE;

	for (size_t i = 0; i < offices->count; i++) {
		if (offices->at[i].office_id == office_id)
			return &offices->at[i];
	}
	return NULL;
}

/* ---- facts ---- */

const struct sql_stmt *const payment_facts_statements[PAYMENT_STREAMS] = {
	[PAYMENT_STREAM_HOUSEHOLD] = &sql_payment_household,
	[PAYMENT_STREAM_ACCOUNT] = &sql_payment_account,
	[PAYMENT_STREAM_PROXY] = &sql_payment_proxy,
	[PAYMENT_STREAM_PAYEE] = &sql_payment_payee,
	[PAYMENT_STREAM_PAID] = &sql_payment_paid,
	[PAYMENT_STREAM_RETURNED] = &sql_payment_returned,
};

struct payment_facts {
	struct rows *rows[PAYMENT_STREAMS];
	struct arena *arena;
	const struct payment_offices *offices;
	struct list accounts; /* of the household in hand */
	/* Of the chunk, by office and number; the first of each office in hand is found once. */
	int32_t *payee_office;
	struct payment_payee *payees;
	size_t n_payees;
};

/* Seven columns from `column` on. */
static struct payment_account read_account(const struct rows *r, int column)
{
	return (struct payment_account){.bank_code = row_text(r, column),
		.bank_kana = row_text(r, column + 1),
		.branch_code = row_text(r, column + 2),
		.branch_kana = row_text(r, column + 3),
		.kind = (int16_t)row_int(r, column + 4),
		.account_no = row_text(r, column + 5),
		.holder_kana = row_text(r, column + 6)};
}

static void read_payees(struct payment_facts *f)
{
	struct rows *r = f->rows[PAYMENT_STREAM_PAYEE];

	f->payee_office = arena_array(f->arena, rows_count(r), sizeof *f->payee_office);
	f->payees = arena_array(f->arena, rows_count(r), sizeof *f->payees);
	while (rows_next(r)) {
		struct payment_payee *p = &f->payees[f->n_payees];

		*p = (struct payment_payee){
			.payee_no = (int32_t)row_int(r, 1), .name = row_text(r, 2), .account = read_account(r, 3)};
		p->account.from = row_day(r, 10);
		p->account.to = row_day(r, 11);
		f->payee_office[f->n_payees++] = (int32_t)row_int(r, 0);
	}
}

struct payment_facts *payment_facts_open(
	struct rows *rows[static PAYMENT_STREAMS], const struct payment_offices *offices, struct arena *arena)
{
	struct payment_facts *f = arena_alloc(arena, sizeof *f);

	*f = (struct payment_facts){
		.arena = arena, .offices = offices, .accounts = list_of(arena, sizeof(struct payment_account))};
	memcpy(f->rows, rows, sizeof f->rows);
	read_payees(f);
	return f;
}

/* ---- the rows of a household ---- */

static void read_accounts(struct payment_facts *f, struct payment_case *c)
{
	struct rows *r = f->rows[PAYMENT_STREAM_ACCOUNT];

	for (f->accounts.count = 0; rows_next_of(r, c->id);) {
		struct payment_account *a = list_add(f->arena, &f->accounts);

		*a = read_account(r, 1);
		a->from = row_day(r, 8);
		a->to = row_day(r, 9);
	}
	c->facts.accounts = f->accounts.at;
	c->facts.n_accounts = f->accounts.count;
}

static void read_parts(struct payment_facts *f, struct payment_case *c)
{
	struct rows *proxy = f->rows[PAYMENT_STREAM_PROXY], *paid = f->rows[PAYMENT_STREAM_PAID];
	struct rows *returned = f->rows[PAYMENT_STREAM_RETURNED];

	while (rows_next_of(proxy, c->id))
		c->facts.payee_no[row_int(proxy, 1) - 1] = (int32_t)row_int(proxy, 2);
	while (rows_next_of(paid, c->id))
		c->facts.paid_yen[row_int(paid, 1) - 1] = (int32_t)row_int(paid, 2);
	while (rows_next_of(returned, c->id))
		c->facts.returned[row_int(returned, 1) - 1] = read_account(returned, 2);
}

static void lend_payees(const struct payment_facts *f, struct payment_case *c)
{
	int64_t office_id = c->id / HOUSEHOLD_PER_OFFICE;
	size_t first = 0, end;

	while (first < f->n_payees && f->payee_office[first] < office_id)
		first++;
	for (end = first; end < f->n_payees && f->payee_office[end] == office_id;)
		end++;
	c->facts.payees = f->payees + first;
	c->facts.n_payees = end - first;
}

bool payment_facts_next(struct payment_facts *f, struct payment_case *out)
{
	struct rows *r = f->rows[PAYMENT_STREAM_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct payment_case){.id = row_int(r, 0),
		.caseworker_no = (int32_t)row_int(r, 1),
		.facts = {.method = (uint8_t)row_int(r, 2),
			.decision = {.in_force = !row_null(r, 3),
				.run_id = (int32_t)row_int(r, 3),
				.total_yen = (int32_t)row_int(r, 4),
				.livelihood_yen = (int32_t)row_int(r, 5),
				.housing_yen = (int32_t)row_int(r, 6),
				.care_premium_yen = (int32_t)row_int(r, 7),
				.rent_yen = (int32_t)row_int(r, 8),
				.rent_to_landlord = row_bool(r, 9)},
			.order = row_text(r, 10),
			.on_aid = row_bool(r, 11),
			.baseline = row_bool(r, 12) && !f->offices->pay_baseline,
			.office = office_of(f->offices, row_int(r, 0))}};
	read_accounts(f, out);
	read_parts(f, out);
	lend_payees(f, out);
	return true;
}
