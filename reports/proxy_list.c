/*
 * proxy_list.c: 代理納付一覧: what landlords and insurers are paid on behalf of households, per payee and per household,
 * who keeps it and why, and the reconciliation: what was decided = what is paid on their behalf + what they are paid.
 *
 * One chunk and one workbook per office, after the payments are issued.  Three sources are compared: the decisions
 * themselves, what the run planned, and the register of payments.  Where they do not add up to the yen nothing is
 * published.  Records are parts: household * 10 + part.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/payment_book.h"

#include <inttypes.h>

/* Columns of proxy_list_page. */
enum {
	HOUSEHOLD,
	PART,
	NAME, /* NULL: 支援措置 */
	CASEWORKER,
	PAYEE_NO,
	PAYEE_NAME,
	AID,
	DUE,
	PAID,
	PAID_NOW, /* NULL: nothing */
	LEFT,
	HOLD,
	REASON,
	REFUSAL,
	STARTED_ON,
	ENDED_ON,
	PROXY_FROM_ON,
	PROXY_TO_ON,
	SORT_KEY
};

/* Columns of proxy_list_kept that differ. */
enum { KEPT_AID = 4, KEPT_WANTED, KEPT_WHY, KEPT_STARTED_ON, KEPT_ENDED_ON, KEPT_SORT_KEY };
enum { WHY_SHORT = 1, WHY_NOBODY = 2 };

struct sums {
	int64_t due, paid, now, open, over;
};

struct proxy_list {
	struct payment_book b;
	int64_t decided, housing, premium;       /* by the decisions */
	struct sums planned[PAYMENT_BOOK_PARTS]; /* by the run's plan and the register */
	struct sums listed[PAYMENT_BOOK_PARTS];
	int64_t to_payees[PAYMENT_BOOK_PARTS]; /* by the register alone */
	struct rows *payees;
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* clang-format off */
static const struct xlsx_column balance_columns[] = {{"照合（円）", XLSX_TEXT, 0}, {"住宅扶助\n（家賃）", XLSX_NUMBER, 0},
	{"介護保険料\n加算", XLSX_NUMBER, 0}, {"支給額の\n全体", XLSX_NUMBER, 0}};
static const struct xlsx_column payee_columns[] = {{"種類", XLSX_TEXT, 0}, {"番号", XLSX_ID, 0}, {"代理納付先", XLSX_TEXT, 0},
	{"銀行", XLSX_TEXT, 0}, {"支店", XLSX_TEXT, 0}, {"口座番号", XLSX_CODE, 0}, {"世帯数", XLSX_NUMBER, 0},
	{"今回支払（円）", XLSX_NUMBER, 0}};
#define WHO {"担当員", XLSX_ID, 0}, {"ケース\n番号", XLSX_ID, 0}, {"世帯主", XLSX_TEXT, 0}
static const struct xlsx_column list_columns[] = {{"番号", XLSX_ID, 0}, {"代理納付先", XLSX_TEXT, 0}, WHO,
	{"扶助の額", XLSX_NUMBER, 0}, {"代理納付\nすべき額", XLSX_NUMBER, 0}, {"支払済み", XLSX_NUMBER, 0}, {"今回支払", XLSX_NUMBER, 0},
	{"未払い・\n払い過ぎ", XLSX_CHANGE, 0}, {"状況", XLSX_WRAP, 36}, {"月途中の開始・終了", XLSX_WRAP, 36}};
static const struct xlsx_column kept_columns[] = {WHO, {"種類", XLSX_TEXT, 0}, {"扶助の額", XLSX_NUMBER, 0},
	{"家賃・加算", XLSX_NUMBER, 0}, {"本人へ支給する理由", XLSX_WRAP, 44}, {"月途中の開始・終了", XLSX_WRAP, 36}};
/* clang-format on */

/* --- reading --- */

static void load_planned(struct proxy_list *pl, struct rows *r)
{
	while (rows_next(r)) {
		CHECK(row_int(r, 0) > 0 && row_int(r, 0) < PAYMENT_BOOK_PARTS);
		pl->planned[row_int(r, 0)] =
			(struct sums){row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_int(r, 5)};
	}
}

static enum err_code load(struct proxy_list *pl, struct err *e)
{
	const struct sql_stmt *const statements[] = {
		&sql_payment_check_head, &sql_proxy_list_decided, &sql_proxy_list_planned, &sql_proxy_list_payees};
	struct rows *rows[4];

	if (chunk_read(pl->b.chunk, statements, 4, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[1]));
	pl->decided = row_int(rows[1], 0);
	pl->housing = row_int(rows[1], 1);
	pl->premium = row_int(rows[1], 2);
	load_planned(pl, rows[2]);
	pl->payees = rows[3];
	return payment_book_open(&pl->b, "proxy_list", "代理納付一覧", rows[0], e);
}

/* --- 照合 --- */

static void put_balance(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *what, const int64_t yen[static 3])
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, what);
	for (int i = 0; i < 3; i++)
		xlsx_put_number(s, yen[i]);
	xlsx_row_end(s);
}

