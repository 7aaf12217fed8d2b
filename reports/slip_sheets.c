/* slip_sheets.c: the workbooks of slips; see slip_sheets.h. */
#include "reports/slip_sheets.h"

#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/mail.h"
#include "reports/slip_words.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"

#include <inttypes.h>

/* Columns of slip_list_page. */
/* clang-format off */
enum column {
	HOUSEHOLD, CASEWORKER_NO, CASEWORKER_NAME, CLAIM_NO, ARTICLE, INSTALMENT_NO, INSTALMENTS, PART_NO, PARTS,
	ACTION, HOLD, CAUSE, YEN, DUE_ON, PAY_BY_ON, BANK, REISSUE, PAID, REASON,
	REFERENCE_NO, SLIP_NO, REFUSAL, UNPRINTED
};

/* Columns of slip_list_claims. */
enum claim_column {
	CLAIM_HOUSEHOLD, CLAIM_REFERENCE, CLAIM_NUMBER, CLAIM_ARTICLE, CLAIM_DECIDED_ON, CLAIM_TOTAL, CLAIM_ENDED, CLAIM_FINAL,
	CLAIM_QUICK, CLAIM_OPEN
};

/* Columns of slip_list_receipts. */
enum receipt_column {
	RECEIPT_FAULT, RECEIPT_NO, RECEIPT_REPORT, RECEIPT_PAID_ON, RECEIPT_YEN, RECEIPT_HOUSEHOLD, RECEIPT_CLAIM,
	RECEIPT_OFFICE, RECEIPT_REFERENCE, RECEIPT_INSTALMENT, RECEIPT_SLIP, RECEIPT_SLIP_YEN
};

#define WHAT                                      \
	{"担当員", XLSX_TEXT, 0},                     \
	{"ケース\n番号", XLSX_ID, 0},                 \
	{"債権", XLSX_ID, 0},                         \
	{"区分", XLSX_TEXT, 0},                       \
	{"回", XLSX_CODE, 0},                         \
	{"枚", XLSX_CODE, 0},                         \
	{"納付額", XLSX_NUMBER, 0},                   \
	{"納期限", XLSX_DAY, 0}

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};
static const struct xlsx_column count_columns[] = {{"区分", XLSX_TEXT, 0}, {"内訳", XLSX_TEXT, 0},
	{"枚数", XLSX_NUMBER, 0}, {"金額", XLSX_NUMBER, 0}};
static const struct xlsx_column issue_columns[] = {WHAT, {"使用期限", XLSX_DAY, 0}, {"納付番号", XLSX_CODE, 0},
	{"再発行", XLSX_CODE, 0}, {"使える所", XLSX_TEXT, 0}, {"発行又は印刷\nできない理由", XLSX_WRAP, 40}};
static const struct xlsx_column void_columns[] = {WHAT, {"納付番号", XLSX_CODE, 0}, {"理由", XLSX_WRAP, 40},
	{"無効に\nしない理由", XLSX_WRAP, 30}};
static const struct xlsx_column hold_columns[] = {WHAT, {"理由", XLSX_WRAP, 40}};
static const struct xlsx_column keep_columns[] = {WHAT, {"使用期限", XLSX_DAY, 0}, {"納付番号", XLSX_CODE, 0},
	{"納付", XLSX_CODE, 0}};
static const struct xlsx_column claim_columns[] = {{"ケース\n番号", XLSX_ID, 0}, {"債権", XLSX_ID, 0},
	{"整理番号", XLSX_ID, 0}, {"区分", XLSX_TEXT, 0}, {"決定年月日", XLSX_DAY, 0}, {"決定額", XLSX_NUMBER, 0},
	{"収納額\n（確報）", XLSX_NUMBER, 0}, {"収納額\n（速報）", XLSX_NUMBER, 0}, {"残額", XLSX_CHANGE, 0},
	{"発行済みで\n未納の額", XLSX_NUMBER, 0}, {"状態", XLSX_TEXT, 0}};
