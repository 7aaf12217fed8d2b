/* survey_counts.c: rows of a term and a count; see survey_counts.h. */
#include "reports/survey_counts.h"

void survey_count(struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *term, int64_t count)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, term);
	xlsx_put_number(s, count);
	xlsx_row_end(s);
}

const char *survey_term_asked(struct arena *a, const struct rows *r)
{
	(void)a;
	return row_int(r, 0) == EXCLUDED_NOT ? "照会した" : survey_exclusion_term(row_int(r, 0));
}

const char *survey_term_aside(struct arena *a, const struct rows *r)
{
	return survey_answer_rule_term(a, row_text(r, 0));
}

void survey_counts(
	struct xlsx_sheet *s, struct rows *r, struct arena *a, survey_count_term *term, const char *sum)
{
	int64_t total = 0;

	while (rows_next(r)) {
		survey_count(s, XLSX_ROW_DATA, term(a, r), row_int(r, 1));
		total += row_int(r, 1);
	}
	survey_count(s, XLSX_ROW_TOTAL, sum, total);
}
