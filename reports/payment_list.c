/*
 * payment_list.c: 支給一覧, who is paid how much this month, with totals per aid type and caseworker.
 *
 * One chunk and one workbook per office, after the gate: only what the confirmed run claimed.  集計 comes
 * from sums made by the database, 支給一覧 from pages of rows added up here; both must agree to the yen,
 * and each row's aid types must give its total, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/benefit.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

#include <inttypes.h>

/* The columns of money: what is paid per aid type, 生業 with 高等学校等就学費, and the total. */
enum amount { LIVELIHOOD, HOUSING, EDUCATION, OCCUPATION, BIRTH, FUNERAL, TOTAL, AMOUNTS };

static const char *const amount_terms[AMOUNTS] = {
	"生活扶助", "住宅扶助", "教育扶助", "生業扶助", "出産扶助", "葬祭扶助", "支給額"};

struct sums {
	int64_t households;
	int64_t yen[AMOUNTS];
};

struct caseworker {
	int64_t number;
	char *label; /* "03 佐藤 一郎" */
	struct sums sums;
};

struct payment_list {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	char *month;                    /* 令和9年1月 */
	char *office;                   /* its name */
	struct caseworker *caseworkers; /* by number */
	size_t n_caseworkers;
	struct sums by_method[2]; /* PAY_BANK, PAY_COUNTER */
	struct sums total;        /* as the database adds up */
	struct rows *excluded, *held;
	struct sums listed;   /* as the rows of the list add up */
	struct sums left_out; /* of households that are in quarantine instead */
	int64_t landlord_yen, own_payment_yen;
	struct xlsx_sheet *list;
};

static const struct xlsx_column list_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"支給方法", XLSX_CODE, 0},
	{"生活扶助", XLSX_NUMBER, 0},
	{"住宅扶助", XLSX_NUMBER, 0},
	{"教育扶助", XLSX_NUMBER, 0},
	{"生業扶助", XLSX_NUMBER, 0},
	{"出産扶助", XLSX_NUMBER, 0},
	{"葬祭扶助", XLSX_NUMBER, 0},
	{"支給額", XLSX_NUMBER, 0},
	{"うち代理納付\n（家主へ）", XLSX_NUMBER, 0},
	{"うち本人へ", XLSX_NUMBER, 0},
	{"（別掲）\n本人支払額", XLSX_NUMBER, 0},
};

static const struct xlsx_column aid_columns[] = {
	{"扶助の種類", XLSX_TEXT, 0},
	{"口座振込（円）", XLSX_NUMBER, 0},
	{"窓口支給（円）", XLSX_NUMBER, 0},
	{"合計（円）", XLSX_NUMBER, 0},
};

static const struct xlsx_column caseworker_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0},
	{"生活扶助", XLSX_NUMBER, 0},
	{"住宅扶助", XLSX_NUMBER, 0},
	{"教育扶助", XLSX_NUMBER, 0},
	{"生業扶助", XLSX_NUMBER, 0},
	{"出産扶助", XLSX_NUMBER, 0},
	{"葬祭扶助", XLSX_NUMBER, 0},
	{"支給額", XLSX_NUMBER, 0},
};

static const struct xlsx_column excluded_columns[] = {
	{"ケース\n番号", XLSX_ID, 0}, {"世帯主", XLSX_TEXT, 0}, {"除外の理由", XLSX_WRAP, 60}};

static const struct xlsx_column held_columns[] = {{"ケース\n番号", XLSX_ID, 0}, {"世帯主", XLSX_TEXT, 0},
	{"支給額", XLSX_NUMBER, 0}, {"保留の理由", XLSX_WRAP, 60}};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const char *method_term(int64_t method)
{
	switch (method) {
#define X(name, number, word, term) \
	case name: \
		return term;
		FACT_PAYMENT_METHODS(X)
#undef X
	default:
		return "";
	}
}

static void add_sums(struct sums *to, const struct sums *from)
{
	to->households += from->households;
	for (int i = 0; i < AMOUNTS; i++)
		to->yen[i] += from->yen[i];
}