/* What was decided and not to be paid to somebody else is what is due to households; of all, each part's due is
 * what was paid, is paid now, and is left. */
static bool adds_up(const struct proxy_list *pl)
{
	const struct sums *own = &pl->planned[PART_HOUSEHOLD], *rent = &pl->planned[PART_RENT];
	const struct sums *premium = &pl->planned[PART_CARE_PREMIUM];
	bool same = pl->decided == own->due + rent->due + premium->due && rent->due <= pl->housing &&
				premium->due <= pl->premium;

	for (int part = PART_HOUSEHOLD; part < PAYMENT_BOOK_PARTS; part++) {
		const struct sums *t = &pl->planned[part];

		same = same && t->due == t->paid + t->now + t->open - t->over;
	}
	return same;
}

static enum err_code put_overview(const struct proxy_list *pl, struct err *e)
{
	const struct sums *own = &pl->planned[PART_HOUSEHOLD], *rent = &pl->planned[PART_RENT];
	const struct sums *premium = &pl->planned[PART_CARE_PREMIUM];
	struct xlsx_sheet *s = payment_book_page(&pl->b, "照合");

	xlsx_heading(s, arena_printf(pl->b.chunk->arena, "支給日　%s", payment_book_pay_day(&pl->b)));
	xlsx_table(s, COLUMNS(balance_columns));
	put_balance(s, XLSX_ROW_DATA, "代理納付　今回支払",
		(int64_t[]){rent->now, premium->now, rent->now + premium->now});
	put_balance(s, XLSX_ROW_DATA, "代理納付　支払済み",
		(int64_t[]){rent->paid, premium->paid, rent->paid + premium->paid});
	put_balance(s, XLSX_ROW_DATA, "代理納付　保留（未払い）",
		(int64_t[]){rent->open, premium->open, rent->open + premium->open});
	put_balance(s, XLSX_ROW_DATA, "代理納付　払い過ぎ",
		(int64_t[]){-rent->over, -premium->over, -rent->over - premium->over});
	put_balance(s, XLSX_ROW_DATA, "本人へ（口座振込・窓口支給）",
		(int64_t[]){pl->housing - rent->due, pl->premium - premium->due, own->due});
	put_balance(s, XLSX_ROW_TOTAL, "決定額", (int64_t[]){pl->housing, pl->premium, pl->decided});
	if (!adds_up(pl))
		return err_set(
			e, ERR_BALANCE, 2363, "what was decided is not what is paid on behalf of households and to them");
	return ERR_OK;
}

static void put_payees(struct proxy_list *pl)
{
	struct xlsx_sheet *s = payment_book_list(
		&pl->b, "代理納付先別", "家主、保険者の口座ごとの、今回支払った額。", COLUMNS(payee_columns));
	struct rows *r = pl->payees;
	int64_t n = 0, yen = 0;

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, payment_book_part(row_int(r, 0)));
		xlsx_put_number(s, row_int(r, 1));
		for (int column = 2; column < 6; column++)
			payment_book_put_text(s, r, column, "");
		xlsx_put_number(s, row_int(r, 6));
		xlsx_put_number(s, row_int(r, 7));
		xlsx_row_end(s);
		pl->to_payees[row_int(r, 0)] += row_int(r, 7);
		n += row_int(r, 6);
		yen += row_int(r, 7);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 1; i < 6; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, n);
	xlsx_put_number(s, yen);
	xlsx_row_end(s);
}

/* --- 家主へ, 保険者へ --- */

static void put_caseworker_case(struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_put_number(s, row_int(r, CASEWORKER));
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	payment_book_put_text(s, r, NAME, "（支援措置）");
}

static char *append_day(struct arena *a, char *text, const struct rows *r, int column, const char *what)
{
	char day[64];

	if (row_null(r, column))
		return text;
	return arena_printf(
		a, "%s%s%s%s", text, *text != '\0' ? "、" : "", day_format_era(row_day(r, column), day), what);
}

/* What of protection, and of who is paid, begins or ends in the month. */
static char *mid_month(const struct proxy_list *pl, const struct rows *r, int started_on, int proxy_from_on)
{
	struct arena *a = pl->b.page;
	char *text = append_day(a, arena_strdup(a, ""), r, started_on, "保護開始・再開");

	text = append_day(a, text, r, started_on + 1, "保護停止・廃止");
	if (proxy_from_on == 0)
		return text;
	text = append_day(a, text, r, proxy_from_on, "代理納付の開始");
	return append_day(a, text, r, proxy_from_on + 1, "代理納付の終了");
}

static void put_state(const struct proxy_list *pl, struct xlsx_sheet *s, const struct rows *r)
{
	struct str reason = row_text(r, REASON);

	if (!row_null(r, PAID_NOW))
		xlsx_put_string(s, "支払った");
	else if (!row_null(r, REFUSAL))
		xlsx_put_string(
			s, arena_printf(pl->b.page, "支払わなかった。%s", payment_book_refusal(row_int(r, REFUSAL))));
	else if (row_int(r, HOLD) != PAYMENT_HOLD_NONE)
		xlsx_put_string(
			s, arena_printf(pl->b.page, "保留。%s%s%.*s", payment_book_hold(row_int(r, HOLD)),
				   reason.length > 0 ? "：" : "", (int)reason.length, reason.length > 0 ? reason.at : ""));
	else
		xlsx_put_string(s, "支払済み");
}

