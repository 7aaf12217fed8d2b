/*
 * institution_diff.c: 指定機関名簿の変更: what changed in the directory of designated institutions since the month before,
 * what is doubtful in it, and which tickets, treatments and care plans of the month it affects.
 *
 * One workbook per run.  The directory is read a prefecture at a time and each row goes to its sheet, so memory is
 * flat; 概要, the first sheet, is written last, from what the others got.  Persons are case numbers only; of somebody
 * under 支援措置 no institution is shown, either.  The first run of an office has nothing to compare with: then the
 * sheets of changes are empty, which 概要 says.  Otherwise what came and what went must make the difference of the two
 * directories, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "getsuji/ticket.h"
#include "reports/backend/xlsx.h"
#include "reports/ticket_words.h"

#include <inttypes.h>

/* clang-format off */
enum sheet {
	SHEET_OVERVIEW, SHEET_ADDED, SHEET_ENDED, SHEET_NAME, SHEET_ADDRESS, SHEET_PERIOD, SHEET_CODE, SHEET_SOURCES,
	SHEET_AFFECTED, SHEETS
};

/* Columns of institution_diff_changes; its first one is the sheet. */
enum change {
	CHANGE_SHEET, CHANGE_KIND_OF, CHANGE_CODE, CHANGE_NAME, CHANGE_POSTAL, CHANGE_ADDRESS, CHANGE_FROM, CHANGE_TO,
	CHANGE_REASON, CHANGE_SOURCE, CHANGE_AS_OF, CHANGE_WAS_NAME, CHANGE_WAS_POSTAL, CHANGE_WAS_ADDRESS,
	CHANGE_WAS_FROM, CHANGE_WAS_TO
};

/* … of institution_diff_codes */
enum code { CODE_KIND, CODE_CODE, CODE_NAME, CODE_POSTAL, CODE_ADDRESS, CODE_SOURCE, CODE_AS_OF };

/* … of institution_diff_sources: what counts, then what the other list says. */
enum source {
	SOURCE_ITEM, SOURCE_KIND, SOURCE_CODE, SOURCE_NAME, SOURCE_ADDRESS, SOURCE_FROM, SOURCE_TO, SOURCE_SOURCE, SOURCE_AS_OF,
	SOURCE_OTHER /* its name; the next ones as above */
};

/* … of institution_diff_affected */
enum affected {
	AFFECTED_HOUSEHOLD, AFFECTED_PERSON, AFFECTED_WHAT, AFFECTED_SERVICE, AFFECTED_NUMBER, AFFECTED_CODE, AFFECTED_NAME,
	AFFECTED_LO, AFFECTED_HI, AFFECTED_STATE, AFFECTED_NEAR_FROM, AFFECTED_NEAR_TO, AFFECTED_NEAR_REASON
};
enum { STATE_UNKNOWN = 1, STATE_KIND, STATE_NONE, STATE_PARTLY };

