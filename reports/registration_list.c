/*
 * registration_list.c: 登録一覧, what the approver reads before an upload leaves: what is sent, who is not registered and
 * why, what was rejected or is held, and whether the cut-off day of the month is kept.
 *
 * One chunk and one workbook per office.  Names are cut to their first character in the database; of persons under
 * 支援措置 there is only the number.  The counts are the database's, the lists are pages of rows; both must agree, or the
 * workbook is not published.  Memory holds one page.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "getsuji/registration.h"
#include "reports/backend/xlsx.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"

#include <inttypes.h>

enum { ITEMS = 3, ACTIONS = 4, OUTCOMES = 4, LINES = 100000 };
enum { HEAD, COUNTS, PERSONS, UNREGISTERED, MISSING_TICKETS, STATEMENTS };

static const struct sql_stmt *const statements[STATEMENTS] = {
	[HEAD] = &sql_registration_list_head,
	[COUNTS] = &sql_registration_list_counts,
	[PERSONS] = &sql_registration_list_persons,
	[UNREGISTERED] = &sql_registration_list_unregistered,
	[MISSING_TICKETS] = &sql_registration_list_missing_tickets,
};

struct registration_list {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	char *month, *office;
	day_t cut_on, upload_on; /* DAY_MAX: the office has no settings */
	int64_t count[ITEMS][ACTIONS][OUTCOMES], again, instead;
	int64_t persons;                            /* on aid in the month */
	int64_t missing[OUTCOMES], missing_tickets; /* of them not registered, and what tickets they have */
	int64_t listed_sent, listed_left,
		listed_missing; /* as the rows of the lists do, also those that were set aside */
};

/* clang-format off */
static const char *const item_terms[ITEMS] = {
#define X(name, number, word, term) [number] = term,
	REGISTRATION_ITEMS(X)
};
static const char *const action_terms[ACTIONS] = {
	REGISTRATION_ACTIONS(X)
};
static const char *const outcome_terms[OUTCOMES] = {
	REGISTRATION_OUTCOMES(X)
#undef X
};
/* clang-format on */

/* --- columns --- */

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const struct xlsx_column count_columns[] = {{"登録の対象", XLSX_TEXT, 0}, {"処理", XLSX_TEXT, 0},
	{"送信", XLSX_NUMBER, 0}, {"エラー\n（訂正待ち）", XLSX_NUMBER, 0}, {"保留", XLSX_NUMBER, 0}};

static const struct xlsx_column tell_columns[] = {{"事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};

static const struct xlsx_column sum_columns[] = {
	{"当月に保護を受けている者", XLSX_TEXT, 0}, {"人数", XLSX_NUMBER, 0}};

static const struct xlsx_column sent_columns[] = {
	{"記録番号", XLSX_CODE, 0},
	{"担当員\n番号", XLSX_ID, 0},
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0},
	{"登録の対象", XLSX_TEXT, 0},
	{"診療年月・交付番号", XLSX_CODE, 0},
	{"処理", XLSX_TEXT, 0},
	{"再送", XLSX_TEXT, 0},
	{"代わる記録番号", XLSX_CODE, 0},
	{"不開示", XLSX_CODE, 0},
};

static const struct xlsx_column missing_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0},
	{"氏名", XLSX_TEXT, 0},
	{"登録されていない理由", XLSX_TEXT, 0},
	{"送信日", XLSX_DAY, 0},
	{"エラー\nコード", XLSX_CODE, 0},
	{"当月・翌月\nの券", XLSX_NUMBER, 0},
	{"締切までに", XLSX_TEXT, 0},
	{"対応", XLSX_WRAP, 48},
};

static const struct xlsx_column left_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"ケース\n番号", XLSX_ID, 0},
	{"世帯員\n番号", XLSX_ID, 0},
	{"氏名", XLSX_TEXT, 0},
	{"登録の対象", XLSX_TEXT, 0},
	{"診療年月・交付番号", XLSX_CODE, 0},
	{"処理", XLSX_TEXT, 0},
	{"送信しない理由", XLSX_TEXT, 0},
	{"エラー\nコード", XLSX_CODE, 0},
	{"送信日", XLSX_DAY, 0},
	{"記録番号", XLSX_CODE, 0},
	{"対応", XLSX_WRAP, 48},
};

/* --- loading --- */

