/*
 * sheet.h: the sheet 一覧 of a caseworker's workbook, saved as CSV and filled in: what was done with each
 * finding.
 *
 * Columns are those of CASEBOOK_COLUMNS (getsuji/matching.h) by their titles, in any order.  Numbers and days
 * are taken as a spreadsheet shows them: 1,234 and △1,234 and -1,234 and +1,234, with blanks around; days as
 * day_parse_written() reads them.  A row in which nothing is filled in (処理, 処理日, メモ) is not looked at any
 * further: nothing follows from it.
 *
 * Each cell is judged by itself, then against what the workbook wrote there (sheet_compare()); what is wrong
 * stands in the row, one rule a cell.  Hostile until judged; no value is in any complaint.
 *
 * Ownership: the sheet lives in the arena that is passed; texts of a row are borrowed until the next one.
 * Thread: one at a time.  Errors: those of csv.h.
 */
#ifndef GETSUJI_INTAKE_SHEET_H
#define GETSUJI_INTAKE_SHEET_H

#include "engine/intake/dataset.h"
#include "getsuji/calendar.h"
#include "getsuji/csv.h"
#include "getsuji/matching.h"

#include <stdbool.h>
#include <stdint.h>

/* A number that may be missing. */
struct sheet_yen {
	bool blank;
	int64_t yen;
};

struct sheet_place {
	int line, column;
};

struct sheet_row {
	bool filled; /* else nothing below but the places is set */
	struct sheet_place place[CASEBOOK_COLUMN_COUNT];
	enum intake_rule fault[CASEBOOK_COLUMN_COUNT];

	/* 整理番号 */
	int run_id;
	int64_t household_id;
	int person_no;

	/* What the workbook wrote; days: DAY_MAX for none. */
	struct str class, name;
	struct sheet_yen case_no, recognised, evidence, difference;
	day_t birth_on, asked_on, answered_on;

	/* What was filled in. */
	enum disposition disposition;
	day_t done_on;
	struct str note;
};

/* What the database knows of the finding. */
struct sheet_truth {
	bool found; /* and its run is not rejected */
	int class;
	struct str name;
	struct sheet_yen evidence;
	int64_t recognised;
	day_t birth_on, asked_on, answered_on;
	bool adopted; /* what decides on the proposals of the run is frozen */
	int known;    /* the disposition so far; 0: none */
};

/* Binds the columns: reads the header.  The csv is borrowed. */
MUST_CHECK enum err_code sheet_header(struct csv *csv, struct err *e);

/* The next row that is not wholly empty. */
MUST_CHECK enum err_code sheet_next(struct csv *csv, struct sheet_row *row, bool *more, struct err *e);

/* Judges a row, whose number is good, against the truth. */
void sheet_compare(struct sheet_row *row, const struct sheet_truth *truth);

/* Nothing is wrong with the row. */
bool sheet_row_holds(const struct sheet_row *row);

const char *sheet_column_title(enum casebook_column column);

#endif
