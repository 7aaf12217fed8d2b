/*
 * inquiry_cover.c: 照会票, what the approver reads before anything is asked: how many requests for what
 * purpose, by which row of the allow-list, who is left out and why.
 *
 * One chunk and one workbook per office.  Names are cut to their first character in the database; of persons
 * under 支援措置 there is only the number.  The counts are the database's, the lists are pages of rows; asked
 * and left out must add up to all entries in both, or the workbook is not published.  Memory holds one page.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/backend/xlsx.h"
#include "reports/inquiry_words.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EXCLUSIONS_ROOM = 16, PURPOSES_ROOM = 8 };
enum { PERSON_ENTRIES = 2048 }; /* as in the statements */

/* Entries, by why they are left out; 0: asked. */
struct counts {
	int64_t by_reason[EXCLUSIONS_ROOM];
};

struct caseworker {
	int64_t number;
	char *label; /* "03 佐藤 一郎" */
	int64_t entries, asked;
};

struct cover {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	struct xlsx_sheet *list; /* the one being written */
	char *month, *office;
	day_t cut_on;
	int64_t rate_set_id, population; /* entries, as the database counts them */
	char *rate_set, *first_request, *last_request;
	struct rows *groups, *files, *allowed;
	struct caseworker *caseworkers; /* by number */
	size_t n_caseworkers;
	bool purposes[PURPOSES_ROOM]; /* asked for, by enum inquiry_purpose */
	struct counts total;          /* as the database adds up */
	struct counts grouped;        /* as the groups do */
	struct counts listed;         /* as the rows of the lists do, also those that were set aside */
};

/* --- columns --- */

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};

