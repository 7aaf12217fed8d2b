/*
 * casebook_sheets.h: the sheets of one caseworker's workbook, row by row; casebook.c reads the rows.
 *
 * 一覧 holds exactly CASEBOOK_COLUMNS (getsuji/matching.h) under a header in its first row, so that the
 * sheet saved as CSV is what `import dispositions` reads; only 処理, 処理日 and メモ can be filled in.
 * All other sheets are evidence, and locked.  No sheet holds an address.
 *
 * Thread: the chunk's.
 */
#ifndef REPORTS_CASEBOOK_SHEETS_H
#define REPORTS_CASEBOOK_SHEETS_H

#include "reports/backend/xlsx.h"
#include "reports/survey_words.h"

struct casebook {
	struct chunk *chunk;
	struct arena *page; /* reset after each page of rows */
	struct xlsx *book;
	int64_t survey; /* enum survey */
	char *month;    /* 令和9年6月 */
	char *office;   /* its name */
	char *worker;   /* "03 佐藤 一郎" */
	day_t cut_on;
	struct rows *counts; /* class, findings: as the database adds up */
	struct xlsx_sheet *list, *lines, *months;
	struct xlsx_sheet *notables, *proposals; /* of the survey of pensions; else NULL */
	const struct xlsx_entry *done_on;
};

/* A person who was found, as all sheets name him; texts are borrowed. */
struct casebook_person {
	int64_t key; /* household_id * 100 + person_no */
	int64_t class;
	struct str name;
	bool is_protected;
};

void casebook_add_sheets(struct casebook *b);

/* Each puts the current row of its statement in sql/reports/casebook.sql. */
void casebook_put_finding(struct casebook *b, const struct casebook_person *p, const struct rows *r);
void casebook_put_line(struct casebook *b, const struct casebook_person *p, const struct rows *r);
void casebook_put_month(struct casebook *b, const struct casebook_person *p, const struct rows *r);
void casebook_put_proposal(struct casebook *b, const struct casebook_person *p, const struct rows *r);
void casebook_put_notable(struct casebook *b, const struct rows *r);

/* The last sheet: how many findings there are of each of the classes, and how to fill in the first one. */
void casebook_put_manual(struct casebook *b, const int *classes, const int64_t *count, int n_classes);

#endif
