/*
 * survey_book.h: how the workbooks of lists and surveys are opened: names of their files, what stands at their foot.
 *
 * Ownership: everything in the chunk's arena.  Thread: the chunk's.  Errors: those of xlsx_open().
 */
#ifndef REPORTS_SURVEY_BOOK_H
#define REPORTS_SURVEY_BOOK_H

#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

struct survey_book {
	const char *stem;          /* the file: STEM.xlsx, and of a run over all offices STEM-OFFICE.xlsx */
	bool passed_on;            /* a list of one office and month that is passed on: STEM-OFFICE-MONTH.xlsx */
	const char *title, *brief; /* brief: its name at the foot of the sheets; NULL: the title */
	const char *office, *month;
	const char *worker; /* whose it is, for the foot; NULL: the office's */
	bool charts;
};

MUST_CHECK enum err_code survey_book_open(
	struct chunk *c, const struct survey_book *b, struct xlsx **out, struct err *e);

#endif
