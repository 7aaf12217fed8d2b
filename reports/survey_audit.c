/*
 * survey_audit.c: 調査の統計, what auditors see of a survey after its gate: asked, answered, acted on, days
 * open.  Counts and caseworkers' numbers only: no name, no case, no request.
 *
 * One chunk and one small workbook per office; all sums come from the database.  Classes and caseworkers
 * must add up to the same persons, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/survey_book.h"
#include "reports/survey_counts.h"

#include <inttypes.h>

enum { HEAD, INQUIRIES, CLASSES, PROCEDURES, CASEWORKERS, ADOPTIONS, LETTERS, STATEMENTS };

static const struct sql_stmt *const statements[STATEMENTS] = {
	[HEAD] = &sql_casebook_head,
	[INQUIRIES] = &sql_survey_summary_inquiries,
	[CLASSES] = &sql_survey_audit_classes,
	[PROCEDURES] = &sql_survey_audit_procedures,
	[CASEWORKERS] = &sql_survey_audit_caseworkers,
	[ADOPTIONS] = &sql_survey_audit_adoptions,
	[LETTERS] = &sql_survey_audit_letters,
};

/* Columns of numbers after the class: persons, asked, answered, acted on, and one per disposition. */
#define DISPOSITIONS_COUNT (DISPOSITION_DONE - DISPOSITION_NONE)
#define CLASS_NUMBERS      (4 + DISPOSITIONS_COUNT)

struct survey_audit {
	struct chunk *chunk;
	char *month, *office;
	day_t cut_on;
	int64_t survey;
	struct rows *rows[STATEMENTS];
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const struct xlsx_column total_columns[] = {{"項目", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column class_columns[] = {{"区分", XLSX_TEXT, 0}, {"人数", XLSX_NUMBER, 0},
	{"照会", XLSX_NUMBER, 0}, {"回答", XLSX_NUMBER, 0}, {"処理の\n記入", XLSX_NUMBER, 0},
#define X(name, number, word, term) {term, XLSX_NUMBER, 0},
	DISPOSITIONS(X)
#undef X
};

#define DAYS_COLUMNS \
	{"照会", XLSX_NUMBER, 0}, {"回答", XLSX_NUMBER, 0}, {"未回答", XLSX_NUMBER, 0}, \
		{"回答まで\n最短（日）", XLSX_NUMBER, 0}, {"回答まで\n中央（日）", XLSX_NUMBER, 0}, \
		{"回答まで\n最長（日）", XLSX_NUMBER, 0}, \
	{ \
		"未回答の\n最長（日）", XLSX_NUMBER, 0 \
	}

static const struct xlsx_column procedure_columns[] = {{"手続番号", XLSX_TEXT, 0}, DAYS_COLUMNS};

static const struct xlsx_column caseworker_columns[] = {
	{"担当員番号", XLSX_TEXT, 0}, DAYS_COLUMNS, {"人数", XLSX_NUMBER, 0}, {"処理の\n記入", XLSX_NUMBER, 0}};

static const struct xlsx_column adoption_columns[] = {
	{"採否と理由", XLSX_TEXT, 0},
	{"件数", XLSX_NUMBER, 0},
	{"変更前\n（年・円）", XLSX_NUMBER, 0},
	{"変更後\n（年・円）", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
};

/* --- tables --- */

static void put_classes(const struct survey_audit *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[CLASSES];
	int64_t number[SURVEY_CLASSES_MAX][CLASS_NUMBERS] = {{0}}, total[CLASS_NUMBERS] = {0};
	int classes[SURVEY_CLASSES_MAX], n = survey_classes(m->survey, classes);

	while (rows_next(r))
		for (int i = 0; i < n; i++)
			for (int c = 0; classes[i] == row_int(r, 0) && c < CLASS_NUMBERS; c++)
				number[i][c] = row_int(r, c + 1);
	xlsx_heading(s, "区分ごとの照会・回答・処理");
	xlsx_table(s, COLUMNS(class_columns));
	for (int i = 0; i < n; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, survey_class_term(classes[i]));
		for (int c = 0; c < CLASS_NUMBERS; c++) {
			xlsx_put_number(s, number[i][c]);
			total[c] += number[i][c];
		}
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int c = 0; c < CLASS_NUMBERS; c++)
		xlsx_put_number(s, total[c]);
	xlsx_row_end(s);
	m->chunk->count.read = m->chunk->count.written = total[0];
}

/* Four columns of days, from `first` on; blank where nothing was asked or answered. */
static void put_days(struct xlsx_sheet *s, const struct rows *r, int first)
{
	for (int column = first; column < first + 4; column++)
		if (row_null(r, column))
			xlsx_put_blank(s);
		else
			xlsx_put_number(s, row_int(r, column));
}

static void put_asked(struct xlsx_sheet *s, int64_t asked, int64_t answered)
{
	xlsx_put_number(s, asked);
	xlsx_put_number(s, answered);
	xlsx_put_number(s, asked - answered);
}

static void put_procedures(const struct survey_audit *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[PROCEDURES];

	xlsx_heading(s, "手続ごとの照会と回答までの日数");
	xlsx_table(s, COLUMNS(procedure_columns));
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_text(s, row_text(r, 0).at, row_text(r, 0).length);
		put_asked(s, row_int(r, 1), row_int(r, 2));
		put_days(s, r, 3);
		xlsx_row_end(s);
	}
}

/* Returns the persons of all caseworkers. */
static int64_t put_caseworkers(const struct survey_audit *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[CASEWORKERS];
	int64_t persons = 0;

	xlsx_heading(s, "担当員ごとの照会と回答までの日数、処理");
	xlsx_table(s, COLUMNS(caseworker_columns));
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, survey_caseworker(m->chunk->arena, row_int(r, 0), (struct str){NULL, 0}));
		put_asked(s, row_int(r, 2), row_int(r, 3));
		put_days(s, r, 4);
		xlsx_put_number(s, row_int(r, 1));
		xlsx_put_number(s, row_int(r, 8));
		xlsx_row_end(s);
		persons += row_int(r, 1);
	}
	return persons;
}

