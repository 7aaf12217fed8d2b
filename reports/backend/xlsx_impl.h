/*
 * xlsx_impl.h: what the files of the workbook backend share; not for reports.
 */
#ifndef REPORTS_BACKEND_XLSX_IMPL_H
#define REPORTS_BACKEND_XLSX_IMPL_H

#include "reports/backend/xlsx.h"
#include "reports/backend/xlsx_text.h"

#include <xlsxwriter.h>

/* Cell formats; made once per workbook. */
struct xlsx_styles {
	lxw_format *title, *note, *heading, *header;
	lxw_format *cell[XLSX_ROW_KIND_COUNT][XLSX_KIND_COUNT];
	lxw_format *entry[XLSX_KIND_COUNT]; /* cells that may be filled in */
};

struct xlsx {
	lxw_workbook *book; /* NULL once closed */
	struct arena *keep;
	struct xlsx_about about;
	const char *path;
	char *temporary; /* the folder PATH.d; NULL when it does not exist */
	int32_t row_limit;
	struct xlsx_styles style;
	struct xlsx_sheet *first, *last; /* in the order of the tabs */
	struct err failed;               /* the first error; code ERR_OK: none */
	char text[XLSX_TEXT_ROOM];       /* the cell being written */
};

/* One tab.  A list that passes the limit of rows is one xlsx_sheet with several tabs, one after the
 * other: `tab` is the one being written. */
struct xlsx_sheet {
	struct xlsx *book;
	struct xlsx_sheet *next;
	struct xlsx_sheet_about about;
	lxw_worksheet *tab;
	int part;                          /* 1, 2 … of a list that was continued */
	int32_t row;                       /* next row to write; the current one between begin and end */
	int32_t header_row;                /* of a list */
	bool filtered;                     /* the list's filter is set */
	const struct xlsx_column *columns; /* of the current table */
	int n_columns;
	int n_columns_used; /* the widest table so far */
	int column;         /* next column of the current row */
	int lines;          /* of the current row */
	enum xlsx_row_kind row_kind;
	int width[XLSX_COLUMNS_MAX]; /* seen so far */
	bool is_protected;
	/* per column: the rule of the entries put last, and the rows of this tab that share it */
	struct {
		const struct xlsx_entry *entry; /* NULL: none */
		int32_t first_row, last_row;
	} entries[XLSX_COLUMNS_MAX];
};

void xlsx_style_make(struct xlsx *w);

/* Keeps the first failure of a library call; true when the call succeeded. */
bool xlsx_check(struct xlsx *w, lxw_error code);

/* Of the library's days: Excel counts from 1899-12-30, but believes in a 29 February 1900. */
#define DAY_EXCEL_EPOCH 25569

/* Writes down the rules of the entries of the tab being written. */
void xlsx_entries_finish(struct xlsx_sheet *s);

/* Sets what depends on all rows (widths, filter, print area) of the tab being written. */
void xlsx_sheet_finish(struct xlsx_sheet *s);

#endif
