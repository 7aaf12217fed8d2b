/*
 * opinion_list.c: 要否意見書・一括決定一覧, what the approver reads before anything is decided or sent: which forms go
 * out, which are overdue, what is continued in bulk (一括決定) and what is not and why, 遡及初診, and requests for an
 * examination.
 *
 * One chunk and one workbook per office, one row per treatment.  The rows are read once, household by household, and
 * each goes to the sheets that it belongs to; the counts are the database's, and must be those of the rows, or the
 * workbook is not published.  Names are cut to their first character in the database; of persons under 支援措置 there
 * is only the number, and no institution.  Memory holds one page.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "getsuji/ticket.h"
#include "reports/backend/xlsx.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"
#include "reports/ticket_words.h"

#include <inttypes.h>
#include <string.h>

/* Columns of opinion_list_page. */
/* clang-format off */
enum column {
	HOUSEHOLD, PERSON_NO, EXAMINATION, NAME, INSTITUTION_CODE, INSTITUTION_NAME, SERVICE,
	CASEWORKER_NO, CASEWORKER_NAME, STATE, CONTINUED, KIND, VALID_FROM, UNTIL_ON, DUE_ON, SEND,
	REPLY_ON, SENT_ON, OVERDUE_DAYS, BACKDATED, REASON, FIRST_VISIT_ON, REACHABLE
};

