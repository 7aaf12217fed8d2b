/*
 * ticket_sheets.h: what the workbooks of tickets, before the gate (ticket_check) and after issuing (ticket_list), have in
 * common: the office and its caseworkers, sums by service and reason, and rows of a ticket on the sheets they belong to.
 *
 * A page of rows is read at a time, household by household, and each row goes to its sheets; memory is flat.  Names are
 * cut to their first character in the database; of a person under 支援措置 there is only the number, and neither
 * institution nor remark.  The rows must add up to the sums of the database, or the workbook is not published.
 *
 * Ownership: all is the chunk's.  Thread: that of the workbook.
 */
#ifndef REPORTS_TICKET_SHEETS_H
#define REPORTS_TICKET_SHEETS_H

#include "getsuji/job.h"
#include "getsuji/ticket.h"
#include "reports/backend/xlsx.h"

#define TICKET_SHEETS_SERVICES 16 /* one more than the largest enum ticket_service */
#define TICKET_SHEETS_ACTIONS  10
#define TICKET_SHEETS_REASONS  18

/* Columns of ticket_check_page and ticket_list_page; other lists have those up to TICKET_INSTITUTION. */
enum ticket_column {
	TICKET_HOUSEHOLD,
	TICKET_PERSON,
	TICKET_LINE,
	TICKET_NAME, /* NULL: not to be shown */
	TICKET_CASEWORKER,
	TICKET_MONTH,
	TICKET_ACTION,
	TICKET_HOLD,
	TICKET_CAUSE,
	TICKET_TYPE,
	TICKET_SERVICE,
	TICKET_CODE,
	TICKET_INSTITUTION,
	TICKET_FROM,
	TICKET_UNTIL,
	TICKET_COMBINED,
	TICKET_YEN,
	TICKET_REMARK,
	TICKET_REASON,
	TICKET_BEFORE_NO,
	TICKET_BEFORE_REVISION,
	TICKET_BEFORE_FROM,
	TICKET_BEFORE_UNTIL,
	TICKET_BEFORE_COMBINED,
	TICKET_BEFORE_YEN,
	TICKET_NO, /* of what was issued, as the next two; else NULL */
	TICKET_REVISION,
	TICKET_RECIPIENT,
	TICKET_REFUSAL, /* NULL: none */
	TICKET_ELDERLY, /* 後期高齢者医療, 国民健康保険 on a day of the ticket: for the office to look at */
	TICKET_NATIONAL
};

/* Columns of a list about tickets, as ticket_sheets_begin fills them. */
/* clang-format off */
#define TICKET_SHEETS_WHO         \
	{"担当員", XLSX_TEXT, 0},     \
	{"ケース\n番号", XLSX_ID, 0}, \
	{"世帯員\n番号", XLSX_ID, 0}, \
	{"氏名", XLSX_TEXT, 0},       \
	{"診療年月", XLSX_CODE, 0}

#define TICKET_SHEETS_WHAT        \
	{"券種", XLSX_TEXT, 0},       \
	{"診療別", XLSX_TEXT, 0},     \
	{"機関コード", XLSX_CODE, 0}, \
	{"機関名", XLSX_TEXT, 0}
/* clang-format on */

/* Tickets, in every way in which they are counted. */
struct ticket_sums {
	int64_t of[TICKET_SHEETS_SERVICES][TICKET_SHEETS_ACTIONS]; /* what was refused under no action */
	int64_t holds[TICKET_SHEETS_REASONS];                      /* of those held */
	int64_t causes[TICKET_SHEETS_REASONS];                     /* of those replaced and taken back */
	int64_t refusals[TICKET_SHEETS_REASONS];
	int64_t yen; /* on what is issued and replaced */
};

struct ticket_caseworker {
	int64_t number;
	char *label;                            /* "03 佐藤 一郎" */
	int64_t actions[TICKET_SHEETS_ACTIONS]; /* as decided, also what was refused afterwards */
};

struct ticket_sheets {
	struct chunk *chunk;
	struct arena *page;
	struct xlsx *book;
	const char *title; /* of the workbook */
	char *month, *office;
	day_t cut_on;
	bool issued;                           /* after issuing */
	struct ticket_sums counted;            /* by the database */
	struct ticket_sums listed;             /* as the rows add up */
	struct ticket_caseworker *caseworkers; /* by number */
	size_t n_caseworkers;
	int64_t unsigned_tickets;                    /* issued or replaced while no caseworker is in force */
	struct xlsx_sheet *issue, *change, *refused; /* being written */
};

/* Reads what is small (office, caseworkers, sums) and opens the workbook of the stem; `counts` as ticket_check_counts. */
MUST_CHECK enum err_code ticket_sheets_open(
	struct ticket_sheets *ts, const char *stem, const struct sql_stmt *counts, struct err *e);

/* A table of what is done by service, of why, and the sums by caseworker. */
void ticket_sheets_sums(const struct ticket_sheets *ts, struct xlsx_sheet *s);
void ticket_sheets_caseworkers(const struct ticket_sheets *ts);

/* All rows of a paged statement with the columns above, to 交付, 差替え・取消し and, after issuing, what was refused; then
 * the holds, by caseworker.  Counts the chunk's households. */
MUST_CHECK enum err_code ticket_sheets_rows(
	struct ticket_sheets *ts, const struct sql_stmt *page, struct err *e);

/* 本人支払額: all rows of a paged statement (household, month, kind, decided, printed[, …]); its sums are told. */
struct ticket_payments {
	int64_t rows, decided, printed;
};
MUST_CHECK enum err_code ticket_sheets_payments(
	struct ticket_sheets *ts, const struct sql_stmt *page, struct ticket_payments *sums, struct err *e);

/* A page of the workbook, with the office and the run under its title. */
struct xlsx_sheet *ticket_sheets_page(const struct ticket_sheets *ts, const char *name);

/* A list of the workbook. */
struct xlsx_sheet *ticket_sheets_list(const struct ticket_sheets *ts, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns);

/* Begins a row of such a list: whom and what it is about.  False: of this person nothing more may be shown. */
bool ticket_sheets_begin(const struct ticket_sheets *ts, struct xlsx_sheet *s, const struct rows *r);

/* A row of a term and its text. */
void ticket_sheets_tell(struct xlsx_sheet *s, const char *what, const char *text);

/* 令和9年1月; in the page's arena. */
char *ticket_sheets_month(const struct ticket_sheets *ts, day_t month_on);
const char *ticket_sheets_service(int64_t service);

/* Ends the workbook, if rows and sums agree. */
MUST_CHECK enum err_code ticket_sheets_close(struct ticket_sheets *ts, struct err *e);

#endif
