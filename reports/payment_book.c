/* payment_book.c: what the workbooks of payments have in common; see payment_book.h. */
#include "reports/payment_book.h"

#include "getsuji/facts.h"
#include "reports/survey_book.h"

/* --- terms --- */

#define TERM(name, number, word, term) \
	case name: \
		return term;

const char *payment_book_part(int64_t part)
{
	switch (part) {
		PAYMENT_PARTS(TERM)
	default:
		return "";
	}
}

const char *payment_book_method(int64_t method)
{
	switch (method) {
		FACT_PAYMENT_METHODS(TERM)
	default:
		return "";
	}
}

const char *payment_book_hold(int64_t hold)
{
	switch (hold) {
		PAYMENT_HOLDS(TERM)
	default:
		return "";
	}
}

const char *payment_book_refusal(int64_t refusal)
{
	switch (refusal) {
		PAYMENT_REFUSALS(TERM)
	default:
		return "";
	}
}

#undef TERM

/* --- the workbook --- */

enum err_code payment_book_open(
	struct payment_book *b, const char *stem, const char *title, struct rows *head, struct err *e)
{
	struct chunk *c = b->chunk;
	struct survey_book about = {.stem = stem, .title = title};
	char month[64];

	b->page = arena_new_in(c->arena);
	b->title = title;
	b->month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	CHECK(rows_next(head));
	b->office = str_copy(c->arena, row_text(head, 0));
	b->cut_on = row_day(head, 1);
	b->pay_on = row_day(head, 2);
	about.office = b->office;
	about.month = b->month;
	return survey_book_open(c, &about, &b->book, e);
}

struct xlsx_sheet *payment_book_page(const struct payment_book *b, const char *name)
{
	const struct run_info *run = b->chunk->task->run;
	struct xlsx_sheet_about about = {.name = name, .portrait = true};

	about.title = arena_printf(b->chunk->arena, "%s　%s分", b->title, b->month);
	about.note =
		arena_printf(b->chunk->arena, "%s　処理番号 %d　第%d版", b->office, run->run_id, run->edition);
	return xlsx_sheet(b->book, &about);
}

struct xlsx_sheet *payment_book_list(const struct payment_book *b, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns)
{
	struct xlsx_sheet_about about = {name, NULL, note, columns, n_columns, 0, false};

	about.title = arena_printf(b->chunk->arena, "%s　%s分", name, b->month);
	return xlsx_sheet(b->book, &about);
}

void payment_book_tell(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

char *payment_book_pay_day(const struct payment_book *b)
{
	char day[64];

	if (b->pay_on == DAY_MAX)
		return arena_strdup(b->chunk->arena, "決まらない（支払口座の設定がない）");
	return arena_strdup(b->chunk->arena, day_format_era(b->pay_on, day));
}

void payment_book_put_text(struct xlsx_sheet *s, const struct rows *r, int column, const char *otherwise)
{
	if (row_null(r, column))
		xlsx_put_string(s, otherwise);
	else
		xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}