static const struct xlsx_column file_columns[] = {
	{"手続番号と照会条件", XLSX_TEXT, 0}, {"照会番号", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column reason_columns[] = {
	{"照会・除外", XLSX_TEXT, 0}, {"除外の理由", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column caseworker_columns[] = {
	{"担当員", XLSX_TEXT, 0}, {"照会", XLSX_NUMBER, 0}, {"除外", XLSX_NUMBER, 0}, {"対象", XLSX_NUMBER, 0}};

static const struct xlsx_column allowed_columns[] = {
	{"手続番号", XLSX_CODE, 0},
	{"利用目的", XLSX_TEXT, 0},
	{"照会の対象", XLSX_TEXT, 0},
	{"状態", XLSX_TEXT, 0},
	{"出典", XLSX_WRAP, 60},
};

static const struct xlsx_column group_columns[] = {
	{"手続番号", XLSX_CODE, 0},
	{"照会の対象", XLSX_TEXT, 0},
	{"利用目的", XLSX_TEXT, 0},
	{"照会条件", XLSX_TEXT, 0},
	{"名簿・規則", XLSX_TEXT, 0},
	{"照会または\n除外の理由", XLSX_TEXT, 0},
	{"件数", XLSX_NUMBER, 0},
};

static const struct xlsx_column asked_columns[] = {
	{"照会番号", XLSX_CODE, 0},
	{"担当員", XLSX_TEXT, 0},
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0},
	{"氏名", XLSX_TEXT, 0},
	{"手続番号", XLSX_CODE, 0},
	{"利用目的", XLSX_TEXT, 0},
	{"照会条件", XLSX_TEXT, 0},
	{"開始日", XLSX_DAY, 0},
	{"終了日", XLSX_DAY, 0},
	{"不開示\nコード", XLSX_CODE, 0},
};

static const struct xlsx_column excluded_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0},
	{"氏名", XLSX_TEXT, 0},
	{"手続番号", XLSX_CODE, 0},
	{"利用目的", XLSX_TEXT, 0},
	{"照会条件", XLSX_TEXT, 0},
	{"名簿・規則", XLSX_TEXT, 0},
	{"除外の理由", XLSX_WRAP, 48},
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* --- small things --- */

static const char *purpose_term(int64_t number)
{
	return inquiry_words_of(inquiry_words_purposes, number)->term;
}

static const char *condition_term(int64_t number)
{
	return inquiry_words_of(inquiry_words_conditions, number)->term;
}

static char *copy_text(const struct cover *cv, struct str s)
{
	return str_copy(cv->chunk->arena, s);
}

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static int64_t excluded_of(const struct counts *c)
{
	int64_t n = 0;

	for (int i = 1; i < EXCLUSIONS_ROOM; i++)
		n += c->by_reason[i];
	return n;
}

static int64_t *count_of(struct counts *c, int64_t exclusion)
{
	CHECK(exclusion >= 0 && exclusion < EXCLUSIONS_ROOM);
	return &c->by_reason[exclusion];
}

static int compare_number(const void *key, const void *element)
{
	int64_t number = *(const int64_t *)key, other = ((const struct caseworker *)element)->number;

	return (number > other) - (number < other);
}

static void put_caseworker(const struct cover *cv, int64_t number)
{
	const struct caseworker *w = cv->n_caseworkers == 0 ? NULL
														: bsearch(&number, cv->caseworkers, cv->n_caseworkers,
															  sizeof cv->caseworkers[0], compare_number);

	xlsx_put_string(cv->list, w != NULL ? w->label : "");
}

/* --- 照会票 --- */

static void put_check(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

/* The purposes of what is asked, in the order of matching.h. */
static char *purposes_of(const struct cover *cv)
{
	char *text = arena_strdup(cv->chunk->arena, "");

	for (const struct inquiry_word *w = inquiry_words_purposes; w->word != NULL; w++) {
		if (cv->purposes[w->number])
			text = arena_printf(cv->chunk->arena, "%s%s%s", text, *text != '\0' ? "、" : "", w->term);
	}
	return text;
}

static void put_checks(const struct cover *cv, struct xlsx_sheet *s)
{
	struct arena *a = cv->chunk->arena;
	const struct run_info *run = cv->chunk->task->run;
	int64_t asked = cv->total.by_reason[0], excluded = excluded_of(&cv->total);
	char day[64];

	xlsx_table(s, COLUMNS(check_columns));
	put_check(s, "件数",
		arena_printf(a, "照会 %" PRId64 " 件 ＋ 除外 %" PRId64 " 件 ＝ 対象 %" PRId64 " 件", asked, excluded,
			cv->population));
	put_check(s, "利用目的", purposes_of(cv));
	put_check(s, "照会番号",
		asked == 0 ? "なし" : arena_printf(a, "%s から %s まで", cv->first_request, cv->last_request));
	put_check(s, "許可表",
		arena_printf(a, "基準額等の表 第%" PRId64 "号（SHA-256 %s…）の inquiry_allowed", cv->rate_set_id,
			cv->rate_set));
	put_check(s, "基準日", arena_printf(a, "%s までに記録された台帳による", day_format_era(cv->cut_on, day)));
	put_check(s, "結果のダイジェスト",
		arena_printf(a,
			"getsuji status %d "
			"が示す値。承認するときにその値を指定する。この票の後で結果が変われば値も変わる。",
			run->run_id));
	put_check(s, "氏名", "最初の一文字だけを示す。支援措置の対象者は番号だけを示す。");
	put_check(
		s, "承認の前", "照会ファイルはまだ作られていない。確定すると照会が記録され、その後に作られる。");
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

static char *request_range(const struct cover *cv, struct str first, struct str last)
{
	return arena_printf(
		cv->chunk->arena, "%.*s から %.*s まで", (int)first.length, first.at, (int)last.length, last.at);
}

static void put_files(const struct cover *cv, struct xlsx_sheet *s)
{
	const struct rows *r = cv->files;

	xlsx_heading(s, "確定の後に作られる照会ファイル");
	xlsx_table(s, COLUMNS(file_columns));
	while (rows_next(cv->files)) {
		struct str no = row_text(r, 0);

		put_count(s, XLSX_ROW_DATA,
			arena_printf(cv->chunk->arena, "%.*s　%s", (int)no.length, no.at, condition_term(row_int(r, 1))),
			request_range(cv, row_text(r, 3), row_text(r, 4)), row_int(r, 2));
	}
	put_count(s, XLSX_ROW_TOTAL, "合計", "", cv->total.by_reason[0]);
}

static void put_reasons(const struct cover *cv, struct xlsx_sheet *s)
{
	xlsx_heading(s, "照会と除外の内訳");
	xlsx_table(s, COLUMNS(reason_columns));
	put_count(s, XLSX_ROW_DATA, "照会", "", cv->total.by_reason[0]);
	for (const struct inquiry_word *w = inquiry_words_exclusions; w->word != NULL; w++) {
		if (cv->total.by_reason[w->number] > 0)
			put_count(s, XLSX_ROW_DATA, "除外", w->term, cv->total.by_reason[w->number]);
	}
	put_count(s, XLSX_ROW_TOTAL, "対象", "", cv->population);
}

static void put_overview(const struct cover *cv)
{
	const struct run_info *run = cv->chunk->task->run;
	struct xlsx_sheet_about about = {.name = "照会票", .portrait = true};
	struct xlsx_sheet *s;

	about.title = arena_printf(cv->chunk->arena, "情報照会　照会票　%s分", cv->month);
	about.note =
		arena_printf(cv->chunk->arena, "%s　処理番号 %d　第%d版", cv->office, run->run_id, run->edition);
	s = xlsx_sheet(cv->book, &about);
	put_checks(cv, s);
	put_files(cv, s);
	put_reasons(cv, s);
}

/* --- 件数 --- */

static struct xlsx_sheet *add_list(const struct cover *cv, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns)
{
	struct xlsx_sheet_about about = {name, NULL, note, columns, n_columns, 0, false};

	about.title = arena_printf(cv->chunk->arena, "%s　%s分", name, cv->month);
	return xlsx_sheet(cv->book, &about);
}

static void put_group_total(struct xlsx_sheet *s, const char *label, int64_t n)
{
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, label);
	for (int i = 0; i < 5; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, n);
	xlsx_row_end(s);
}

static void put_groups(struct cover *cv)
{
	struct rows *r = cv->groups;
	struct xlsx_sheet *s = add_list(cv, "件数",
		"手続番号、利用目的、照会条件、名簿ごとの件数。照会と除外の合計が対象の件数になる。",
		COLUMNS(group_columns));

	while (rows_next(r)) {
		int64_t subject = row_int(r, 1), exclusion = row_int(r, 5);

		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_text(s, r, 0);
		xlsx_put_string(s, inquiry_words_of(inquiry_words_subjects, subject)->term);
		xlsx_put_string(s, purpose_term(row_int(r, 2)));
		xlsx_put_string(s, condition_term(row_int(r, 3)));
		put_text(s, r, 4);
		xlsx_put_string(s,
			exclusion == EXCLUDED_NOT ? "照会" : inquiry_words_of(inquiry_words_exclusions, exclusion)->term);
		xlsx_put_number(s, row_int(r, 6));
		xlsx_row_end(s);
		*count_of(&cv->grouped, exclusion) += row_int(r, 6);
	}
	put_group_total(s, "照会", cv->grouped.by_reason[0]);
	put_group_total(s, "除外", excluded_of(&cv->grouped));
	put_group_total(s, "対象", cv->grouped.by_reason[0] + excluded_of(&cv->grouped));
}

static void put_caseworker_row(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *label, int64_t asked, int64_t entries)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, label);
	xlsx_put_number(s, asked);
	xlsx_put_number(s, entries - asked);
	xlsx_put_number(s, entries);
	xlsx_row_end(s);
}

static void put_caseworkers(const struct cover *cv)
{
	struct xlsx_sheet *s = add_list(cv, "担当員別", "担当員ごとの件数。", COLUMNS(caseworker_columns));
	int64_t asked = 0, entries = 0;

	for (size_t i = 0; i < cv->n_caseworkers; i++) {
		const struct caseworker *w = &cv->caseworkers[i];

		put_caseworker_row(s, XLSX_ROW_DATA, w->label, w->asked, w->entries);
		asked += w->asked;
		entries += w->entries;
	}
	put_caseworker_row(s, XLSX_ROW_TOTAL, "合計", asked, entries);
}

static void put_allowed(const struct cover *cv)
{
	struct xlsx_sheet *s = add_list(
		cv, "許可表", "この組合せのほかは照会しない（手続番号と利用目的）。", COLUMNS(allowed_columns));
	const struct rows *r = cv->allowed;

	while (rows_next(cv->allowed)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_text(s, r, 0);
		xlsx_put_string(s, inquiry_words_named(inquiry_words_purposes, row_text(r, 1))->term);
		xlsx_put_string(s, inquiry_words_named(inquiry_words_subjects, row_text(r, 2))->term);
		put_text(s, r, 3);
		put_text(s, r, 4);
		xlsx_row_end(s);
	}
}

/* --- the lists --- */

static bool take(struct cover *cv, int64_t entry_key, int64_t exclusion)
{
	struct chunk *c = cv->chunk;

	++*count_of(&cv->listed, exclusion);
	if (!chunk_take(c, entry_key))
		return false;
	c->count.read++;
	if (exclusion == EXCLUDED_NOT)
		c->count.written++;
	else
		c->count.unchanged++;
	return true;
}

static void put_name(struct xlsx_sheet *s, const struct rows *r, int column)
{
	if (row_null(r, column))
		xlsx_put_string(s, "（表示しない）");
	else
		put_text(s, r, column);
}

static void put_asked(struct cover *cv, const struct rows *r)
{
	struct xlsx_sheet *s = cv->list;

	if (!take(cv, row_int(r, 0), EXCLUDED_NOT))
		return;
	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_text(s, r, 4);
	put_caseworker(cv, row_int(r, 3));
	xlsx_put_number(s, row_int(r, 1) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, 2));
	put_name(s, r, 11);
	put_text(s, r, 5);
	xlsx_put_string(s, purpose_term(row_int(r, 6)));
	xlsx_put_string(s, condition_term(row_int(r, 7)));
	xlsx_put_day(s, row_day(r, 8));
	xlsx_put_day(s, row_day(r, 9));
	xlsx_put_string(s, row_bool(r, 10) ? "設定" : "");
	xlsx_row_end(s);
}

