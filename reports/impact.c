/*
 * impact.c: 変更一覧, what the approver reads before the gate: every household, before, after, why.
 *
 * One chunk and one workbook per office.  概要 comes from sums made by the database, the lists from
 * pages of rows; both must agree, or the workbook is not published.  Memory holds one page.
 */
#include "gen/sql.h"
#include "getsuji/benefit.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* More caseworkers than this get no sheets of their own: the filter of 変更一覧 serves as well. */
#define CASEWORKER_SHEETS_MAX 40

#define AID_TYPES 6 /* 生活 住宅 教育 生業 出産 葬祭, the order of result.change */

struct caseworker {
	int64_t number;
	char *label; /* "03 佐藤 一郎" */
	int64_t households, changed, before_yen, after_yen;
	struct xlsx_sheet *sheet; /* NULL: none of his own */
};

struct impact {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	char *month;  /* 令和9年1月 */
	char *office; /* its name */
	day_t cut_on;
	struct rows *kinds, *totals, *cautions, *largest;
	struct caseworker *caseworkers; /* by number */
	size_t n_caseworkers;
	struct xlsx_sheet *changes, *all, *not_computable, *undeclared;
	int64_t after_yen;    /* of all households, in the database's sum */
	int64_t left_out_yen; /* of those that are in quarantine instead */
};

static const char *const kind_terms[] = {
	[CHANGE_NONE] = "変更なし",
	[CHANGE_OPENING] = "開始",
	[CHANGE_CHANGE] = "変更",
	[CHANGE_SUSPENSION] = "停止",
	[CHANGE_CLOSING] = "廃止",
};

static const char *kind_term(int64_t kind)
{
	CHECK(kind >= 0 && kind <= CHANGE_CLOSING);
	return kind_terms[kind];
}

static const char *income_term(int64_t kind)
{
	switch (kind) {
#define X(name, number, word, term) \
	case name: \
		return term;
		FACT_INCOMES(X)
#undef X
	default:
		return "";
	}
}

static const char *const aid_terms[AID_TYPES] = {
	"生活扶助", "住宅扶助", "教育扶助", "生業扶助", "出産扶助", "葬祭扶助"};

/* --- columns --- */

static const struct xlsx_column kind_columns[] = {
	{"決定の種別", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0},
	{"通知書", XLSX_NUMBER, 0},
	{"変更前（円）", XLSX_NUMBER, 0},
	{"変更後（円）", XLSX_NUMBER, 0},
	{"増減（円）", XLSX_CHANGE, 0},
};

static const struct xlsx_column aid_columns[] = {
	{"扶助の種類", XLSX_TEXT, 0},
	{"変更前（円）", XLSX_NUMBER, 0},
	{"変更後（円）", XLSX_NUMBER, 0},
	{"増減（円）", XLSX_CHANGE, 0},
};

static const struct xlsx_column caution_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"世帯数", XLSX_NUMBER, 0}};

static const struct xlsx_column caseworker_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0},
	{"変更世帯数", XLSX_NUMBER, 0},
	{"変更前（円）", XLSX_NUMBER, 0},
	{"変更後（円）", XLSX_NUMBER, 0},
	{"増減（円）", XLSX_CHANGE, 0},
};

static const struct xlsx_column change_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"種別", XLSX_CODE, 0},
	{"適用日", XLSX_DAY, 0},
	{"最低\n生活費\n変更前", XLSX_NUMBER, 0},
	{"最低\n生活費\n変更後", XLSX_NUMBER, 0},
	{"収入\n充当額\n変更前", XLSX_NUMBER, 0},
	{"収入\n充当額\n変更後", XLSX_NUMBER, 0},
	{"支給額\n変更前", XLSX_NUMBER, 0},
	{"支給額\n変更後", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
	{"変更の理由", XLSX_WRAP, 60},
	{"備考", XLSX_WRAP, 12},
};