static const struct xlsx_column receipt_columns[] = {{"確認する事項", XLSX_TEXT, 0}, {"収納番号", XLSX_CODE, 0},
	{"報告", XLSX_TEXT, 0}, {"収納日", XLSX_DAY, 0}, {"収納額", XLSX_NUMBER, 0}, {"納付番号", XLSX_CODE, 0},
	{"納付書の額", XLSX_NUMBER, 0}, {"ケース\n番号", XLSX_ID, 0}, {"債権", XLSX_ID, 0}};
/* clang-format on */

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

enum sheet { SHEET_ISSUE, SHEET_VOID, SHEET_HOLD, SHEET_KEEP, SHEETS };
enum { ACTIONS = SLIP_HOLD + 1, FAULTS = 6, FAULT_UNKNOWN = 1 };

struct tally {
	int64_t slips[ACTIONS], yen[ACTIONS], refused;
};

struct book {
	struct chunk *c;
	const struct slip_sheets_kind *kind;
	struct arena *page;
	struct xlsx *xlsx;
	struct xlsx_sheet *sheet[SHEETS];
	const char *office, *month;
	day_t cut_on;
	int64_t came_in, unknown; /* yen, of the office */
	struct tally counted, listed;
	struct rows *counts;
	int64_t household_id; /* taken last */
	bool taken;
};

/* ---- slips --------------------------------------------------------------------------------------- */

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static struct xlsx_sheet *begin(const struct book *b, enum sheet sheet, const struct rows *r)
{
	struct xlsx_sheet *s = b->sheet[sheet];

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, survey_caseworker(b->page, row_int(r, CASEWORKER_NO), row_text(r, CASEWORKER_NAME)));
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, CLAIM_NO));
	xlsx_put_string(s, slip_words_article(row_int(r, ARTICLE)));
	xlsx_put_string(s,
		arena_printf(b->page, "%" PRId64 "／%" PRId64, row_int(r, INSTALMENT_NO), row_int(r, INSTALMENTS)));
	xlsx_put_string(
		s, arena_printf(b->page, "%" PRId64 "／%" PRId64, row_int(r, PART_NO), row_int(r, PARTS)));
	xlsx_put_number(s, row_int(r, YEN));
	xlsx_put_day(s, row_day(r, DUE_ON));
	return s;
}

/* The number of a slip that has one. */
static void put_number(const struct book *b, struct xlsx_sheet *s, const struct rows *r)
{
	struct slip_number number = {.office_id = (int32_t)(row_int(r, HOUSEHOLD) / HOUSEHOLD_PER_OFFICE),
		.reference_no = (int32_t)row_int(r, REFERENCE_NO),
		.instalment_no = (int16_t)row_int(r, INSTALMENT_NO),
		.slip_no = (int16_t)row_int(r, SLIP_NO)};
	char text[SLIP_WORDS_NUMBER];

	if (number.slip_no == 0) {
		xlsx_put_blank(s);
		return;
	}
	slip_words_number(&number, text);
	xlsx_put_string(s, arena_strdup(b->page, text));
}

static void put_issue(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_ISSUE, r);

	xlsx_put_day(s, row_day(r, PAY_BY_ON));
	put_number(b, s, r);
	xlsx_put_string(s, row_bool(r, REISSUE) ? "再発行" : "");
	xlsx_put_string(s, row_bool(r, BANK) ? "金融機関の窓口" : "コンビニ・金融機関");
	if (!row_null(r, REFUSAL))
		xlsx_put_string(s, slip_words_refusal(row_int(r, REFUSAL)));
	else
		put_text(s, r, UNPRINTED);
	xlsx_row_end(s);
}

static void put_void(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_VOID, r);

	put_number(b, s, r);
	xlsx_put_string(s, slip_words_cause(row_int(r, CAUSE)));
	xlsx_put_string(s, slip_words_refusal(row_int(r, REFUSAL)));
	xlsx_row_end(s);
}