#define WHICH {"種別", XLSX_TEXT, 0}, {"機関コード", XLSX_CODE, 0}
#define LIST  {"名簿", XLSX_TEXT, 0}, {"名簿の日", XLSX_DAY, 0}

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};
static const struct xlsx_column count_columns[] = {{"シート", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};
static const struct xlsx_column list_columns[] = {
	{"名簿", XLSX_TEXT, 0}, {"種別", XLSX_TEXT, 0}, {"名簿の日", XLSX_DAY, 0}};
static const struct xlsx_column added_columns[] = {WHICH, {"名称", XLSX_TEXT, 0}, {"所在地", XLSX_WRAP, 44},
	{"指定年月日", XLSX_DAY, 0}, {"指定の末日", XLSX_DAY, 0}, {"区分", XLSX_TEXT, 0}, LIST};
static const struct xlsx_column ended_columns[] = {WHICH, {"名称", XLSX_TEXT, 0}, {"所在地", XLSX_WRAP, 44},
	{"指定年月日", XLSX_DAY, 0}, {"指定の末日", XLSX_DAY, 0}, {"理由", XLSX_TEXT, 0}, LIST};
static const struct xlsx_column text_columns[] = {WHICH, {"変更前", XLSX_WRAP, 44}, {"変更後", XLSX_WRAP, 44}, LIST};
static const struct xlsx_column period_columns[] = {WHICH, {"名称", XLSX_TEXT, 0}, {"変更前の\n指定年月日", XLSX_DAY, 0},
	{"変更前の\n末日", XLSX_DAY, 0}, {"変更後の\n指定年月日", XLSX_DAY, 0}, {"変更後の\n末日", XLSX_DAY, 0},
	{"理由", XLSX_TEXT, 0}, LIST};
static const struct xlsx_column code_columns[] = {WHICH, {"名称", XLSX_TEXT, 0}, {"所在地", XLSX_WRAP, 44}, LIST};
static const struct xlsx_column source_columns[] = {WHICH, {"項目", XLSX_TEXT, 0}, {"採用", XLSX_WRAP, 36}, LIST,
	{"他の名簿の記載", XLSX_WRAP, 36}, {"他の名簿", XLSX_TEXT, 0}, {"他の名簿\nの日", XLSX_DAY, 0}};
static const struct xlsx_column affected_columns[] = {{"福祉\n事務所", XLSX_CODE, 0}, {"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0}, {"対象", XLSX_TEXT, 0}, {"交付番号・\n登録番号", XLSX_ID, 0}, {"診療別", XLSX_TEXT, 0},
	{"機関コード", XLSX_CODE, 0}, {"機関名", XLSX_TEXT, 0}, {"初日", XLSX_DAY, 0}, {"末日", XLSX_DAY, 0},
	{"理由", XLSX_WRAP, 40}};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const struct {
	const char *name, *note;
	const struct xlsx_column *columns;
	int n_columns;
} sheets[SHEETS] = {
	[SHEET_OVERVIEW] = {"概要", NULL, NULL, 0},
	[SHEET_ADDED] = {"追加", "新たに名簿に載った機関と、指定が切れた後に再び指定された機関。", COLUMNS(added_columns)},
	[SHEET_ENDED] = {"廃止・辞退等", "指定が終わったか、終わる日が早まった機関。", COLUMNS(ended_columns)},
	[SHEET_NAME] = {"名称変更", "字の幅と空白の違いは変更としない。", COLUMNS(text_columns)},
	[SHEET_ADDRESS] = {"所在地変更", "郵便番号と所在地。字の幅と空白の違いは変更としない。", COLUMNS(text_columns)},
	[SHEET_PERIOD] = {"指定期間変更", "更新、期間の訂正、終了の取消し。", COLUMNS(period_columns)},
	[SHEET_CODE] = {"検証番号", "機関コードの検証番号または点数表番号が合わない、指定中の機関。そのまま使われる。", COLUMNS(code_columns)},
	[SHEET_SOURCES] = {"名簿間の相違", "同じ機関についての名簿の違い。新しい名簿の記載を採用する。", COLUMNS(source_columns)},
	[SHEET_AFFECTED] = {"影響する券・治療",
		"当月に指定のない日がある機関の、交付済みの券、治療、介護の利用。支援措置の対象者の機関は示さない。", COLUMNS(affected_columns)},
};
/* clang-format on */

struct diff {
	struct chunk *c;
	struct arena *page;
	struct xlsx *book;
	struct xlsx_sheet *sheet[SHEETS];
	int64_t rows[SHEETS];
	char *office, *month;
	day_t cut_on, before_on; /* before_on: DAY_MAX, nothing to compare with */
	int64_t institutions, institutions_before;
	int64_t fresh, gone; /* of the rows */
	struct rows *lists;
};

/* ---- terms --------------------------------------------------------------------------------------- */

static const char *kind_term(int64_t kind)
{
#define TERM(name, number, word, term) [number] = (term),
	static const char *const terms[] = {INSTITUTION_KINDS(TERM)};

	return terms[kind];
}

static const char *end_term(int64_t reason)
{
	static const char *const terms[] = {INSTITUTION_ENDS(TERM)};
#undef TERM

	return terms[reason];
}

/* The last day of days that end before `to`. */
static day_t last_day(day_t to)
{
	return to == DAY_MAX ? DAY_MAX : to - 1;
}

static const char *era(struct diff *d, day_t day)
{
	char text[64];

	return arena_strdup(d->page, day_format_era(day, text));
}

/* "令和2年4月1日から令和8年10月31日まで" */
static const char *days(struct diff *d, day_t from, day_t to)
{
	return to == DAY_MAX ? arena_printf(d->page, "%sから", era(d, from))
						 : arena_printf(d->page, "%sから%sまで", era(d, from), era(d, to - 1));
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static struct xlsx_sheet *begin(struct diff *d, enum sheet sheet)
{
	xlsx_row_begin(d->sheet[sheet], XLSX_ROW_DATA);
	d->rows[sheet]++;
	return d->sheet[sheet];
}

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void put_which(struct xlsx_sheet *s, const struct rows *r, int kind, int code)
{
	xlsx_put_string(s, kind_term(row_int(r, kind)));
	put_text(s, r, code);
}

static void put_list(struct xlsx_sheet *s, const struct rows *r, int source, int as_of)
{
	put_text(s, r, source);
	xlsx_put_day(s, row_day(r, as_of));
}

static void put_place(struct diff *d, struct xlsx_sheet *s, const struct rows *r, int postal, int address)
{
	struct str zip = row_text(r, postal), at = row_text(r, address);
	const char *text = zip.length == 7 ? arena_printf(d->page, "〒%.3s-%.4s %.*s", zip.at, zip.at + 3,
											 (int)at.length, at.length > 0 ? at.at : "")
									   : str_copy(d->page, at);

	xlsx_put_string(s, text);
}

/* An institution with its period and a word: of 追加 which kind of, of 廃止・辞退等 why. */
static void put_institution(struct diff *d, struct xlsx_sheet *s, const struct rows *r, const char *word)
{
	bool gone = row_null(r, CHANGE_FROM);

	put_which(s, r, CHANGE_KIND_OF, CHANGE_CODE);
	put_text(s, r, CHANGE_NAME);
	put_place(d, s, r, CHANGE_POSTAL, CHANGE_ADDRESS);
	xlsx_put_day(s, row_day(r, gone ? CHANGE_WAS_FROM : CHANGE_FROM));
	xlsx_put_day(s, gone ? DAY_MAX : last_day(row_day(r, CHANGE_TO)));
	xlsx_put_string(s, word);
}

static void put_period(struct xlsx_sheet *s, const struct rows *r)
{
	put_which(s, r, CHANGE_KIND_OF, CHANGE_CODE);
	put_text(s, r, CHANGE_NAME);
	xlsx_put_day(s, row_day(r, CHANGE_WAS_FROM));
	xlsx_put_day(s, last_day(row_day(r, CHANGE_WAS_TO)));
	xlsx_put_day(s, row_day(r, CHANGE_FROM));
	xlsx_put_day(s, last_day(row_day(r, CHANGE_TO)));
	xlsx_put_string(s, end_term(row_int(r, CHANGE_REASON)));
}

static void put_change(struct diff *d, const struct rows *r)
{
	enum sheet sheet = (enum sheet)row_int(r, CHANGE_SHEET);
	struct xlsx_sheet *s = begin(d, sheet);

	d->fresh += sheet == SHEET_ADDED && row_null(r, CHANGE_WAS_NAME);
	d->gone += sheet == SHEET_ENDED && row_null(r, CHANGE_FROM);
	switch (sheet) {
	case SHEET_ADDED:
		put_institution(d, s, r, row_null(r, CHANGE_WAS_NAME) ? "新規" : "再指定");
		break;
	case SHEET_ENDED:
		put_institution(
			d, s, r, row_null(r, CHANGE_FROM) ? "指定の取りやめ" : end_term(row_int(r, CHANGE_REASON)));
		break;
	case SHEET_NAME:
		put_which(s, r, CHANGE_KIND_OF, CHANGE_CODE);
		put_text(s, r, CHANGE_WAS_NAME);
		put_text(s, r, CHANGE_NAME);
		break;
	case SHEET_ADDRESS:
		put_which(s, r, CHANGE_KIND_OF, CHANGE_CODE);
		put_place(d, s, r, CHANGE_WAS_POSTAL, CHANGE_WAS_ADDRESS);
		put_place(d, s, r, CHANGE_POSTAL, CHANGE_ADDRESS);
		break;
	default:
		CHECK(sheet == SHEET_PERIOD);
		put_period(s, r);
		break;
	}
	put_list(s, r, CHANGE_SOURCE, CHANGE_AS_OF);
	xlsx_row_end(s);
}

static void put_code(struct diff *d, const struct rows *r)
{
	struct xlsx_sheet *s = begin(d, SHEET_CODE);

	put_which(s, r, CODE_KIND, CODE_CODE);
	put_text(s, r, CODE_NAME);
	put_place(d, s, r, CODE_POSTAL, CODE_ADDRESS);
	put_list(s, r, CODE_SOURCE, CODE_AS_OF);
	xlsx_row_end(s);
}

/* What one list says about the item; first: its column of the name. */
static void put_said(struct diff *d, struct xlsx_sheet *s, const struct rows *r, int first)
{
	enum { NAME, ADDRESS, FROM, TO, SOURCE, AS_OF };

	switch (row_int(r, SOURCE_ITEM)) {
	case 1:
		put_text(s, r, first + NAME);
		break;
	case 2:
		put_text(s, r, first + ADDRESS);
		break;
	default:
		xlsx_put_string(s, days(d, row_day(r, first + FROM), row_day(r, first + TO)));
		break;
	}
	put_list(s, r, first + SOURCE, first + AS_OF);
}

static void put_source(struct diff *d, const struct rows *r)
{
	static const char *const items[] = {"", "名称", "所在地", "指定期間"};
	struct xlsx_sheet *s = begin(d, SHEET_SOURCES);

	put_which(s, r, SOURCE_KIND, SOURCE_CODE);
	xlsx_put_string(s, items[row_int(r, SOURCE_ITEM)]);
	put_said(d, s, r, SOURCE_NAME);
	put_said(d, s, r, SOURCE_OTHER);
	xlsx_row_end(s);
}

/* ---- whom it affects ----------------------------------------------------------------------------- */

static const char *why(struct diff *d, const struct rows *r)
{
	day_t from, to;
	const char *reason;

	if (row_int(r, AFFECTED_STATE) == STATE_UNKNOWN)
		return "指定機関の名簿にない";
	if (row_int(r, AFFECTED_STATE) == STATE_KIND)
		return "機関の種別が診療別と合わない";
	from = row_day(r, AFFECTED_NEAR_FROM);
	to = row_day(r, AFFECTED_NEAR_TO);
	reason = end_term(row_int(r, AFFECTED_NEAR_REASON));
	if (from >= row_day(r, AFFECTED_HI))
		return arena_printf(d->page, "指定前（%s）", days(d, from, to));
	if (to >= row_day(r, AFFECTED_HI))
		return arena_printf(d->page, "期間の途中から指定（%s）", days(d, from, to));
	return arena_printf(d->page, "%s（%s、%sまで）",
		row_int(r, AFFECTED_STATE) == STATE_NONE ? "指定が終了している" : "期間の途中で指定が終了", reason,
		era(d, to - 1));
}

static void put_affected(struct diff *d, const struct rows *r)
{
	static const char *const what[] = {"", "交付済みの券", "治療", "介護の利用"};
	struct xlsx_sheet *s = begin(d, SHEET_AFFECTED);

	xlsx_put_string(
		s, arena_printf(d->page, "%05lld", row_int(r, AFFECTED_HOUSEHOLD) / HOUSEHOLD_PER_OFFICE));
	xlsx_put_number(s, row_int(r, AFFECTED_HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, AFFECTED_PERSON));
	xlsx_put_string(s, what[row_int(r, AFFECTED_WHAT)]);
	xlsx_put_number(s, row_int(r, AFFECTED_NUMBER));
	xlsx_put_string(s, ticket_words_service(row_int(r, AFFECTED_SERVICE)));
	for (int column = AFFECTED_CODE; column <= AFFECTED_NAME; column++) {
		if (row_null(r, column))
			xlsx_put_string(s, "（表示しない）");
		else
			put_text(s, r, column);
	}
	xlsx_put_day(s, row_day(r, AFFECTED_LO));
	xlsx_put_day(s, row_day(r, AFFECTED_HI) - 1);
	xlsx_put_string(s, row_null(r, AFFECTED_CODE) ? "当月に指定のない日がある" : why(d, r));
	xlsx_row_end(s);
}

/* ---- 概要 ---------------------------------------------------------------------------------------- */

static void put_check(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void put_overview(struct diff *d)
{
	struct xlsx_sheet *s = d->sheet[SHEET_OVERVIEW];

	xlsx_table(s, COLUMNS(check_columns));
	put_check(s, "基準日", arena_printf(d->page, "%s までに取り込んだ名簿による", era(d, d->cut_on)));
	put_check(s, "比較",
		d->before_on == DAY_MAX
			? "前月以前の処理がないため、変更は示さない。次回からはこの処理と比較する。"
			: arena_printf(d->page, "前回の処理の基準日 %s との比較", era(d, d->before_on)));
	put_check(
		s, "登載", arena_printf(d->page, "%" PRId64 "機関（指定が終わったものを含む）", d->institutions));
	put_check(s, "個人", "ケース番号だけを示す。支援措置の対象者は機関も示さない。");
	xlsx_heading(s, "シートごとの件数");
	xlsx_table(s, COLUMNS(count_columns));
	for (int i = SHEET_OVERVIEW + 1; i < SHEETS; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, sheets[i].name);
		xlsx_put_number(s, d->rows[i]);
		xlsx_row_end(s);
	}
	xlsx_heading(s, "最新の名簿");
	xlsx_table(s, COLUMNS(list_columns));
	while (rows_next(d->lists)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_text(s, d->lists, 0);
		xlsx_put_string(s, kind_term(row_int(d->lists, 1)));
		xlsx_put_day(s, row_day(d->lists, 2));
		xlsx_row_end(s);
	}
}

/* ---- the report ---------------------------------------------------------------------------------- */

static enum err_code put_directory(struct diff *d, struct rows *prefectures, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {
		&sql_institution_diff_changes, &sql_institution_diff_codes, &sql_institution_diff_sources};
	static void (*const put[])(struct diff * d, const struct rows *r) = {put_change, put_code, put_source};

	while (rows_next(prefectures)) {
		struct rows *r[3];

		arena_reset(d->page);
		if (chunk_read_page(d->c, row_int(prefectures, 0), d->page, stmts, 3, r, e) != ERR_OK)
			return e->code;
		for (int i = 0; i < 3; i++)
			while (rows_next(r[i]))
				put[i](d, r[i]);
	}
	return ERR_OK;
}

static enum err_code put_all_affected(struct diff *d, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_institution_diff_affected;
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(d->page);
		if (chunk_read_page(d->c, key, d->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, AFFECTED_HOUSEHOLD) + 1;
			put_affected(d, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code load(struct diff *d, struct rows **prefectures, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {
		&sql_institution_diff_head, &sql_institution_diff_lists, &sql_institution_diff_prefectures};
	struct rows *rows[3];

	if (chunk_read(d->c, stmts, 3, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	d->office = str_copy(d->c->arena, row_text(rows[0], 0));
	d->cut_on = row_day(rows[0], 1);
	d->before_on = row_null(rows[0], 2) ? DAY_MAX : row_day(rows[0], 2);
	d->institutions = row_int(rows[0], 3);
	d->institutions_before = row_int(rows[0], 4);
	d->lists = rows[1];
	*prefectures = rows[2];
	return ERR_OK;
}

static enum err_code open_book(struct diff *d, struct err *e)
{
	const struct run_info *run = d->c->task->run;
	struct arena *a = d->c->arena;
	char month[8];
	const struct artifact *file = chunk_artifact(d->c,
		arena_printf(a, "institution_diff-%05d-%s.xlsx", run->office_id, month_format(run->month, month)));
	const struct xlsx_about about = {.name = file->name,
		.title = "指定機関名簿の変更",
		.subject = arena_printf(a, "%s　%s分", d->office, d->month),
		.file_id = arena_printf(a, "指定機関名簿の変更　処理番号 %d　第%d版", run->run_id, run->edition),
		.month = run->month};

	if (xlsx_open(file->path, &about, a, &d->book, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < SHEETS; i++) {
		bool page = i == SHEET_OVERVIEW;
		const struct xlsx_sheet_about sheet = {.name = sheets[i].name,
			.title = arena_printf(a, "%s　%s分", page ? about.title : sheets[i].name, d->month),
			.note = page ? arena_printf(a, "%s　処理番号 %d　第%d版", d->office, run->run_id, run->edition)
						 : sheets[i].note,
			.columns = sheets[i].columns,
			.n_columns = sheets[i].n_columns,
			.freeze_columns = page ? 0 : 2,
			.portrait = page};

		d->sheet[i] = xlsx_sheet(d->book, &sheet);
	}
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct diff d = {.c = c, .page = arena_new_in(c->arena)};
	struct rows *prefectures = NULL;
	char month[64];

	d.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&d, &prefectures, e) != ERR_OK || open_book(&d, e) != ERR_OK ||
		put_directory(&d, prefectures, e) != ERR_OK || put_all_affected(&d, e) != ERR_OK)
		return e->code;
	if (d.before_on != DAY_MAX && d.institutions - d.institutions_before != d.fresh - d.gone)
		return err_set(
			e, ERR_BALANCE, 1793, "what came and what went is not the difference of the directories");
	put_overview(&d);
	c->count.read = c->count.written = 1;
	return xlsx_close(d.book, e);
}

const struct job report_institution_diff = {
	.name = "institution_diff",
	.title = "指定機関名簿の変更",
	.chunk = chunk,
};