static const struct xlsx_column all_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"種別", XLSX_CODE, 0},
	{"最低\n生活費\n変更前", XLSX_NUMBER, 0},
	{"最低\n生活費\n変更後", XLSX_NUMBER, 0},
	{"収入\n充当額\n変更前", XLSX_NUMBER, 0},
	{"収入\n充当額\n変更後", XLSX_NUMBER, 0},
	{"生活\n扶助\n変更前", XLSX_NUMBER, 0},
	{"生活\n扶助\n変更後", XLSX_NUMBER, 0},
	{"住宅\n扶助\n変更前", XLSX_NUMBER, 0},
	{"住宅\n扶助\n変更後", XLSX_NUMBER, 0},
	{"その他\nの扶助\n変更前", XLSX_NUMBER, 0},
	{"その他\nの扶助\n変更後", XLSX_NUMBER, 0},
	{"支給額\n変更前", XLSX_NUMBER, 0},
	{"支給額\n変更後", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
	{"本人\n支払額\n変更前", XLSX_NUMBER, 0},
	{"本人\n支払額\n変更後", XLSX_NUMBER, 0},
	{"備考", XLSX_WRAP, 12},
};

static const struct xlsx_column largest_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"種別", XLSX_CODE, 0},
	{"支給額\n変更前", XLSX_NUMBER, 0},
	{"支給額\n変更後", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
	{"変更の理由", XLSX_WRAP, 72},
};

static const struct xlsx_column not_computable_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"規則", XLSX_CODE, 0},
	{"計算できない理由", XLSX_WRAP, 80},
};

static const struct xlsx_column undeclared_columns[] = {
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"世帯員番号", XLSX_NUMBER, 0},
	{"収入の種類", XLSX_TEXT, 0},
	{"最後に申告のあった月（初日）", XLSX_DAY, 0},
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* --- cells that several sheets have --- */

static int compare_number(const void *key, const void *element)
{
	int64_t number = *(const int64_t *)key, other = ((const struct caseworker *)element)->number;

	return (number > other) - (number < other);
}

static struct caseworker *find_caseworker(const struct impact *im, int64_t number)
{
	return im->n_caseworkers == 0 ? NULL
								  : bsearch(&number, im->caseworkers, im->n_caseworkers,
										sizeof(im->caseworkers[0]), compare_number);
}

static void put_case(struct xlsx_sheet *s, int64_t household_id, struct str head)
{
	xlsx_put_number(s, household_id % HOUSEHOLD_PER_OFFICE);
	xlsx_put_text(s, head.at, head.length);
}

static void put_caseworker(const struct impact *im, struct xlsx_sheet *s, int64_t number)
{
	const struct caseworker *w = find_caseworker(im, number);
	char text[24];

	snprintf(text, sizeof(text), "%02" PRId64, number);
	xlsx_put_string(s, w ? w->label : text);
}

static void put_sum(struct xlsx_sheet *s, int64_t before, int64_t after)
{
	xlsx_put_number(s, before);
	xlsx_put_number(s, after);
	xlsx_put_number(s, after - before);
}

/* --- 概要 --- */

static void put_kinds(const struct impact *im, struct xlsx_sheet *s)
{
	int64_t households = 0, letters = 0, before = 0, after = 0;

	xlsx_heading(s, "決定の種別");
	xlsx_table(s, COLUMNS(kind_columns));
	while (rows_next(im->kinds)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, kind_term(row_int(im->kinds, 0)));
		xlsx_put_number(s, row_int(im->kinds, 1));
		xlsx_put_number(s, row_int(im->kinds, 2));
		put_sum(s, row_int(im->kinds, 3), row_int(im->kinds, 4));
		xlsx_row_end(s);
		households += row_int(im->kinds, 1);
		letters += row_int(im->kinds, 2);
		before += row_int(im->kinds, 3);
		after += row_int(im->kinds, 4);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, households);
	xlsx_put_number(s, letters);
	put_sum(s, before, after);
	xlsx_row_end(s);
}

static void put_aids(struct impact *im, struct xlsx_sheet *s)
{
	const struct rows *r = im->totals;

	xlsx_heading(s, "扶助の種類ごとの支給額");
	xlsx_table(s, COLUMNS(aid_columns));
	CHECK(rows_next(im->totals));
	for (int i = 0; i < AID_TYPES; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, aid_terms[i]);
		put_sum(s, row_int(r, 2 * i), row_int(r, 2 * i + 1));
		xlsx_row_end(s);
	}
	im->after_yen = row_int(r, 2 * AID_TYPES + 1);
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "支給額の合計");
	put_sum(s, row_int(r, 2 * AID_TYPES), im->after_yen);
	xlsx_row_end(s);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, "（別掲）本人支払額");
	put_sum(s, row_int(r, 2 * AID_TYPES + 2), row_int(r, 2 * AID_TYPES + 3));
	xlsx_row_end(s);
}