static void put_hold(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_HOLD, r);

	put_text(s, r, REASON);
	xlsx_row_end(s);
}

static void put_keep(const struct book *b, const struct rows *r)
{
	struct xlsx_sheet *s = begin(b, SHEET_KEEP, r);

	xlsx_put_day(s, row_day(r, PAY_BY_ON));
	put_number(b, s, r);
	xlsx_put_string(s, row_bool(r, PAID) ? "済み" : row_day(r, PAY_BY_ON) < b->cut_on ? "期限経過" : "");
	xlsx_row_end(s);
}

static void count(struct tally *t, const struct rows *r, int action, int refusal, int yen, int64_t n)
{
	int64_t what = row_int(r, action);

	CHECK(what > 0 && what < ACTIONS);
	t->slips[what] += n;
	t->yen[what] += row_int(r, yen);
	t->refused += row_int(r, refusal) != 0 ? n : 0;
}

/* Counted whether or not the household is set aside. */
static void put_slip(struct book *b, const struct rows *r)
{
	struct chunk *c = b->c;

	count(&b->listed, r, ACTION, REFUSAL, YEN, 1);
	if (row_int(r, HOUSEHOLD) != b->household_id) {
		b->household_id = row_int(r, HOUSEHOLD);
		b->taken = chunk_take(c, b->household_id);
		c->count.read += b->taken;
		c->count.written += b->taken;
	}
	if (!b->taken)
		return;
	switch ((enum slip_action)row_int(r, ACTION)) {
	case SLIP_ISSUE:
		put_issue(b, r);
		break;
	case SLIP_VOID:
		put_void(b, r);
		break;
	case SLIP_KEEP:
		put_keep(b, r);
		break;
	case SLIP_HOLD:
		put_hold(b, r);
		break;
	}
}

static struct xlsx_sheet *list(
	const struct book *b, const char *name, const char *note, const struct xlsx_column *columns, int n)
{
	const struct xlsx_sheet_about about = {
		.name = name, .title = name, .note = note, .columns = columns, .n_columns = n, .freeze_columns = 2};

	return xlsx_sheet(b->xlsx, &about);
}

