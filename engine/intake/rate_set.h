/*
 * rate_set.h: all files of official amounts together, and whether they make a set that may be used.
 *
 * A set is refused whole when two rows give the same cell for the same day, when a cell that must exist
 * does not and known_gaps.csv does not say so (or says another number of missing cells than there are),
 * when bands leave a hole, or when one table names what another does not know.
 *
 * Ownership: the arena passed.  Thread: any.  Errors: ERR_DEFINITION with FILE:LINE:COLUMN, or with
 * table, cell and dates; ERR_INPUT when a file cannot be read.
 */
#ifndef GETSUJI_INTAKE_RATE_SET_H
#define GETSUJI_INTAKE_RATE_SET_H

#include "getsuji/arena.h"
#include "getsuji/builtin.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"
#include "getsuji/rate_table.h"

#define RATE_FILE_MAX (16 << 20) /* bytes of one file */

/* A line of known_gaps.csv. */
struct rate_gap {
	const char *name;
	day_t from, to; /* half-open */
	const char *cells;
	const char *note;
	int declared; /* "436 of 660 cells": 436; -1 where no number is given */
	int missing;  /* cells found missing under this line */
	int line, column;
};

struct rate_set {
	struct arena *keep;
	struct rate_cells cells;
	struct rate_gap *gaps;
	int ngaps;
	int nfiles;
	unsigned char sha256[DIGEST_SIZE]; /* over names and contents of all files, in the order of the tables */
	const struct rate_cell **rows;     /* first cell of each row, sorted by table, key, day */
	size_t nrows;
};

/* Reads a folder, or the built-in files where path is NULL, and checks the whole. */
MUST_CHECK enum err_code rate_set_read(
	const char *path, struct arena *keep, struct rate_set *set, struct err *e);

/* The same over files in memory. */
MUST_CHECK enum err_code rate_set_read_files(
	const struct builtin_file files[], int n, struct arena *keep, struct rate_set *set, struct err *e);

/* Checks across rows and tables (rate_check.c); part of the two above. */
MUST_CHECK enum err_code rate_set_check(struct rate_set *set, struct err *e);

#endif