static void put_cautions(const struct impact *im, struct xlsx_sheet *s)
{
	static const char *const terms[] = {"推計値の基準額を使った世帯",
		"収入申告が未提出の世帯（前回の認定を継続）", "計算できなかった世帯（支給額に含まない）"};

	xlsx_heading(s, "確認事項");
	xlsx_table(s, COLUMNS(caution_columns));
	CHECK(rows_next(im->cautions));
	for (int i = 0; i < 3; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, terms[i]);
		xlsx_put_number(s, row_int(im->cautions, i));
		xlsx_row_end(s);
	}
}

static void put_caseworkers(const struct impact *im, struct xlsx_sheet *s)
{
	xlsx_heading(s, "担当員ごとの支給額");
	xlsx_table(s, COLUMNS(caseworker_columns));
	for (size_t i = 0; i < im->n_caseworkers; i++) {
		const struct caseworker *w = &im->caseworkers[i];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, w->label);
		xlsx_put_number(s, w->households);
		xlsx_put_number(s, w->changed);
		put_sum(s, w->before_yen, w->after_yen);
		xlsx_row_end(s);
	}
}

static void put_overview(struct impact *im)
{
	struct arena *a = im->chunk->arena;
	const struct run_info *run = im->chunk->task->run;
	char day[64];
	struct xlsx_sheet_about about = {.name = "概要", .portrait = true};
	struct xlsx_sheet *s;

	about.title = arena_printf(a, "保護変更一覧　%s分", im->month);
	about.note =
		arena_printf(a, "%s　処理番号 %d　第%d版　事実の基準日 %s（この日までに記録された事実による）",
			im->office, run->run_id, run->edition, day_format_era(im->cut_on, day));
	s = xlsx_sheet(im->book, &about);
	put_kinds(im, s);
	put_aids(im, s);
	put_cautions(im, s);
	put_caseworkers(im, s);
}

/* --- lists --- */

static void put_largest(const struct impact *im)
{
	struct rows *r = im->largest;
	struct xlsx_sheet_about about = {"増減の大きい世帯", NULL,
		"支給額の増加の大きい順に50世帯、減少の大きい順に50世帯", COLUMNS(largest_columns), 2, false};
	struct xlsx_sheet *s;

	about.title = arena_printf(im->chunk->arena, "増減の大きい世帯　%s分", im->month);
	s = xlsx_sheet(im->book, &about);
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_case(s, row_int(r, 0), row_text(r, 1));
		put_caseworker(im, s, row_int(r, 2));
		xlsx_put_string(s, kind_term(row_int(r, 3)));
		put_sum(s, row_int(r, 4), row_int(r, 5));
		if (row_int(r, 3) == CHANGE_NONE)
			xlsx_put_string(s, "停止中（停止は決定済み）");
		else
			xlsx_put_text(s, row_text(r, 6).at, row_text(r, 6).length);
		xlsx_row_end(s);
	}
}

/* What stands in 備考: columns 3 kind, 5 notice, 24 and 25 totals, 27 estimated, 28 carried_on of
 * impact_page.  Another amount without a change is a suspension that goes on: its month was decided. */
static void put_remarks(struct xlsx_sheet *s, const struct rows *r)
{
	bool changed = row_int(r, 3) != CHANGE_NONE;
	char text[128];

	snprintf(text, sizeof(text), "%s%s%s%s", row_bool(r, 27) ? "推計値 " : "",
		row_int(r, 28) > 0 ? "申告未提出 " : "", changed && !row_bool(r, 5) ? "通知なし " : "",
		!changed && row_int(r, 24) != row_int(r, 25) ? "停止中 " : "");
	xlsx_put_text(s, text, strlen(text) > 0 ? strlen(text) - 1 : 0);
}