static void put_case(struct xlsx_sheet *s, int64_t household_id, struct str head)
{
	xlsx_put_number(s, household_id % HOUSEHOLD_PER_OFFICE);
	xlsx_put_text(s, head.at, head.length);
}

static const char *caseworker_label(const struct payment_list *pl, int64_t number)
{
	size_t lo = 0, hi = pl->n_caseworkers;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (pl->caseworkers[middle].number == number)
			return pl->caseworkers[middle].label;
		if (pl->caseworkers[middle].number < number)
			lo = middle + 1;
		else
			hi = middle;
	}
	return "";
}

/* --- 集計 --- */

static void put_aids(const struct payment_list *pl, struct xlsx_sheet *s)
{
	const struct sums *bank = &pl->by_method[0], *counter = &pl->by_method[1];

	xlsx_heading(s, "扶助の種類ごとの支給額");
	xlsx_table(s, COLUMNS(aid_columns));
	for (int i = 0; i < AMOUNTS; i++) {
		xlsx_row_begin(s, i == TOTAL ? XLSX_ROW_TOTAL : XLSX_ROW_DATA);
		xlsx_put_string(s, amount_terms[i]);
		xlsx_put_number(s, bank->yen[i]);
		xlsx_put_number(s, counter->yen[i]);
		xlsx_put_number(s, pl->total.yen[i]);
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, "世帯数");
	xlsx_put_number(s, bank->households);
	xlsx_put_number(s, counter->households);
	xlsx_put_number(s, pl->total.households);
	xlsx_row_end(s);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, "保留世帯（支給しない）");
	xlsx_put_blank(s);
	xlsx_put_blank(s);
	xlsx_put_number(s, (int64_t)rows_count(pl->held));
	xlsx_row_end(s);
}

static void put_sums(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *label, const struct sums *sums)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, label);
	xlsx_put_number(s, sums->households);
	for (int i = 0; i < AMOUNTS; i++)
		xlsx_put_number(s, sums->yen[i]);
	xlsx_row_end(s);
}

static void put_excluded(const struct payment_list *pl)
{
	struct xlsx_sheet_about about = {"除外世帯", NULL,
		"決裁後に事実が変わったため、確定から除外した世帯。支給一覧に含まない。", COLUMNS(excluded_columns),
		2, false};
	struct rows *r = pl->excluded;
	struct xlsx_sheet *s;

	about.title = arena_printf(pl->chunk->arena, "除外世帯　%s分", pl->month);
	s = xlsx_sheet(pl->book, &about);
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_case(s, row_int(r, 0), row_text(r, 1));
		xlsx_put_text(s, row_text(r, 2).at, row_text(r, 2).length);
		xlsx_row_end(s);
	}
}