static void put_adoptions(const struct survey_audit *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[ADOPTIONS];

	xlsx_heading(s, "提案の採否");
	xlsx_table(s, COLUMNS(adoption_columns));
	while (rows_next(r)) {
		struct str reason = row_text(r, 1);

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, row_bool(r, 0) ? "採用（認定額に反映）"
										  : arena_printf(m->chunk->arena, "不採用　%.*s", (int)reason.length,
												reason.length > 0 ? reason.at : ""));
		xlsx_put_number(s, row_int(r, 2));
		xlsx_put_number(s, row_int(r, 3));
		xlsx_put_number(s, row_int(r, 4));
		xlsx_put_number(s, row_int(r, 4) - row_int(r, 3));
		xlsx_row_end(s);
	}
}

/* Entries of inquiry runs: asked + left out = all. */
static void put_inquiries(const struct survey_audit *m, struct xlsx_sheet *s)
{
	xlsx_heading(s, "照会の対象（この月までの12か月の確定した照会、延べ件数）");
	xlsx_table(s, COLUMNS(total_columns));
	survey_counts(s, m->rows[INQUIRIES], m->chunk->arena, survey_term_asked, "合計");
}

/* --- the job --- */

static enum err_code load(struct survey_audit *m, struct err *e)
{
	struct chunk *c = m->chunk;

	if (chunk_read(c, statements, STATEMENTS, m->rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(m->rows[HEAD]) && rows_next(m->rows[LETTERS]));
	m->office = str_copy(c->arena, row_text(m->rows[HEAD], 0));
	m->cut_on = row_day(m->rows[HEAD], 2);
	m->survey = row_int(m->rows[HEAD], 3);
	return ERR_OK;
}

/* Returns the persons of all caseworkers. */
static int64_t put_page(const struct survey_audit *m, struct xlsx *book)
{
	struct arena *a = m->chunk->arena;
	const struct run_info *run = m->chunk->task->run;
	struct xlsx_sheet_about about = {.name = "統計"};
	int64_t persons;
	struct xlsx_sheet *s;
	char day[64];

	about.title = arena_printf(a, "%sの統計　%s分", survey_term(m->survey), m->month);
	about.note = arena_printf(a,
		"%s　処理番号 %d　第%d版　事実の基準日 "
		"%s　個人に関する情報を含まない。中央は中央値（偶数のときは小さい方）。",
		m->office, run->run_id, run->edition, day_format_era(m->cut_on, day));
	s = xlsx_sheet(book, &about);
	put_classes(m, s);
	put_procedures(m, s);
	persons = put_caseworkers(m, s);
	if (m->survey == SURVEY_PENSION) {
		put_adoptions(m, s);
	} else {
		xlsx_heading(s, "関係先への照会書");
		xlsx_table(s, COLUMNS(total_columns));
		survey_count(s, XLSX_ROW_DATA, "法第29条による照会書", row_int(m->rows[LETTERS], 0));
	}
	put_inquiries(m, s);
	return persons;
}

static enum err_code survey_audit_chunk(struct chunk *c, struct err *e)
{
	struct survey_audit m = {.chunk = c};
	struct survey_book about = {.stem = "audit", .brief = "調査の統計"};
	struct xlsx *book;
	char month[64];

	m.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&m, e) != ERR_OK)
		return e->code;
	about.title = arena_printf(c->arena, "調査の統計　%s", survey_term(m.survey));
	about.office = m.office;
	about.month = m.month;
	if (survey_book_open(c, &about, &book, e) != ERR_OK)
		return e->code;
	if (put_page(&m, book) != c->count.read)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return xlsx_close(book, e);
}

const struct job report_survey_audit = {
	.name = "survey_audit",
	.title = "調査の統計",
	.targets = &sql_survey_audit_targets,
	.chunk = survey_audit_chunk,
	.balance = &sql_survey_audit_balance,
};