#define WHO                                       \
	{"担当員", XLSX_TEXT, 0},                     \
	{"ケース\n番号", XLSX_ID, 0},                 \
	{"世帯員\n番号", XLSX_ID, 0},                 \
	{"氏名", XLSX_TEXT, 0},                       \
	{"機関コード", XLSX_CODE, 0},                 \
	{"機関名", XLSX_WRAP, 40},                     \
	{"診療別", XLSX_TEXT, 0}

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};
static const struct xlsx_column count_columns[] = {
	{"区分", XLSX_TEXT, 0}, {"内訳", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};
static const struct xlsx_column send_columns[] = {WHO, {"様式", XLSX_TEXT, 0}, {"状態", XLSX_TEXT, 0},
	{"有効期間の\n末日", XLSX_DAY, 0}, {"要否を求める\n始期", XLSX_DAY, 0}, {"返送期限", XLSX_DAY, 0}, {"発送", XLSX_TEXT, 0}};
static const struct xlsx_column overdue_columns[] = {WHO, {"様式", XLSX_TEXT, 0}, {"送付日", XLSX_DAY, 0},
	{"期限からの\n日数", XLSX_NUMBER, 0}, {"有効期間の\n末日", XLSX_DAY, 0}, {"一括決定", XLSX_TEXT, 0}};
static const struct xlsx_column continued_columns[] = {WHO, {"有効期間の\n初日", XLSX_DAY, 0},
	{"有効期間の\n末日", XLSX_DAY, 0}, {"状態", XLSX_TEXT, 0}};
static const struct xlsx_column exception_columns[] = {WHO, {"状態", XLSX_TEXT, 0}, {"一括決定しない理由", XLSX_WRAP, 56}};
static const struct xlsx_column backdated_columns[] = {WHO, {"初診年月日", XLSX_DAY, 0}, {"要否を求める\n始期", XLSX_DAY, 0},
	{"状態", XLSX_TEXT, 0}};
static const struct xlsx_column examination_columns[] = {WHO, {"依頼の\n初日", XLSX_DAY, 0}, {"受診期限", XLSX_DAY, 0},
	{"送付日", XLSX_DAY, 0}, {"発送", XLSX_TEXT, 0}};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

enum sheet { SHEET_SEND, SHEET_OVERDUE, SHEET_CONTINUED, SHEET_EXCEPTION, SHEET_BACKDATED, SHEET_EXAMINATION, SHEETS };

static const struct {
	const char *name, *note;
	const struct xlsx_column *columns;
	int n_columns;
} lists[SHEETS] = {
	[SHEET_SEND] = {"発送一覧", "承認の後に送付する要否意見書。同じ人の同じ機関の分は一枚にまとめる。", COLUMNS(send_columns)},
	[SHEET_OVERDUE] = {"督促", "送付したが返送期限を過ぎても意見書が届かないもの。", COLUMNS(overdue_columns)},
	[SHEET_CONTINUED] = {"一括決定", "有効な意見書により、当月の医療扶助の継続を一括して決定するもの。", COLUMNS(continued_columns)},
	[SHEET_EXCEPTION] = {"一括決定の例外", "一括決定しないものとその理由。医療券は保留される。", COLUMNS(exception_columns)},
	[SHEET_BACKDATED] = {"遡及初診", "初診日が、登録の開始月又は意見書のないまま登録した月より前のもの。", COLUMNS(backdated_columns)},
	[SHEET_EXAMINATION] = {"診療依頼", "医療の要否が決まっていない者への診療依頼書。", COLUMNS(examination_columns)},
};

/* What is counted, over treatments. */
enum { STATES = 8, KINDS = 5 };
struct tally {
	int64_t state[STATES], send[KINDS];
	int64_t all, continued, backdated, examinations, requests;
};
/* clang-format on */

struct book {
	struct chunk *c;
	struct arena *page;
	struct xlsx *xlsx;
	struct xlsx_sheet *sheet[SHEETS];
	const char *office, *month;
	day_t cut_on;
	struct tally counted; /* by the database */
	struct tally listed;  /* as rows */
	int64_t household_id; /* taken last */
	bool taken;
};

static const char *state_term(int64_t state)
{
#define TERM(name, number, word, term) [number] = (term),
	static const char *const terms[STATES] = {OPINION_STATES(TERM)};

	return terms[state];
}

static const char *kind_term(int64_t kind)
{
	static const char *const terms[KINDS] = {OPINION_KINDS(TERM)};
#undef TERM

	return terms[kind];
}

/* n treatments with the same answers. */
static void count(
	struct tally *t, int64_t state, bool continued, int64_t kind, bool send, bool backdated, int64_t n)
{
	CHECK(state > 0 && state < STATES && kind > 0 && kind < KINDS);
	t->all += n;
	t->state[state] += n;
	t->continued += continued ? n : 0;
	t->send[kind] += send ? n : 0;
	t->backdated += backdated ? n : 0;
}

/* ---- the lists ----------------------------------------------------------------------------------- */

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	if (row_null(r, column))
		xlsx_put_string(s, "（表示しない）");
	else
		xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void put_day(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_day(s, row_day(r, column));
}

/* A row begun with whom it is about. */
static struct xlsx_sheet *begin(const struct book *b, enum sheet sheet, const struct rows *r)
{
	struct xlsx_sheet *s = b->sheet[sheet];

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, survey_caseworker(b->page, row_int(r, CASEWORKER_NO), row_text(r, CASEWORKER_NAME)));
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, PERSON_NO));
	put_text(s, r, NAME);
	put_text(s, r, INSTITUTION_CODE);
	put_text(s, r, INSTITUTION_NAME);
	xlsx_put_string(s, ticket_words_service(row_int(r, SERVICE)));
	return s;
}

/* What becomes of a form that is due; an institution that is not in the directory any more gets none. */
static const char *sending(const struct rows *r)
{
	if (!row_null(r, SENT_ON))
		return "送付済み";
	if (!row_bool(r, SEND))
		return "保留";
	return row_bool(r, REACHABLE) ? "送付" : "宛先なし";
}

static void put_send(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_SEND, r);

	xlsx_put_string(s, kind_term(row_int(r, KIND)));
	xlsx_put_string(s, state_term(row_int(r, STATE)));
	put_day(s, r, UNTIL_ON);
	put_day(s, r, DUE_ON);
	put_day(s, r, REPLY_ON);
	xlsx_put_string(s, sending(r));
	xlsx_row_end(s);
}

static void put_overdue(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_OVERDUE, r);

	xlsx_put_string(s, kind_term(row_int(r, KIND)));
	put_day(s, r, SENT_ON);
	xlsx_put_number(s, row_int(r, OVERDUE_DAYS));
	put_day(s, r, UNTIL_ON);
	xlsx_put_string(s, row_bool(r, CONTINUED) ? "する" : "しない");
	xlsx_row_end(s);
}

