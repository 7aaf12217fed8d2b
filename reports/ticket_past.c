/*
 * ticket_past.c: 過去の診療月の確認: tickets of earlier months that are out although something of those months became known
 * since they were looked at: a treatment that had ended, a death, a closing.  Each row says what to run.
 *
 * One chunk and one workbook per office with such a ticket (sql/reports/ticket_past.sql).  Rows are read in pages, so memory
 * holds one page.  Names are cut to their first character in the database; of persons under 支援措置 there is the number
 * alone, and no institution.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/backend/xlsx.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"
#include "reports/ticket_words.h"

/* Columns of ticket_past_page. */
enum past_column {
	PAST_SORT_KEY,
	PAST_RECORD_KEY,
	PAST_HOUSEHOLD,
	PAST_PERSON,
	PAST_CASEWORKER,
	PAST_CASEWORKER_NAME,
	PAST_NAME, /* NULL: not to be shown, as code and institution */
	PAST_MONTH,
	PAST_ISSUE_NO,
	PAST_TYPE,
	PAST_SERVICE,
	PAST_CODE,
	PAST_INSTITUTION,
	PAST_WHAT,
	PAST_CHANGED,
	PAST_EDITION
};

/* clang-format off */
static const struct xlsx_column past_columns[] = {{"担当員", XLSX_TEXT, 0}, {"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0}, {"氏名", XLSX_TEXT, 0}, {"診療年月", XLSX_CODE, 0}, {"交付番号", XLSX_ID, 0},
	{"券種", XLSX_TEXT, 0}, {"診療別", XLSX_TEXT, 0}, {"機関コード", XLSX_CODE, 0}, {"機関名", XLSX_TEXT, 0},
	{"変わったもの", XLSX_TEXT, 0}, {"登録日", XLSX_DAY, 0}, {"行うこと", XLSX_TEXT, 0}};

/* By the bits of result.ticket_past; the lowest has no meaning. */
static const char *const what_terms[] = {"", "保護", "世帯員", "治療", "介護サービス", "要否意見", "本人支払額"};
/* clang-format on */

struct past {
	struct chunk *c;
	struct arena *page;
	struct xlsx *book;
	struct xlsx_sheet *list;
	char *office, *month;
	day_t cut_on;
	int64_t key; /* of the record taken last */
	bool taken;
};

/* 「保護、治療」 */
static const char *what_of(struct arena *a, int64_t bits)
{
	const char *text = "";

	for (size_t i = 1; i < sizeof what_terms / sizeof what_terms[0]; i++)
		if ((bits >> i & 1) != 0)
			text = arena_printf(a, "%s%s%s", text, text[0] != '\0' ? "、" : "", what_terms[i]);
	return text;
}

static void put_shown(struct xlsx_sheet *s, const struct rows *r, int column)
{
	if (row_null(r, column))
		xlsx_put_string(s, "（表示しない）");
	else
		xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void put_row(const struct past *p, const struct rows *r)
{
	struct xlsx_sheet *s = p->list;
	month_t of = month_of_day(row_day(r, PAST_MONTH));
	char month[64], era[64];

	month_format(of, month);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(
		s, survey_caseworker(p->page, row_int(r, PAST_CASEWORKER), row_text(r, PAST_CASEWORKER_NAME)));
	xlsx_put_number(s, row_int(r, PAST_HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, PAST_PERSON));
	put_shown(s, r, PAST_NAME);
	xlsx_put_string(s, month_format_era(of, era));
	xlsx_put_number(s, row_int(r, PAST_ISSUE_NO));
	xlsx_put_string(s, ticket_words_type(row_int(r, PAST_TYPE)));
	xlsx_put_string(s, ticket_words_service(row_int(r, PAST_SERVICE)));
	put_shown(s, r, PAST_CODE);
	put_shown(s, r, PAST_INSTITUTION);
	xlsx_put_string(s, what_of(p->page, row_int(r, PAST_WHAT)));
	xlsx_put_day(s, row_day(r, PAST_CHANGED));
	xlsx_put_string(s, arena_printf(p->page, "getsuji run vouchers --month %s --edition %lld --office %05d",
						   month, (long long)row_int(r, PAST_EDITION), p->c->task->run->office_id));
	xlsx_row_end(s);
}

/* A record is a household and service month. */
static bool take(struct past *p, int64_t key)
{
	if (key != p->key) {
		p->key = key;
		p->taken = chunk_take(p->c, key);
		p->c->count.read += p->taken;
		p->c->count.written += p->taken;
	}
	return p->taken;
}

static enum err_code put_pages(struct past *p, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_ticket_past_page;
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(p->page);
		if (chunk_read_page(p->c, key, p->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, PAST_SORT_KEY) + 1;
			if (take(p, row_int(r, PAST_RECORD_KEY)))
				put_row(p, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code load(struct past *p, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_ticket_past_head;
	struct rows *r;
	char month[64];

	if (chunk_read(p->c, &statement, 1, &r, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(r));
	p->office = arena_strndup(p->c->arena, row_text(r, 0).at, row_text(r, 0).length);
	p->cut_on = row_day(r, 1);
	p->month = arena_strdup(p->c->arena, month_format_era(p->c->task->run->month, month));
	return ERR_OK;
}

static enum err_code ticket_past_chunk(struct chunk *c, struct err *e)
{
	struct past p = {.c = c, .page = arena_new_in(c->arena), .key = -1};
	struct survey_book book = {.stem = "ticket_past", .passed_on = true, .title = "過去の診療月の確認"};
	char day[64];

	if (load(&p, e) != ERR_OK)
		return e->code;
	book.office = p.office;
	book.month = p.month;
	if (survey_book_open(c, &book, &p.book, e) != ERR_OK)
		return e->code;
	const struct xlsx_sheet_about about = {.name = "確認一覧",
		.title = "過去の診療月の確認",
		.note = arena_printf(c->arena,
			"交付済みの券のうち、判定の後（%s "
			"まで）にその診療月の内容が変わったもの。行うことの1行は月ごとに1回でよい。",
			day_format_era(p.cut_on, day)),
		.columns = past_columns,
		.n_columns = sizeof past_columns / sizeof past_columns[0],
		.freeze_columns = 4};

	p.list = xlsx_sheet(p.book, &about);
	if (put_pages(&p, e) != ERR_OK)
		return e->code;
	return xlsx_close(p.book, e);
}

const struct job report_ticket_past = {
	.name = "ticket_past",
	.title = "過去の診療月の確認",
	.targets = &sql_ticket_past_targets,
	.chunk = ticket_past_chunk,
	.balance = &sql_ticket_past_balance,
};