/* The first columns of both lists of impact_page: case, head, caseworker, kind. */
static void put_page_start(const struct impact *im, struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_case(s, row_int(r, 0), row_text(r, 1));
	put_caseworker(im, s, row_int(r, 2));
	xlsx_put_string(s, kind_term(row_int(r, 3)));
}

/* Columns of impact_page that go out as they come. */
static void put_numbers(struct xlsx_sheet *s, const struct rows *r, int first, int last)
{
	for (int column = first; column <= last; column++)
		xlsx_put_number(s, row_int(r, column));
}

static void put_change(const struct impact *im, struct xlsx_sheet *s, const struct rows *r)
{
	put_page_start(im, s, r);
	xlsx_put_day(s, row_day(r, 4));
	put_numbers(s, r, 20, 23);
	put_sum(s, row_int(r, 24), row_int(r, 25));
	xlsx_put_text(s, row_text(r, 26).at, row_text(r, 26).length);
	put_remarks(s, r);
	xlsx_row_end(s);
}

static void put_household(struct impact *im, const struct rows *r)
{
	struct xlsx_sheet *s = im->all;
	struct caseworker *w = find_caseworker(im, row_int(r, 2));
	struct chunk_counts *count = &im->chunk->count;

	if (!chunk_take(im->chunk, row_int(r, 0))) {
		im->left_out_yen += row_int(r, 25);
		return;
	}
	put_page_start(im, s, r);
	put_numbers(s, r, 20, 23);
	put_numbers(s, r, 6, 9);
	for (int after = 0; after < 2; after++) {
		int64_t others = 0;

		for (int column = 10; column < 18; column += 2)
			others += row_int(r, column + after);
		xlsx_put_number(s, others);
	}
	put_sum(s, row_int(r, 24), row_int(r, 25));
	put_numbers(s, r, 18, 19);
	put_remarks(s, r);
	xlsx_row_end(s);
	count->read++;
	count->yen += row_int(r, 25);
	if (row_int(r, 3) == CHANGE_NONE) {
		count->unchanged++;
		return;
	}
	count->written++;
	put_change(im, im->changes, r);
	if (w && w->sheet)
		put_change(im, w->sheet, r);
}

static void put_not_computable(struct impact *im, const struct rows *r)
{
	struct xlsx_sheet *s = im->not_computable;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_case(s, row_int(r, 0), row_text(r, 1));
	put_caseworker(im, s, row_int(r, 2));
	xlsx_put_text(s, row_text(r, 3).at, row_text(r, 3).length);
	xlsx_put_text(s, row_text(r, 4).at, row_text(r, 4).length);
	xlsx_row_end(s);
}

static void put_undeclared(struct impact *im, const struct rows *r)
{
	struct xlsx_sheet *s = im->undeclared;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_case(s, row_int(r, 0), row_text(r, 1));
	put_caseworker(im, s, row_int(r, 2));
	if (row_null(r, 3)) {
		xlsx_put_blank(s);
		xlsx_put_blank(s);
	} else {
		xlsx_put_number(s, row_int(r, 3));
		xlsx_put_string(s, income_term(row_int(r, 4)));
	}
	xlsx_put_day(s, row_day(r, 5));
	xlsx_row_end(s);
}

static struct xlsx_sheet *add_list(
	struct impact *im, const char *name, const char *note, const struct xlsx_column *columns, int n_columns)
{
	struct xlsx_sheet_about about = {name, NULL, note, columns, n_columns, 2, false};

	about.title = arena_printf(im->chunk->arena, "%s　%s分", name, im->month);
	return xlsx_sheet(im->book, &about);
}

static void add_lists(struct impact *im)
{
	im->changes = add_list(im, "変更一覧", im->office, COLUMNS(change_columns));
	put_largest(im);
	im->not_computable =
		add_list(im, "計算不能", "計算できなかった世帯。支給額は決定されない。規則の番号は規則一覧による。",
			COLUMNS(not_computable_columns));
	im->undeclared = add_list(im, "収入申告未提出",
		"今月分の収入申告書がない世帯。前回認定した収入を継続して認定した。", COLUMNS(undeclared_columns));
	im->all = add_list(im, "全世帯",
		"その他の扶助は、教育・生業・出産・葬祭の合計。変更の理由は変更一覧による。", COLUMNS(all_columns));
	if (im->n_caseworkers < 2 || im->n_caseworkers > CASEWORKER_SHEETS_MAX)
		return;
	for (size_t i = 0; i < im->n_caseworkers; i++) {
		struct caseworker *w = &im->caseworkers[i];

		if (w->changed > 0)
			w->sheet = add_list(
				im, arena_printf(im->chunk->arena, "担当 %s", w->label), im->office, COLUMNS(change_columns));
	}
}