static enum err_code load(struct registration_list *l, struct err *e)
{
	struct arena *a = l->chunk->arena;
	struct rows *rows[STATEMENTS], *r;
	char month[64];

	if (chunk_read(l->chunk, statements, STATEMENTS, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[HEAD]) && rows_next(rows[PERSONS]) && rows_next(rows[MISSING_TICKETS]));
	l->month = arena_strdup(a, month_format_era(l->chunk->task->run->month, month));
	l->office = str_copy(a, row_text(rows[HEAD], 0));
	l->cut_on = row_day(rows[HEAD], 1);
	l->upload_on = row_day(rows[HEAD], 2);
	l->persons = row_int(rows[PERSONS], 0);
	l->missing_tickets = row_int(rows[MISSING_TICKETS], 0);
	for (r = rows[COUNTS]; rows_next(r);) {
		l->count[row_int(r, 0)][row_int(r, 1)][row_int(r, 2)] = row_int(r, 3);
		l->again += row_int(r, 4);
		l->instead += row_int(r, 5);
	}
	for (r = rows[UNREGISTERED]; rows_next(r);)
		l->missing[row_int(r, 0)] = row_int(r, 1);
	return ERR_OK;
}

static int64_t sum_of(const struct registration_list *l, int outcome)
{
	int64_t sum = 0;

	for (int item = 1; item < ITEMS; item++)
		for (int action = 1; action < ACTIONS; action++)
			sum += l->count[item][action][outcome];
	return sum;
}

static int64_t missing_of(const struct registration_list *l)
{
	return l->missing[OUTCOME_SEND] + l->missing[OUTCOME_REJECTED] + l->missing[OUTCOME_HELD];
}

/* Is what leaves now in by the cut-off day? */
static bool in_time(const struct registration_list *l)
{
	return l->upload_on != DAY_MAX && l->cut_on <= l->upload_on;
}

/* Who will be seen as 未登録 on the cut-off day, if all that is sent is accepted. */
static int64_t seen_missing(const struct registration_list *l)
{
	return missing_of(l) - (in_time(l) ? l->missing[OUTCOME_SEND] : 0);
}

/* --- 集計 --- */

static void put_tell(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void put_counts(const struct registration_list *l, struct xlsx_sheet *s)
{
	xlsx_heading(s, "登録されているとおりでないもの");
	xlsx_table(s, COLUMNS(count_columns));
	for (int item = 1; item < ITEMS; item++) {
		for (int action = 1; action < ACTIONS; action++) {
			xlsx_row_begin(s, XLSX_ROW_DATA);
			xlsx_put_string(s, item_terms[item]);
			xlsx_put_string(s, action_terms[action]);
			for (int outcome = 1; outcome < OUTCOMES; outcome++)
				xlsx_put_number(s, l->count[item][action][outcome]);
			xlsx_row_end(s);
		}
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	for (int outcome = 1; outcome < OUTCOMES; outcome++)
		xlsx_put_number(s, sum_of(l, outcome));
	xlsx_row_end(s);
}

static void put_sum(struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *term, int64_t n)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, term);
	xlsx_put_number(s, n);
	xlsx_row_end(s);
}

static void put_persons(const struct registration_list *l, struct xlsx_sheet *s)
{
	xlsx_heading(s, "未登録者");
	xlsx_table(s, COLUMNS(sum_columns));
	put_sum(s, XLSX_ROW_DATA, "登録済み", l->persons - missing_of(l));
	put_sum(s, XLSX_ROW_DATA, "未登録　今回送信", l->missing[OUTCOME_SEND]);
	put_sum(s, XLSX_ROW_DATA, "未登録　エラー（訂正待ち）", l->missing[OUTCOME_REJECTED]);
	put_sum(s, XLSX_ROW_DATA, "未登録　保留", l->missing[OUTCOME_HELD]);
	put_sum(s, XLSX_ROW_TOTAL, "合計", l->persons);
}

static struct xlsx_sheet *add_sheet(const struct registration_list *l, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns)
{
	const struct run_info *run = l->chunk->task->run;
	struct arena *a = l->chunk->arena;
	struct xlsx_sheet_about about = {.name = name, .note = note, .columns = columns, .n_columns = n_columns};

	about.portrait = columns == NULL;
	about.title = arena_printf(a, "資格・券の登録　%s　%s分", name, l->month);
	if (note == NULL)
		about.note = arena_printf(a, "%s　処理番号 %d　第%d版", l->office, run->run_id, run->edition);
	return xlsx_sheet(l->book, &about);
}