static void put_continued(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_CONTINUED, r);

	put_day(s, r, VALID_FROM);
	put_day(s, r, UNTIL_ON);
	xlsx_put_string(s, state_term(row_int(r, STATE)));
	xlsx_row_end(s);
}

static void put_exception(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_EXCEPTION, r);

	xlsx_put_string(s, state_term(row_int(r, STATE)));
	put_text(s, r, REASON);
	xlsx_row_end(s);
}

static void put_backdated(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_BACKDATED, r);

	put_day(s, r, FIRST_VISIT_ON);
	put_day(s, r, DUE_ON);
	xlsx_put_string(s, state_term(row_int(r, STATE)));
	xlsx_row_end(s);
}

static void put_examination(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_EXAMINATION, r);

	put_day(s, r, VALID_FROM);
	put_day(s, r, UNTIL_ON);
	put_day(s, r, SENT_ON);
	xlsx_put_string(s, sending(r));
	xlsx_row_end(s);
}

/* A treatment, to all sheets that it belongs to. */
static void put_opinion(struct book *b, const struct rows *r)
{
	int64_t state = row_int(r, STATE);
	bool continued = row_bool(r, CONTINUED), send = row_bool(r, SEND);

	if (send || (!row_null(r, DUE_ON) && row_null(r, SENT_ON)))
		put_send(b, r);
	if (state == OPINION_OVERDUE)
		put_overdue(b, r);
	if (continued)
		put_continued(b, r);
	else
		put_exception(b, r);
	if (row_bool(r, BACKDATED))
		put_backdated(b, r);
}

/* Counted whether or not the household is set aside. */
static void put_row(struct book *b, const struct rows *r)
{
	struct chunk *c = b->c;

	if (row_bool(r, EXAMINATION)) {
		b->listed.examinations++;
		b->listed.requests += row_bool(r, SEND);
	} else {
		count(&b->listed, row_int(r, STATE), row_bool(r, CONTINUED), row_int(r, KIND), row_bool(r, SEND),
			row_bool(r, BACKDATED), 1);
	}
	if (row_int(r, HOUSEHOLD) != b->household_id) {
		b->household_id = row_int(r, HOUSEHOLD);
		b->taken = chunk_take(c, b->household_id);
		c->count.read += b->taken;
		c->count.written += b->taken;
	}
	if (!b->taken)
		return;
	if (row_bool(r, EXAMINATION))
		put_examination(b, r);
	else
		put_opinion(b, r);
}