static enum err_code put_slips(struct book *b, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_slip_list_page;
	int64_t key = b->c->lo;
	struct rows *r;

	b->sheet[SHEET_ISSUE] = list(b, b->kind->issue, b->kind->issue_note, COLUMNS(issue_columns));
	b->sheet[SHEET_VOID] = list(b, "無効にする納付書",
		"以後は使えない納付書。届いた納付は債権に充て、収納の確認に示す。", COLUMNS(void_columns));
	b->sheet[SHEET_HOLD] = list(b, "保留", "納付書を作らないものとその理由。", COLUMNS(hold_columns));
	b->sheet[SHEET_KEEP] = list(b, "発行済み", "有効な納付書。", COLUMNS(keep_columns));
	do {
		arena_reset(b->page);
		if (chunk_read_page(b->c, key, b->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, HOUSEHOLD) + 1;
			put_slip(b, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

/* ---- claims and payments ------------------------------------------------------------------------- */

/* A number; blank where the column is not known. */
static void put_known(struct xlsx_sheet *s, const struct rows *r, int column, int64_t value)
{
	if (row_null(r, column))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, value);
}

struct claims {
	int64_t total, final, quick, balance, open;
};

static void put_claim(struct xlsx_sheet *s, const struct rows *r, struct claims *sum)
{
	int64_t came_in = row_int(r, CLAIM_FINAL) + row_int(r, CLAIM_QUICK);
	int64_t balance = row_int(r, CLAIM_TOTAL) - came_in;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, CLAIM_HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, CLAIM_NUMBER));
	put_known(s, r, CLAIM_REFERENCE, row_int(r, CLAIM_REFERENCE));
	xlsx_put_string(s, slip_words_article(row_int(r, CLAIM_ARTICLE)));
	xlsx_put_day(s, row_day(r, CLAIM_DECIDED_ON));
	xlsx_put_number(s, row_int(r, CLAIM_TOTAL));
	xlsx_put_number(s, row_int(r, CLAIM_FINAL));
	xlsx_put_number(s, row_int(r, CLAIM_QUICK));
	xlsx_put_number(s, balance);
	xlsx_put_number(s, row_int(r, CLAIM_OPEN));
	xlsx_put_string(s, balance < 0 ? "過納" : row_bool(r, CLAIM_ENDED) ? "終了" : balance == 0 ? "完納" : "");
	xlsx_row_end(s);
	sum->total += row_int(r, CLAIM_TOTAL);
	sum->final += row_int(r, CLAIM_FINAL);
	sum->quick += row_int(r, CLAIM_QUICK);
	sum->balance += balance;
	sum->open += row_int(r, CLAIM_OPEN);
}

/* What came in is all there, with a claim or with none. */
static enum err_code put_claims(struct book *b, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_slip_list_claims;
	struct xlsx_sheet *s = list(b, "債権残高", "基準日までの報告による。残額＝決定額－収納額（確報と速報）。",
		COLUMNS(claim_columns));
	struct claims sum = {0};
	int64_t key = b->c->lo;
	struct rows *r;

	do {
		arena_reset(b->page);
		if (chunk_read_page(b->c, key, b->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, CLAIM_HOUSEHOLD) + 1;
			put_claim(s, r, &sum);
		}
	} while (rows_count(r) > 0);
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 4; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, sum.total);
	xlsx_put_number(s, sum.final);
	xlsx_put_number(s, sum.quick);
	xlsx_put_number(s, sum.balance);
	xlsx_put_number(s, sum.open);
	xlsx_put_blank(s);
	xlsx_row_end(s);
	if (sum.final + sum.quick + b->unknown != b->came_in)
		return err_set(
			e, ERR_BALANCE, 2376, "what came in for the claims is not what the collectors reported");
	return ERR_OK;
}

