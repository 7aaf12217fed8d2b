/*
 * xlsx.h: Excel workbooks as reports need them; with its folder the only code that sees libxlsxwriter.
 *
 * A workbook is a list of sheets, written from top to bottom, row by row, cell by cell.  There are two
 * kinds of sheet.  A *list* has one table with a frozen, repeated header row and a filter; rows are
 * streamed, memory is flat, and at Excel's limit of rows it goes on in a sheet "NAME (2)".  A *page* holds
 * headings, several small tables and charts.
 *
 * Text is always text: a value that starts with = + - @ or 0 stays as it is, there is no way to write a
 * formula.  Numbers are integers (yen, counts).  Days are real dates, shown with the Japanese era
 * (令和9年1月5日).  Columns are as wide as their content asks, counted by East Asian width.  Every sheet is
 * set up for A4: fitted to the paper's width, header rows repeated, footer with file id and page n/m.
 *
 * A sheet may be protected, without a password: then only the cells put by xlsx_put_entry() can be filled in,
 * each with what may stand in it (words to choose from, days of a range, text of a length); widths can be
 * changed and lists filtered as ever.  Protection guards against slips, not against people: whoever reads
 * such a list back must check every cell.
 *
 * Same calls, same bytes: the dates inside the file come from the run's month, zip entries carry 1980-01-01,
 * and the number formatting of the library is shielded from the process's locale.
 *
 * Fonts: 游ゴシック, which every office PC with a current Windows or Office has; elsewhere it falls back.
 *
 * Temporary files: made in the folder .NAME.d beside the file, which only the user may enter, and
 * unlinked at once by the library; the folder is removed on close, and one that a killed process left is
 * taken over by whoever writes the same file again.
 *
 * Errors are kept: after the first one nothing more is written, and xlsx_close() returns it.
 * Ownership: all is tied to the arena `keep` of xlsx_open(); a workbook that is not closed when the
 * arena ends is thrown away.  Thread: one workbook, one thread; several threads may write several ones.
 */
#ifndef REPORTS_BACKEND_XLSX_H
#define REPORTS_BACKEND_XLSX_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XLSX_ROWS_MAX    1048576 /* of a sheet, Excel's limit */
#define XLSX_COLUMNS_MAX 32      /* of a table, ours */
#define XLSX_TEXT_MAX    32000   /* bytes of a cell; longer text is cut and marked （以下略） */

struct xlsx;
struct xlsx_sheet;

/* What the file says of itself; texts are borrowed until xlsx_close(). */
struct xlsx_about {
	const char *name;    /* of the file in the end; its temporary folder is named after it */
	const char *title;   /* 変更一覧 */
	const char *subject; /* office and month */
	const char *file_id; /* in each page's footer; no personal data */
	month_t month;       /* fixes the dates inside the file */
	bool charts;         /* cells are kept in memory until the end: charts need that to be seen at once */
	int32_t row_limit;   /* of a sheet; 0: Excel's own.  For tests */
};

MUST_CHECK enum err_code xlsx_open(
	const char *path, const struct xlsx_about *about, struct arena *keep, struct xlsx **out, struct err *e);

/* Finishes the sheets and writes the file.  Nothing may be called on the workbook afterwards. */
MUST_CHECK enum err_code xlsx_close(struct xlsx *w, struct err *e);

/* How the values of a column are written and shown. */
enum xlsx_kind {
	XLSX_TEXT,
	XLSX_CODE,   /* text, centred */
	XLSX_ID,     /* a number that names something: 1234; sorts as a number */
	XLSX_WRAP,   /* text, several lines; the row grows */
	XLSX_NUMBER, /* 1,234 */
	XLSX_CHANGE, /* +1,234 and △1,234 */
	XLSX_DAY,
	XLSX_KIND_COUNT
};

/* Tables of columns are static data: they are borrowed for the life of the workbook. */
struct xlsx_column {
	const char *title; /* may hold line breaks */
	enum xlsx_kind kind;
	int width; /* in half-width characters; 0: as wide as the content, needed for WRAP */
};