static enum err_code put_lists(struct book *b, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_opinion_list_page;
	int64_t key = b->c->lo;
	struct rows *r;

	for (int i = 0; i < SHEETS; i++) {
		const struct xlsx_sheet_about about = {.name = lists[i].name,
			.title = lists[i].name,
			.note = lists[i].note,
			.columns = lists[i].columns,
			.n_columns = lists[i].n_columns,
			.freeze_columns = 4};

		b->sheet[i] = xlsx_sheet(b->xlsx, &about);
	}
	do {
		arena_reset(b->page);
		if (chunk_read_page(b->c, key, b->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, HOUSEHOLD) + 1;
			put_row(b, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

/* ---- 概要 ---------------------------------------------------------------------------------------- */

static void put_check(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void put_count(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *what, const char *detail, int64_t n)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, what);
	xlsx_put_string(s, detail);
	xlsx_put_number(s, n);
	xlsx_row_end(s);
}

static void put_counts(struct xlsx_sheet *s, const struct tally *t)
{
	int64_t sent = 0;

	xlsx_heading(s, "継続している治療");
	xlsx_table(s, COLUMNS(count_columns));
	put_count(s, XLSX_ROW_DATA, "一括決定", "する", t->continued);
	put_count(s, XLSX_ROW_DATA, "一括決定", "しない", t->all - t->continued);
	put_count(s, XLSX_ROW_TOTAL, "合計", "", t->all);
	xlsx_heading(s, "意見書の状態");
	xlsx_table(s, COLUMNS(count_columns));
	for (int i = 1; i < STATES; i++)
		put_count(s, XLSX_ROW_DATA, "状態", state_term(i), t->state[i]);
	put_count(s, XLSX_ROW_TOTAL, "合計", "", t->all);
	xlsx_heading(s, "送付するもの（診療別の件数）");
	xlsx_table(s, COLUMNS(count_columns));
	for (int i = 1; i < KINDS; i++) {
		put_count(s, XLSX_ROW_DATA, "要否意見書", kind_term(i), t->send[i]);
		sent += t->send[i];
	}
	put_count(s, XLSX_ROW_DATA, "診療依頼書", "", t->requests);
	put_count(s, XLSX_ROW_TOTAL, "合計", "", sent + t->requests);
}

static void put_overview(const struct book *b)
{
	const struct run_info *run = b->c->task->run;
	struct arena *a = b->c->arena;
	const struct xlsx_sheet_about about = {.name = "概要",
		.title = "要否意見書・一括決定一覧",
		.note =
			arena_printf(a, "%s　%s分　処理番号 %d　第%d版", b->office, b->month, run->run_id, run->edition),
		.portrait = true};
	struct xlsx_sheet *s = xlsx_sheet(b->xlsx, &about);
	char day[64];

	xlsx_table(s, COLUMNS(check_columns));
	put_check(s, "基準日", arena_printf(a, "%s までに記録された台帳による", day_format_era(b->cut_on, day)));
	put_check(s, "件数", "人、機関、診療別ごとに1件。用紙は人と機関ごとに1枚。");
	put_check(s, "遡及初診", arena_printf(a, "%" PRId64 "件", b->counted.backdated));
	put_check(s, "督促", arena_printf(a, "%" PRId64 "件", b->counted.state[OPINION_OVERDUE]));
	put_check(s, "氏名", "最初の一文字だけを示す。支援措置の対象者は番号だけを示し、機関も示さない。");
	put_check(s, "承認の前", "用紙はまだ作られていない。確定の後に送付が記録され、作られる。");
	put_counts(s, &b->counted);
}

/* ---- the report ---------------------------------------------------------------------------------- */

static enum err_code load(struct book *b, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {
		&sql_opinion_list_head, &sql_opinion_list_counts, &sql_opinion_list_examinations};
	struct rows *rows[3];

	if (chunk_read(b->c, stmts, 3, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]) && rows_next(rows[2]));
	b->office = str_copy(b->c->arena, row_text(rows[0], 0));
	b->cut_on = row_day(rows[0], 1);
	while (rows_next(rows[1]))
		count(&b->counted, row_int(rows[1], 0), row_bool(rows[1], 1), row_int(rows[1], 2),
			row_bool(rows[1], 3), row_bool(rows[1], 4), row_int(rows[1], 5));
	b->counted.requests = row_int(rows[2], 0);
	b->counted.examinations = row_int(rows[2], 1);
	return ERR_OK;
}

static enum err_code open_book(struct book *b, struct err *e)
{
	const struct survey_book book = {.stem = "opinion_list",
		.passed_on = true,
		.title = "要否意見書・一括決定一覧",
		.brief = "要否意見書一覧",
		.office = b->office,
		.month = b->month};

	return survey_book_open(b->c, &book, &b->xlsx, e);
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct book b = {.c = c, .page = arena_new_in(c->arena), .household_id = -1};
	char month[64];

	b.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&b, e) != ERR_OK || open_book(&b, e) != ERR_OK)
		return e->code;
	put_overview(&b);
	if (put_lists(&b, e) != ERR_OK)
		return e->code;
	if (memcmp(&b.counted, &b.listed, sizeof b.counted) != 0)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return xlsx_close(b.xlsx, e);
}

const struct job report_opinion_list = {
	.name = "opinion_list",
	.title = "要否意見書・一括決定一覧",
	.targets = &sql_opinion_list_targets,
	.chunk = chunk,
	.balance = &sql_opinion_list_balance,
};
