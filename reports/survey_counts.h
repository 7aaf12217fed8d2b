/*
 * survey_counts.h: rows of a term and a count, as the workbooks of a survey have them in several tables.
 *
 * Thread: that of the workbook.
 */
#ifndef REPORTS_SURVEY_COUNTS_H
#define REPORTS_SURVEY_COUNTS_H

#include "reports/backend/xlsx.h"
#include "reports/survey_words.h"

void survey_count(struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *term, int64_t count);

/* The term of a row's first column. */
typedef const char *survey_count_term(struct arena *a, const struct rows *r);
survey_count_term survey_term_asked; /* 照会した, or why not */
survey_count_term survey_term_aside; /* why an answer was set aside */

/* All rows of (what, count), then their sum. */
void survey_counts(
	struct xlsx_sheet *s, struct rows *r, struct arena *a, survey_count_term *term, const char *sum);

#endif
