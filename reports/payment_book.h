/*
 * payment_book.h: what the workbooks of payments (payment_check, counter_list, proxy_list) have in common: the office,
 * its pay day and caseworkers, sheets and cells, the terms of include/getsuji/payment.h.
 *
 * Ownership: all is the chunk's.  Thread: that of the workbook.
 */
#ifndef REPORTS_PAYMENT_BOOK_H
#define REPORTS_PAYMENT_BOOK_H

#include "getsuji/job.h"
#include "getsuji/payment.h"
#include "reports/backend/xlsx.h"

#define PAYMENT_BOOK_HOLDS 10 /* one more than the largest enum payment_hold */
#define PAYMENT_BOOK_PARTS 4  /* one more than the largest enum payment_part */

struct payment_book {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	const char *title; /* of the workbook */
	char *month, *office;
	day_t cut_on, pay_on; /* pay_on DAY_MAX: none */
};

/* Opens the workbook of the stem; head: a row as payment_check_head has it. */
MUST_CHECK enum err_code payment_book_open(
	struct payment_book *b, const char *stem, const char *title, struct rows *head, struct err *e);

/* A page of the workbook, with the office and the run under its title; a list of it. */
struct xlsx_sheet *payment_book_page(const struct payment_book *b, const char *name);
struct xlsx_sheet *payment_book_list(const struct payment_book *b, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns);

/* A row of a term and its text. */
void payment_book_tell(struct xlsx_sheet *s, const char *what, const char *text);

/* "令和9年1月4日", or why there is none; in the chunk's arena. */
char *payment_book_pay_day(const struct payment_book *b);

/* A text of a row; where it is NULL, `otherwise`. */
void payment_book_put_text(struct xlsx_sheet *s, const struct rows *r, int column, const char *otherwise);

const char *payment_book_part(int64_t part);       /* 本人へ */
const char *payment_book_method(int64_t method);   /* 口座振込 */
const char *payment_book_hold(int64_t hold);       /* 保留の指示 */
const char *payment_book_refusal(int64_t refusal); /* 決定が取り消されたか、改められた */

#endif
