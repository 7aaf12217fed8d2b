/*
 * slip_sheets.h: the sheets that the workbooks of slips have in common: slips by what is done about them, what is left of
 * the claims, and the payments that somebody must look at.
 *
 * One chunk and one workbook per office.  Rows are read page by page, memory is flat; the counts are the database's, and
 * must be those of the rows, and what came in must be found again in the claims and beside them, or the workbook is not
 * published.  There are no names in it: a case number tells whom it is about to who may know.
 *
 * Ownership: the chunk's arena.  Thread: the chunk's.  Errors: ERR_BALANCE 2376 … 2378, those of xlsx_open().
 */
#ifndef REPORTS_SLIP_SHEETS_H
#define REPORTS_SLIP_SHEETS_H

#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

/* The two workbooks. */
struct slip_sheets_kind {
	const char *stem, *title;
	const char *issue, *issue_note; /* name and note of the sheet of new slips */
	const char *note;               /* on the first sheet: what is still to be done */
};

/* A chunk of a report: writes the workbook of its office. */
MUST_CHECK enum err_code slip_sheets_chunk(
	const struct slip_sheets_kind *kind, struct chunk *c, struct err *e);

#endif
