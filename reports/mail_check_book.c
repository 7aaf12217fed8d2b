/*
 * mail_check_book.c: see mail_check_book.h.
 */
#include "reports/mail_check_book.h"

#include "gen/sql.h"
#include "getsuji/mailing.h"
#include "reports/survey_book.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum err_code mail_book_open(
	struct mail_book *b, struct chunk *c, const char *stem, const char *title, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_mail_check_head;
	struct survey_book book = {.stem = stem, .title = title};
	struct rows *r;
	char month[64];

	*b = (struct mail_book){.chunk = c, .title = title};
	if (chunk_read(c, &statement, 1, &r, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(r));
	b->office = str_copy(c->arena, row_text(r, 0));
	b->cut_on = row_day(r, 1);
	b->set = !row_null(r, 2);
	b->contractor = str_copy(c->arena, row_text(r, 2));
	b->duplex = row_bool(r, 3);
	b->moved_days = (int)row_int(r, 4);
	b->enclosure = str_copy(c->arena, row_text(r, 5));
	b->month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	book.office = b->office;
	book.month = b->month;
	return survey_book_open(c, &book, &b->book, e);
}

struct xlsx_sheet *mail_book_page(const struct mail_book *b, const char *name)
{
	const struct run_info *run = b->chunk->task->run;
	const struct xlsx_sheet_about about = {.name = name,
		.portrait = true,
		.title = arena_printf(b->chunk->arena, "%s　%s分", b->title, b->month),
		.note =
			arena_printf(b->chunk->arena, "%s　処理番号 %d　第%d版", b->office, run->run_id, run->edition)};

	return xlsx_sheet(b->book, &about);
}

struct xlsx_sheet *mail_book_list(const struct mail_book *b, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns)
{
	const struct xlsx_sheet_about about = {.name = name,
		.title = arena_printf(b->chunk->arena, "%s　%s分", name, b->month),
		.note = note,
		.columns = columns,
		.n_columns = n_columns,
		.freeze_columns = 1};

	return xlsx_sheet(b->book, &about);
}

void mail_book_tell(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

/* ---- words --------------------------------------------------------------------------------------- */

const char *mail_book_recipient(struct arena *a, struct str party_key)
{
	const char *key = str_copy(a, party_key);

	switch (key[0]) {
	case 'H':
		return arena_printf(
			a, "ケース番号 %" PRId64, (int64_t)strtoll(key + 1, NULL, 10) % MAIL_KEYS_PER_OFFICE);
	case 'I':
		return arena_printf(a, "機関 %.*s", (int)strcspn(key + 1, "/"), key + 1);
	default:
		return arena_printf(a, "事業所 %s", key + 1);
	}
}

const char *mail_book_line(struct arena *a, int64_t key)
{
	return arena_printf(a, "%05" PRId64 "-%" PRId64, key / MAIL_KEYS_PER_OFFICE, key % MAIL_KEYS_PER_OFFICE);
}

int64_t mail_book_grams(int64_t mg)
{
	return (mg + 999) / 1000;
}

/* clang-format off */
#define TERM(name, number, word, term) case name: return term;
/* clang-format on */

const char *mail_book_kind(int64_t kind)
{
	switch (kind) {
		MAIL_DOCUMENTS(TERM)
	}
	return "";
}

const char *mail_book_route(int64_t route)
{
	switch (route) {
		MAIL_ROUTES(TERM)
	}
	return "";
}

const char *mail_book_hold(int64_t hold)
{
	switch (hold) {
		MAIL_HOLDS(TERM)
	}
	return "";
}

const char *mail_book_envelope(int64_t envelope)
{
	switch (envelope) {
		MAIL_ENVELOPES(TERM)
	}
	return "";
}

const char *mail_book_withdrawal(int64_t cause)
{
	switch (cause) {
		MAIL_WITHDRAWALS(TERM)
	}
	return "";
}