struct xlsx_sheet_about {
	const char *name;                  /* made fit for a tab: 31 characters, no []:*?/\, unique */
	const char *title;                 /* first row; NULL, of a list: its header is the first row */
	const char *note;                  /* second row, or without title the page's header; "" leaves it out */
	const struct xlsx_column *columns; /* of a list; NULL: a page */
	int n_columns;
	int freeze_columns; /* the first ones stay in sight */
	bool portrait;
};

/* Adds a sheet after the others.  Texts are copied. */
struct xlsx_sheet *xlsx_sheet(struct xlsx *w, const struct xlsx_sheet_about *about);

/* From now on only cells put by xlsx_put_entry() can be changed. */
void xlsx_protect(struct xlsx_sheet *s);

/* On a page: a heading, and the header row of a table, whose columns hold until the next one. */
void xlsx_heading(struct xlsx_sheet *s, const char *text);
void xlsx_table(struct xlsx_sheet *s, const struct xlsx_column *columns, int n_columns);

/* A row: begin, one value per column from the left, end.  A total row is bold under a line
 * and stays below when the list is filtered or sorted. */
enum xlsx_row_kind { XLSX_ROW_DATA, XLSX_ROW_TOTAL, XLSX_ROW_KIND_COUNT };
void xlsx_row_begin(struct xlsx_sheet *s, enum xlsx_row_kind kind);
void xlsx_put_text(struct xlsx_sheet *s, const char *at, size_t length);
void xlsx_put_string(struct xlsx_sheet *s, const char *text); /* zero-terminated */
void xlsx_put_number(struct xlsx_sheet *s, int64_t value);
void xlsx_put_day(struct xlsx_sheet *s, day_t day); /* DAY_MIN and DAY_MAX: blank */
void xlsx_put_blank(struct xlsx_sheet *s);
void xlsx_row_end(struct xlsx_sheet *s);

/* What may be filled in later.  Static data: borrowed for the life of the workbook. */
enum xlsx_entry_kind { XLSX_ENTRY_WORDS, XLSX_ENTRY_DAYS, XLSX_ENTRY_TEXT };
struct xlsx_entry {
	enum xlsx_entry_kind kind;
	const char *const *words; /* of WORDS, NULL-terminated; without commas, 255 characters in all */
	day_t first, last;        /* of DAYS, inclusive; 1900-03-01 or later */
	int characters;           /* of TEXT, at most */
	const char *title, *hint; /* shown while the cell is selected: 32 and 255 characters */
	const char *refusal;      /* shown when something else was typed: 255 characters */
};

/* An empty cell for it.  Rows that follow one another with the same entry share one rule. */
void xlsx_put_entry(struct xlsx_sheet *s, const struct xlsx_entry *entry);

/* The row that the next xlsx_row_begin() will use, from 0; for charts. */
int32_t xlsx_next_row(const struct xlsx_sheet *s);

/* A chart over rows of a table on the same page, placed beside it.  The workbook must have been opened with
 * `charts`.  PIE and BAR show one column of values; COLUMN and STACKED (bars) one or several, side by side
 * or end to end, named by the table's header, which stands in the row above first_row. */
enum xlsx_chart_kind { XLSX_CHART_PIE, XLSX_CHART_BAR, XLSX_CHART_COLUMN, XLSX_CHART_STACKED };
struct xlsx_chart {
	enum xlsx_chart_kind kind;
	const char *title;
	int32_t first_row, last_row; /* inclusive */
	int label_column, value_column;
	int more_values;   /* columns of values to the right of value_column, at most 7 */
	int64_t value_max; /* of the values, when stacked of their sums; for all but PIE */
	int32_t at_row;
	int at_column;
	int width, height; /* pixels */
};
void xlsx_chart(struct xlsx_sheet *s, const struct xlsx_chart *about);

/* Goes on below a chart that is higher than the table beside it. */
void xlsx_skip_below(struct xlsx_sheet *s, const struct xlsx_chart *chart);

#endif