/* Decided, but not paid until a person lifts the hold; counted as held. */
static void put_held(const struct payment_list *pl)
{
	struct xlsx_sheet_about about = {"保留世帯", NULL,
		"保留の指示があるため支給しない世帯。決定は有効で、支給一覧に含まない。", COLUMNS(held_columns), 2,
		false};
	struct chunk *c = pl->chunk;
	struct rows *r = pl->held;
	int64_t yen = 0;
	struct xlsx_sheet *s;

	about.title = arena_printf(c->arena, "保留世帯　%s分", pl->month);
	s = xlsx_sheet(pl->book, &about);
	while (rows_next(r)) {
		struct str hold = row_text(r, 3), reason = row_text(r, 4);

		if (!chunk_take(c, row_int(r, 0)))
			continue;
		c->count.read++;
		chunk_hold(c, row_int(r, 0), str_copy(c->arena, hold), str_copy(c->arena, reason));
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_case(s, row_int(r, 0), row_text(r, 1));
		xlsx_put_number(s, row_int(r, 2));
		xlsx_put_text(s, reason.at, reason.length);
		xlsx_row_end(s);
		yen += row_int(r, 2);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	xlsx_put_number(s, yen);
	xlsx_put_blank(s);
	xlsx_row_end(s);
}

static void put_overview(const struct payment_list *pl)
{
	const struct run_info *run = pl->chunk->task->run;
	struct xlsx_sheet_about about = {.name = "集計", .portrait = true};
	struct xlsx_sheet *s;

	about.title = arena_printf(pl->chunk->arena, "保護費支給一覧　%s分", pl->month);
	about.note =
		arena_printf(pl->chunk->arena, "%s　処理番号 %d　第%d版", pl->office, run->run_id, run->edition);
	s = xlsx_sheet(pl->book, &about);
	put_aids(pl, s);
	xlsx_heading(s, "担当員ごとの支給額");
	xlsx_table(s, COLUMNS(caseworker_columns));
	for (size_t i = 0; i < pl->n_caseworkers; i++)
		put_sums(s, XLSX_ROW_DATA, pl->caseworkers[i].label, &pl->caseworkers[i].sums);
	put_sums(s, XLSX_ROW_TOTAL, "合計", &pl->total);
}

/* --- 支給一覧 --- */

static enum err_code put_payment(struct payment_list *pl, const struct rows *r, struct err *e)
{
	struct xlsx_sheet *s = pl->list;
	struct sums row = {1, {row_int(r, 4), row_int(r, 5), row_int(r, 6), row_int(r, 7) + row_int(r, 8),
							  row_int(r, 9), row_int(r, 10), row_int(r, 11)}};
	int64_t landlord = row_int(r, 12);
	int64_t own_payment = row_int(r, 13) + row_int(r, 14) + row_int(r, 15);
	int64_t sum = 0;

	for (int i = 0; i < TOTAL; i++)
		sum += row.yen[i];
	if (sum != row.yen[TOTAL]) {
		err_set(e, ERR_BALANCE, 1741, "aid types of household %" PRId64 " do not add up to what is paid",
			row_int(r, 0));
		return e->code;
	}
	if (!chunk_take(pl->chunk, row_int(r, 0))) {
		add_sums(&pl->left_out, &row);
		return ERR_OK;
	}
	pl->chunk->count.read++;
	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_case(s, row_int(r, 0), row_text(r, 1));
	xlsx_put_string(s, caseworker_label(pl, row_int(r, 2)));
	xlsx_put_string(s, method_term(row_int(r, 3)));
	for (int i = 0; i < AMOUNTS; i++)
		xlsx_put_number(s, row.yen[i]);
	xlsx_put_number(s, landlord);
	xlsx_put_number(s, row.yen[TOTAL] - landlord);
	xlsx_put_number(s, own_payment);
	xlsx_row_end(s);
	add_sums(&pl->listed, &row);
	pl->landlord_yen += landlord;
	pl->own_payment_yen += own_payment;
	return ERR_OK;
}

static enum err_code put_payments(struct payment_list *pl, struct err *e)
{
	static const struct sql_stmt *const page = &sql_payment_list_page;
	int64_t key = pl->chunk->lo;
	struct rows *r;

	do {
		arena_reset(pl->page);
		if (chunk_read_page(pl->chunk, key, pl->page, &page, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			if (put_payment(pl, r, e) != ERR_OK)
				return e->code;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static void put_total(struct payment_list *pl)
{
	struct xlsx_sheet *s = pl->list;

	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	xlsx_put_blank(s);
	xlsx_put_blank(s);
	for (int i = 0; i < AMOUNTS; i++)
		xlsx_put_number(s, pl->listed.yen[i]);
	xlsx_put_number(s, pl->landlord_yen);
	xlsx_put_number(s, pl->listed.yen[TOTAL] - pl->landlord_yen);
	xlsx_put_number(s, pl->own_payment_yen);
	xlsx_row_end(s);
}

/* --- the job --- */

/* Columns of payment_list_groups: number, name, method, households, then the amounts. */
static void load_groups(struct payment_list *pl, struct rows *r)
{
	struct arena *a = pl->chunk->arena;
	struct caseworker *w = NULL;

	pl->caseworkers = arena_array(a, rows_count(r), sizeof(pl->caseworkers[0]));
	while (rows_next(r)) {
		struct str name = row_text(r, 1);
		struct sums sums = {.households = row_int(r, 3)};

		for (int i = 0; i < AMOUNTS; i++)
			sums.yen[i] = row_int(r, 4 + i);
		if (!w || w->number != row_int(r, 0)) {
			w = &pl->caseworkers[pl->n_caseworkers++];
			w->number = row_int(r, 0);
			w->label = arena_printf(a, "%02" PRId64 "%s%.*s", w->number, name.length > 0 ? " " : "",
				(int)name.length, name.length > 0 ? name.at : "");
		}
		add_sums(&w->sums, &sums);
		add_sums(&pl->by_method[row_int(r, 2) == PAY_BANK ? 0 : 1], &sums);
		add_sums(&pl->total, &sums);
	}
}

static enum err_code load(struct payment_list *pl, struct err *e)
{
	const struct sql_stmt *const stmts[] = {&sql_payment_list_office, &sql_payment_list_groups,
		&sql_payment_list_excluded, &sql_payment_list_held};
	struct rows *rows[4];

	if (chunk_read(pl->chunk, stmts, 4, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	pl->office = str_copy(pl->chunk->arena, row_text(rows[0], 0));
	load_groups(pl, rows[1]);
	pl->excluded = rows[2];
	pl->held = rows[3];
	return ERR_OK;
}

/* Rows and sums must agree, but for what is left out. */
static bool adds_up(const struct payment_list *pl)
{
	const struct sums *listed = &pl->listed, *left_out = &pl->left_out, *total = &pl->total;
	bool same = listed->households + left_out->households == total->households;

	for (int i = 0; i < AMOUNTS; i++)
		same = same && listed->yen[i] + left_out->yen[i] == total->yen[i];
	return same;
}

static enum err_code payment_list_chunk(struct chunk *c, struct err *e)
{
	const struct run_info *run = c->task->run;
	struct payment_list pl = {.chunk = c, .page = arena_new_in(c->arena)};
	struct xlsx_about about = {.title = "保護費支給一覧", .month = run->month};
	struct xlsx_sheet_about list = {"支給一覧", NULL, NULL, COLUMNS(list_columns), 2, false};
	const struct artifact *file;
	char month[64];

	pl.month = arena_strdup(c->arena, month_format_era(run->month, month));
	if (load(&pl, e) != ERR_OK)
		return e->code;
	about.subject = arena_printf(c->arena, "%s　%s分", pl.office, pl.month);
	about.file_id = arena_printf(c->arena, "支給一覧　処理番号 %d　第%d版", run->run_id, run->edition);
	month_format(run->month, month);
	file = chunk_artifact(
		c, arena_printf(c->arena, "payment_list-%05lld-%s.xlsx", c->lo / HOUSEHOLD_PER_OFFICE, month));
	about.name = file->name;
	if (xlsx_open(file->path, &about, c->arena, &pl.book, e) != ERR_OK)
		return e->code;
	put_overview(&pl);
	list.title = arena_printf(c->arena, "保護費支給一覧　%s分", pl.month);
	list.note = arena_printf(c->arena, "%s　確定した決定のうち支給額のある世帯（円）", pl.office);
	pl.list = xlsx_sheet(pl.book, &list);
	if (put_payments(&pl, e) != ERR_OK)
		return e->code;
	put_total(&pl);
	put_excluded(&pl);
	put_held(&pl);
	if (!adds_up(&pl))
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	c->count.written = pl.listed.households;
	c->count.yen = pl.listed.yen[TOTAL];
	return xlsx_close(pl.book, e);
}

const struct job report_payment_list = {
	.name = "payment_list",
	.title = "支給一覧",
	.targets = &sql_payment_list_targets,
	.chunk = payment_list_chunk,
	.balance = &sql_payment_list_balance,
};