static void put_row(struct proxy_list *pl, struct xlsx_sheet *s, const struct rows *r)
{
	struct chunk *c = pl->b.chunk;
	struct sums *t = &pl->listed[row_int(r, PART)];
	int64_t now = row_null(r, PAID_NOW) ? 0 : row_int(r, PAID_NOW), left = row_int(r, LEFT) - now;

	t->due += row_int(r, DUE);
	t->paid += row_int(r, PAID);
	t->now += now;
	t->open += left > 0 ? left : 0;
	t->over += left < 0 ? -left : 0;
	if (!chunk_take(c, row_int(r, HOUSEHOLD) * 10 + row_int(r, PART)))
		return;
	c->count.read++;
	c->count.written++;
	c->count.yen += now;
	xlsx_row_begin(s, XLSX_ROW_DATA);
	if (row_null(r, PAYEE_NO))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, row_int(r, PAYEE_NO));
	payment_book_put_text(s, r, PAYEE_NAME, "");
	put_caseworker_case(s, r);
	xlsx_put_number(s, row_int(r, AID));
	xlsx_put_number(s, row_int(r, DUE));
	xlsx_put_number(s, row_int(r, PAID));
	xlsx_put_number(s, now);
	xlsx_put_number(s, left);
	put_state(pl, s, r);
	xlsx_put_string(s, mid_month(pl, r, STARTED_ON, PROXY_FROM_ON));
	xlsx_row_end(s);
}

static enum err_code put_rows(struct proxy_list *pl, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_proxy_list_page;
	struct xlsx_sheet *sheet[PAYMENT_BOOK_PARTS] = {
		[PART_RENT] =
			payment_book_list(&pl->b, "家主へ", "家賃の代理納付。家主ごと（円）。", COLUMNS(list_columns)),
		[PART_CARE_PREMIUM] = payment_book_list(
			&pl->b, "保険者へ", "介護保険料の代理納付。保険者ごと（円）。", COLUMNS(list_columns))};
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(pl->b.page);
		if (chunk_read_page(pl->b.chunk, key, pl->b.page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, SORT_KEY) + 1;
			put_row(pl, sheet[row_int(r, PART)], r);
		}
	} while (rows_count(r) > 0);
	for (int part = PART_RENT; part < PAYMENT_BOOK_PARTS; part++) {
		const struct sums *l = &pl->listed[part], *t = &pl->planned[part];

		if (l->due != t->due || l->paid != t->paid || l->now != t->now || l->open != t->open ||
			l->over != t->over || l->now != pl->to_payees[part])
			return err_set(e, ERR_BALANCE, 2364, "rows and sums of the list of payees differ");
	}
	return ERR_OK;
}

/* --- 本人へ --- */

static const char *kept_term(int64_t part, int64_t why)
{
	if (why == WHY_NOBODY)
		return "代理納付の登録がない";
	return part == PART_RENT ? "住宅扶助が家賃に満たないため、代理納付できない"
							 : "生活扶助が保険料に満たないため、代理納付できない";
}

static enum err_code put_kept(struct proxy_list *pl, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_proxy_list_kept;
	struct xlsx_sheet *s = payment_book_list(&pl->b, "本人へ支給",
		"代理納付とせず、本人へ支給する家賃、介護保険料（円）。", COLUMNS(kept_columns));
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(pl->b.page);
		if (chunk_read_page(pl->b.chunk, key, pl->b.page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, KEPT_SORT_KEY) + 1;
			xlsx_row_begin(s, XLSX_ROW_DATA);
			put_caseworker_case(s, r);
			xlsx_put_string(s, row_int(r, PART) == PART_RENT ? "家賃" : "介護保険料");
			xlsx_put_number(s, row_int(r, KEPT_AID));
			xlsx_put_number(s, row_int(r, KEPT_WANTED));
			xlsx_put_string(s, kept_term(row_int(r, PART), row_int(r, KEPT_WHY)));
			xlsx_put_string(s, mid_month(pl, r, KEPT_STARTED_ON, 0));
			xlsx_row_end(s);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct proxy_list pl = {.b = {.chunk = c}};

	if (load(&pl, e) != ERR_OK || put_overview(&pl, e) != ERR_OK)
		return e->code;
	put_payees(&pl);
	if (put_rows(&pl, e) != ERR_OK || put_kept(&pl, e) != ERR_OK)
		return e->code;
	return xlsx_close(pl.b.book, e);
}

const struct job report_proxy_list = {
	.name = "proxy_list",
	.title = "代理納付一覧",
	.targets = &sql_proxy_list_targets,
	.chunk = chunk,
	.balance = &sql_proxy_list_balance,
};