static void put_receipt(const struct book *b, struct xlsx_sheet *s, const struct rows *r)
{
	static const char *const faults[FAULTS] = {
		"", "納付番号が不明", "二重の納付", "無効の納付書", "金額の相違", "報告の相違"};
	struct slip_number number = {.office_id = (int32_t)row_int(r, RECEIPT_OFFICE),
		.reference_no = (int32_t)row_int(r, RECEIPT_REFERENCE),
		.instalment_no = (int16_t)row_int(r, RECEIPT_INSTALMENT),
		.slip_no = (int16_t)row_int(r, RECEIPT_SLIP)};
	char text[SLIP_WORDS_NUMBER] = "";

	if (!row_null(r, RECEIPT_OFFICE))
		slip_words_number(&number, text);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, faults[row_int(r, RECEIPT_FAULT)]);
	put_text(s, r, RECEIPT_NO);
	xlsx_put_string(s, slip_words_report(row_int(r, RECEIPT_REPORT)));
	xlsx_put_day(s, row_day(r, RECEIPT_PAID_ON));
	xlsx_put_number(s, row_int(r, RECEIPT_YEN));
	xlsx_put_string(s, arena_strdup(b->c->arena, text));
	put_known(s, r, RECEIPT_SLIP_YEN, row_int(r, RECEIPT_SLIP_YEN));
	put_known(s, r, RECEIPT_HOUSEHOLD, row_int(r, RECEIPT_HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	put_known(s, r, RECEIPT_CLAIM, row_int(r, RECEIPT_CLAIM));
	xlsx_row_end(s);
}

static enum err_code put_receipts(const struct book *b, struct rows *r, struct err *e)
{
	struct xlsx_sheet *s = list(b, "収納の確認",
		"担当が確認し、充当、還付又は収納代行会社への照会を決める納付。", COLUMNS(receipt_columns));
	int64_t unknown = 0;

	while (rows_next(r)) {
		put_receipt(b, s, r);
		unknown += row_int(r, RECEIPT_FAULT) == FAULT_UNKNOWN ? row_int(r, RECEIPT_YEN) : 0;
	}
	if (unknown != b->unknown)
		return err_set(e, ERR_BALANCE, 2377, "payments without a slip are not all listed");
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

/* What is done, by hold, cause or refusal. */
static void put_counts(struct book *b, struct xlsx_sheet *s)
{
	struct rows *r = b->counts;

	xlsx_heading(s, "納付書");
	xlsx_table(s, COLUMNS(count_columns));
	while (rows_next(r)) {
		const char *detail = row_int(r, 3) != 0   ? slip_words_refusal(row_int(r, 3))
							 : row_int(r, 1) != 0 ? slip_words_hold(row_int(r, 1))
												  : slip_words_cause(row_int(r, 2));

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, slip_words_action(row_int(r, 0)));
		xlsx_put_string(s, detail);
		xlsx_put_number(s, row_int(r, 4));
		xlsx_put_number(s, row_int(r, 5));
		xlsx_row_end(s);
		count(&b->counted, r, 0, 3, 5, row_int(r, 4));
	}
}

static void put_overview(struct book *b)
{
	const struct run_info *run = b->c->task->run;
	struct arena *a = b->c->arena;
	const struct xlsx_sheet_about about = {.name = "概要",
		.title = b->kind->title,
		.note =
			arena_printf(a, "%s　%s分　処理番号 %d　第%d版", b->office, b->month, run->run_id, run->edition),
		.portrait = true};
	struct xlsx_sheet *s = xlsx_sheet(b->xlsx, &about);
	char day[64], yen[2][40];

	xlsx_table(s, COLUMNS(check_columns));
	put_check(s, "基準日",
		arena_printf(a, "%s までに記録された台帳と収納の報告による", day_format_era(b->cut_on, day)));
	put_check(s, "収納額",
		arena_printf(a, "%s円。うち納付番号が不明 %s円（どの債権にも充てていない）",
			mail_format_yen(b->came_in, yen[0]), mail_format_yen(b->unknown, yen[1])));
	put_check(s, "氏名", "示さない。ケース番号による。");
	put_check(s, "この後", b->kind->note);
	put_counts(b, s);
}

/* ---- the workbook -------------------------------------------------------------------------------- */

static enum err_code open_book(struct book *b, struct rows *head, struct err *e)
{
	struct survey_book about = {
		.stem = b->kind->stem, .passed_on = true, .title = b->kind->title, .month = b->month};

	CHECK(rows_next(head));
	b->office = about.office = str_copy(b->c->arena, row_text(head, 0));
	b->cut_on = row_day(head, 1);
	b->came_in = row_int(head, 2);
	b->unknown = row_int(head, 3);
	return survey_book_open(b->c, &about, &b->xlsx, e);
}

static bool same(const struct tally *a, const struct tally *b)
{
	for (int i = 0; i < ACTIONS; i++) {
		if (a->slips[i] != b->slips[i] || a->yen[i] != b->yen[i])
			return false;
	}
	return a->refused == b->refused;
}

enum err_code slip_sheets_chunk(const struct slip_sheets_kind *kind, struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {
		&sql_slip_list_head, &sql_slip_list_counts, &sql_slip_list_receipts};
	struct book b = {.c = c, .kind = kind, .page = arena_new_in(c->arena), .household_id = -1};
	struct rows *rows[3];
	char month[64];

	b.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (chunk_read(c, stmts, 3, rows, e) != ERR_OK || open_book(&b, rows[0], e) != ERR_OK)
		return e->code;
	b.counts = rows[1];
	put_overview(&b);
	if (put_slips(&b, e) != ERR_OK || put_claims(&b, e) != ERR_OK || put_receipts(&b, rows[2], e) != ERR_OK)
		return e->code;
	if (!same(&b.counted, &b.listed))
		return err_set(e, ERR_BALANCE, 2378, "slips and sums of the workbook differ");
	return xlsx_close(b.xlsx, e);
}
