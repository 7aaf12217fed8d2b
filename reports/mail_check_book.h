/*
 * mail_check_book.h: what the workbooks of a mailing, before the gate (mail_check) and after issuing (mail_list), have in
 * common: the office, the file, pages and lists, and the words of mailing.h.
 *
 * Ownership: all is the chunk's.  Thread: the chunk's.
 */
#ifndef REPORTS_MAIL_CHECK_BOOK_H
#define REPORTS_MAIL_CHECK_BOOK_H

#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

#define MAIL_KEYS_PER_OFFICE INT64_C(100000000)

struct mail_book {
	struct chunk *chunk;
	struct xlsx *book;
	const char *title;
	char *month, *office;
	day_t cut_on;
	bool set; /* the office has settings for its mail: */
	bool duplex;
	int moved_days;
	char *contractor, *enclosure;
};

/* Reads the office and opens the workbook of the stem. */
MUST_CHECK enum err_code mail_book_open(
	struct mail_book *b, struct chunk *c, const char *stem, const char *title, struct err *e);

/* A page with the office and the run under its title; a list with a note. */
struct xlsx_sheet *mail_book_page(const struct mail_book *b, const char *name);
struct xlsx_sheet *mail_book_list(const struct mail_book *b, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns);

/* A row of a term and its text. */
void mail_book_tell(struct xlsx_sheet *s, const char *what, const char *text);

/* A case number ("113"), an institution's code, or what else names a recipient without a name. */
const char *mail_book_recipient(struct arena *a, struct str party_key);

/* A line as commands take it: 13113-291. */
const char *mail_book_line(struct arena *a, int64_t key);

/* Grams of milligrams, rounded up. */
int64_t mail_book_grams(int64_t mg);

/* Japanese terms by the numbers of mailing.h; "" for a number that is in no list. */
const char *mail_book_kind(int64_t kind);
const char *mail_book_route(int64_t route);
const char *mail_book_hold(int64_t hold);
const char *mail_book_envelope(int64_t envelope);
const char *mail_book_withdrawal(int64_t cause);

#endif