/* Hands each row of a paged statement to put(); column 0 is the key. */
static enum err_code each_row(struct impact *im, const struct sql_stmt *q,
	void (*put)(struct impact *im, const struct rows *r), struct err *e)
{
	int64_t key = im->chunk->lo;

	for (;;) {
		struct rows *r;

		arena_reset(im->page);
		if (chunk_read_page(im->chunk, key, im->page, &q, 1, &r, e) != ERR_OK)
			return e->code;
		if (rows_count(r) == 0)
			return ERR_OK;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			put(im, r);
		}
	}
}

/* --- the job --- */

static void load_caseworkers(struct impact *im, struct rows *r)
{
	struct arena *a = im->chunk->arena;

	im->caseworkers = arena_array(a, rows_count(r), sizeof(im->caseworkers[0]));
	while (rows_next(r)) {
		struct caseworker *w = &im->caseworkers[im->n_caseworkers++];
		struct str name = row_text(r, 1);

		w->number = row_int(r, 0);
		w->label = arena_printf(a, "%02" PRId64 "%s%.*s", w->number, name.length > 0 ? " " : "",
			(int)name.length, name.length > 0 ? name.at : "");
		w->households = row_int(r, 2);
		w->changed = row_int(r, 3);
		w->before_yen = row_int(r, 4);
		w->after_yen = row_int(r, 5);
	}
}

static enum err_code load(struct impact *im, struct err *e)
{
	const struct sql_stmt *const stmts[] = {&sql_impact_office, &sql_impact_kinds, &sql_impact_totals,
		&sql_impact_cautions, &sql_impact_caseworkers, &sql_impact_largest};
	struct rows *rows[6];

	if (chunk_read(im->chunk, stmts, 6, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	im->office = str_copy(im->chunk->arena, row_text(rows[0], 0));
	im->cut_on = row_day(rows[0], 1);
	im->kinds = rows[1];
	im->totals = rows[2];
	im->cautions = rows[3];
	load_caseworkers(im, rows[4]);
	im->largest = rows[5];
	return ERR_OK;
}

static enum err_code impact_chunk(struct chunk *c, struct err *e)
{
	const struct run_info *run = c->task->run;
	struct impact im = {.chunk = c, .page = arena_new_in(c->arena)};
	struct xlsx_about about = {.title = "保護変更一覧", .month = run->month};
	char month[64];

	im.month = arena_strdup(c->arena, month_format_era(run->month, month));
	if (load(&im, e) != ERR_OK)
		return e->code;
	about.subject = arena_printf(c->arena, "%s　%s分", im.office, im.month);
	about.file_id = arena_printf(c->arena, "変更一覧　処理番号 %d　第%d版", run->run_id, run->edition);
	month_format(run->month, month);
	const struct artifact *file = chunk_artifact(
		c, arena_printf(c->arena, "impact-%05lld-%s.xlsx", c->lo / HOUSEHOLD_PER_OFFICE, month));
	about.name = file->name;
	if (xlsx_open(file->path, &about, c->arena, &im.book, e) != ERR_OK)
		return e->code;
	put_overview(&im);
	add_lists(&im);
	if (each_row(&im, &sql_impact_page, put_household, e) != ERR_OK ||
		each_row(&im, &sql_impact_not_computable, put_not_computable, e) != ERR_OK ||
		each_row(&im, &sql_impact_undeclared, put_undeclared, e) != ERR_OK)
		return e->code;
	if (c->count.yen + im.left_out_yen != im.after_yen)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return xlsx_close(im.book, e);
}

const struct job report_impact = {
	.name = "impact",
	.title = "変更一覧",
	.targets = &sql_impact_targets,
	.chunk = impact_chunk,
	.balance = &sql_impact_balance,
};