static void put_overview(const struct registration_list *l)
{
	struct xlsx_sheet *s = add_sheet(l, "集計", NULL, NULL, 0);

	put_counts(l, s);
	put_persons(l, s);
}

static void put_deadline(const struct registration_list *l)
{
	struct xlsx_sheet *s = add_sheet(l, "締切", NULL, NULL, 0);
	struct arena *a = l->chunk->arena;
	char day[64];

	xlsx_table(s, COLUMNS(tell_columns));
	put_tell(s, "締切日", l->upload_on == DAY_MAX ? "登録がない" : day_format_era(l->upload_on, day));
	put_tell(s, "基準日",
		arena_printf(a, "%s（この日までに記録された事実による）", day_format_era(l->cut_on, day)));
	if (l->upload_on == DAY_MAX)
		put_tell(s, "判定", "この月の福祉事務所の券の登録（ticket_office）がないので、締切は分からない");
	else if (in_time(l))
		put_tell(s, "判定", arena_printf(a, "間に合う（締切まで %d 日）", (int)(l->upload_on - l->cut_on)));
	else
		put_tell(s, "判定", arena_printf(a, "締切を %d 日過ぎている", (int)(l->cut_on - l->upload_on)));
	put_tell(s, "締切日に未登録となる者",
		arena_printf(a,
			"%" PRId64 " 人（当月に保護を受けている %" PRId64
			" 人のうち）。送信したものがすべて登録されたとして数える。",
			seen_missing(l), l->persons));
	put_tell(s, "未登録者の券",
		arena_printf(a, "%" PRId64 " 枚（当月と翌月の医療券・調剤券）", l->missing_tickets));
	xlsx_heading(s, "確認事項");
	xlsx_table(s, COLUMNS(tell_columns));
	put_tell(s, "再送",
		arena_printf(a, "%" PRId64 " 件。送信したが回答がないので、同じ番号でもう一度送る", l->again));
	put_tell(s, "差替え", arena_printf(a, "%" PRId64 " 件。回答がないものに代わる", l->instead));
	put_tell(s, "氏名", "最初の一文字だけを示す。支援措置の対象者は番号だけを示し、登録には不開示を付ける。");
	put_tell(s, "承認の前", "登録ファイルはまだ作られていない。確定すると送信が記録され、その後に作られる。");
}

/* --- lists --- */

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void put_day(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_day(s, row_null(r, column) ? DAY_MAX : row_day(r, column));
}

static int64_t case_of(const struct rows *r)
{
	return row_int(r, 0) / LINES % HOUSEHOLD_PER_OFFICE;
}

static void put_sent(struct registration_list *l, struct xlsx_sheet *s, const struct rows *r)
{
	(void)l;
	put_text(s, r, 1);
	xlsx_put_number(s, row_int(r, 2));
	xlsx_put_number(s, case_of(r));
	xlsx_put_number(s, row_int(r, 3));
	xlsx_put_string(s, item_terms[row_int(r, 4)]);
	put_text(s, r, 5);
	xlsx_put_string(s, action_terms[row_int(r, 6)]);
	xlsx_put_string(s, row_bool(r, 7) ? "再送" : "");
	put_text(s, r, 8);
	xlsx_put_string(s, row_bool(r, 9) ? "1" : "");
}

static const char *why_missing(int64_t outcome, bool again, bool instead)
{
	if (outcome != OUTCOME_SEND)
		return outcome_terms[outcome];
	if (again)
		return "回答待ち（再送）";
	return instead ? "回答待ち（差替えを送信）" : "初めて送信";
}

/* What is to be done about what is not sent.  Codes of errors are not explained: no list of them is known. */
static const char *remedy_of(int64_t outcome)
{
	switch ((enum registration_outcome)outcome) {
	case OUTCOME_REJECTED:
		return "エラーコードの意味は照会が必要。登録する内容を直すと新しい番号で送信する";
	case OUTCOME_HELD:
		return "保留の指示を確かめる。解くと次の回に送信する";
	case OUTCOME_SEND:
		break;
	}
	return "";
}