static void put_excluded(struct cover *cv, const struct rows *r)
{
	struct xlsx_sheet *s = cv->list;
	int64_t person_key = row_int(r, 1) * 100 + row_int(r, 2);

	if (!take(cv, person_key * PERSON_ENTRIES + row_int(r, 4), row_int(r, 9)))
		return;
	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_caseworker(cv, row_int(r, 3));
	xlsx_put_number(s, row_int(r, 1) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, 2));
	put_name(s, r, 10);
	put_text(s, r, 5);
	xlsx_put_string(s, purpose_term(row_int(r, 6)));
	xlsx_put_string(s, condition_term(row_int(r, 7)));
	put_text(s, r, 8);
	xlsx_put_string(s, inquiry_words_of(inquiry_words_exclusions, row_int(r, 9))->term);
	xlsx_row_end(s);
}

/* Hands each row of a paged statement to put(); column 0 is the key. */
static enum err_code each_row(struct cover *cv, int64_t key, const struct sql_stmt *q,
	void (*put)(struct cover *cv, const struct rows *r), struct err *e)
{
	struct rows *r;

	do {
		arena_reset(cv->page);
		if (chunk_read_page(cv->chunk, key, cv->page, &q, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			put(cv, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code put_lists(struct cover *cv, struct err *e)
{
	int64_t first = cv->chunk->lo * 100 * PERSON_ENTRIES;

	cv->list = add_list(cv, "照会一覧", "確定すると照会される者。", COLUMNS(asked_columns));
	if (each_row(cv, first, &sql_inquiry_cover_asked, put_asked, e) != ERR_OK)
		return e->code;
	cv->list = add_list(cv, "除外一覧", "照会しない者とその理由。担当員ごと。", COLUMNS(excluded_columns));
	if (each_row(cv, 0, &sql_inquiry_cover_excluded, put_excluded, e) != ERR_OK)
		return e->code;
	put_allowed(cv);
	return ERR_OK;
}

/* --- the report --- */

static void load_caseworkers(struct cover *cv, struct rows *r)
{
	struct arena *a = cv->chunk->arena;

	cv->caseworkers = arena_array(a, rows_count(r), sizeof cv->caseworkers[0]);
	while (rows_next(r)) {
		cv->caseworkers[cv->n_caseworkers++] = (struct caseworker){.number = row_int(r, 0),
			.label = survey_caseworker(a, row_int(r, 0), row_text(r, 1)),
			.entries = row_int(r, 2),
			.asked = row_int(r, 3)};
	}
}

static void load_reasons(struct cover *cv, struct rows *r)
{
	while (rows_next(r)) {
		int64_t purpose = row_int(r, 0), exclusion = row_int(r, 1);

		*count_of(&cv->total, exclusion) += row_int(r, 2);
		if (exclusion == EXCLUDED_NOT && purpose > 0 && purpose < PURPOSES_ROOM)
			cv->purposes[purpose] = true;
	}
}

static enum err_code load(struct cover *cv, struct err *e)
{
	const struct sql_stmt *const stmts[] = {&sql_inquiry_cover_head, &sql_inquiry_cover_reasons,
		&sql_inquiry_cover_groups, &sql_inquiry_cover_files, &sql_inquiry_cover_allowed,
		&sql_inquiry_cover_caseworkers};
	struct rows *rows[6];

	if (chunk_read(cv->chunk, stmts, 6, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	cv->office = copy_text(cv, row_text(rows[0], 0));
	cv->cut_on = row_day(rows[0], 1);
	cv->rate_set_id = row_int(rows[0], 2);
	cv->rate_set = copy_text(cv, row_text(rows[0], 3));
	cv->first_request = copy_text(cv, row_text(rows[0], 4));
	cv->last_request = copy_text(cv, row_text(rows[0], 5));
	cv->population = row_int(rows[0], 6);
	load_reasons(cv, rows[1]);
	cv->groups = rows[2];
	cv->files = rows[3];
	cv->allowed = rows[4];
	load_caseworkers(cv, rows[5]);
	return ERR_OK;
}

static enum err_code open_book(struct cover *cv, struct err *e)
{
	const struct survey_book book = {.stem = "inquiry_cover",
		.title = "情報照会　照会票",
		.brief = "照会票",
		.office = cv->office,
		.month = cv->month};

	return survey_book_open(cv->chunk, &book, &cv->book, e);
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct cover cv = {.chunk = c, .page = arena_new_in(c->arena)};
	char month[64];

	cv.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&cv, e) != ERR_OK || open_book(&cv, e) != ERR_OK)
		return e->code;
	put_overview(&cv);
	put_groups(&cv);
	put_caseworkers(&cv);
	if (put_lists(&cv, e) != ERR_OK)
		return e->code;
	if (cv.total.by_reason[0] + excluded_of(&cv.total) != cv.population ||
		memcmp(&cv.total, &cv.grouped, sizeof cv.total) != 0 ||
		memcmp(&cv.total, &cv.listed, sizeof cv.total) != 0)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return xlsx_close(cv.book, e);
}

const struct job report_inquiry_cover = {
	.name = "inquiry_cover",
	.title = "照会票",
	.targets = &sql_inquiry_cover_targets,
	.chunk = chunk,
	.balance = &sql_inquiry_cover_balance,
};