static void put_missing(struct registration_list *l, struct xlsx_sheet *s, const struct rows *r)
{
	int64_t outcome = row_int(r, 5);

	xlsx_put_string(s, survey_caseworker(l->page, row_int(r, 1), row_text(r, 2)));
	xlsx_put_number(s, case_of(r));
	xlsx_put_number(s, row_int(r, 3));
	put_text(s, r, 4);
	xlsx_put_string(s, why_missing(outcome, row_bool(r, 6), row_bool(r, 7)));
	put_day(s, r, 9);
	put_text(s, r, 8);
	xlsx_put_number(s, row_int(r, 10));
	xlsx_put_string(s, outcome == OUTCOME_SEND && in_time(l) ? "登録見込み" : "未登録");
	xlsx_put_string(s, remedy_of(outcome));
}

static void put_left(struct registration_list *l, struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_put_string(s, survey_caseworker(l->page, row_int(r, 2), row_text(r, 3)));
	xlsx_put_number(s, case_of(r));
	xlsx_put_number(s, row_int(r, 4));
	put_text(s, r, 5);
	xlsx_put_string(s, item_terms[row_int(r, 6)]);
	put_text(s, r, 7);
	xlsx_put_string(s, action_terms[row_int(r, 8)]);
	xlsx_put_string(s, outcome_terms[row_int(r, 9)]);
	put_text(s, r, 10);
	put_day(s, r, 11);
	put_text(s, r, 1);
	xlsx_put_string(s, remedy_of(row_int(r, 9)));
}

/* A list and its rows: all of a paged statement.  counted: the rows are the chunk's records. */
struct list {
	const struct sql_stmt *page;
	void (*put)(struct registration_list *l, struct xlsx_sheet *s, const struct rows *r);
	bool counted;
	int64_t *listed;
};

static enum err_code put_list(
	struct registration_list *l, struct xlsx_sheet *s, const struct list *of, struct err *e)
{
	struct chunk *c = l->chunk;
	int64_t key = c->lo * LINES;
	struct rows *r;

	do {
		arena_reset(l->page);
		if (chunk_read_page(c, key, l->page, &of->page, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			(*of->listed)++;
			if (of->counted && !chunk_take(c, row_int(r, 0)))
				continue;
			xlsx_row_begin(s, XLSX_ROW_DATA);
			of->put(l, s, r);
			xlsx_row_end(s);
			c->count.read += of->counted;
			c->count.written += of->counted;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code put_lists(struct registration_list *l, struct err *e)
{
	struct list sent = {&sql_registration_list_sent, put_sent, true, &l->listed_sent};
	struct list missing = {&sql_registration_list_missing, put_missing, false, &l->listed_missing};
	struct list left = {&sql_registration_list_left, put_left, true, &l->listed_left};

	if (put_list(l,
			add_sheet(l, "送信予定", "確定すると送信する。登録ファイルでは、資格情報が先になる。",
				COLUMNS(sent_columns)),
			&sent, e) != ERR_OK ||
		put_list(l,
			add_sheet(l, "未登録者",
				"当月に保護を受けている者のうち、登録されていない者と、その理由。券のある者から。",
				COLUMNS(missing_columns)),
			&missing, e) != ERR_OK ||
		put_list(l,
			add_sheet(l, "エラー・保留",
				"送信しないもの。エラーは、登録する内容が変わると新しい番号で送信する。",
				COLUMNS(left_columns)),
			&left, e) != ERR_OK)
		return e->code;
	if (l->listed_sent == sum_of(l, OUTCOME_SEND) && l->listed_missing == missing_of(l) &&
		l->listed_left == sum_of(l, OUTCOME_REJECTED) + sum_of(l, OUTCOME_HELD))
		return ERR_OK;
	return err_set(e, ERR_BALANCE, 1776, "the lists of registrations and their sums disagree");
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct registration_list l = {.chunk = c, .page = arena_new_in(c->arena)};
	struct survey_book book = {.stem = "registration_list", .passed_on = true, .title = "資格・券の登録"};

	if (load(&l, e) != ERR_OK)
		return e->code;
	book.office = l.office;
	book.month = l.month;
	if (survey_book_open(c, &book, &l.book, e) != ERR_OK)
		return e->code;
	put_overview(&l);
	put_deadline(&l);
	if (put_lists(&l, e) != ERR_OK)
		return e->code;
	return xlsx_close(l.book, e);
}

const struct job report_registration_list = {
	.name = "registration_list",
	.title = "登録一覧",
	.targets = &sql_registration_list_targets,
	.chunk = chunk,
	.balance = &sql_registration_list_balance,
};
