/*
 * csv.h: CSV from outside, hostile until parsed.
 *
 * A streaming reader (RFC 4180): comma, double quotes, LF or CRLF; a quoted field may hold line
 * breaks.  Strict: a stray quote, an unterminated one, a NUL, a byte sequence that is not UTF-8 (or
 * not CP932, when asked for), a field, row or file beyond the limits, and a row with another number
 * of fields than the header refuse the whole file, with FILE:LINE:COLUMN.  A byte order mark is
 * tolerated.  The header must name each expected column once; optional ones may be missing.
 *
 * Lines count from 1 as an editor counts them (a quoted line break counts), columns from 1 in
 * characters; both are those of the input also where it was CP932.  Memory is flat: one row.
 *
 * Ownership: everything lives in the arena that is passed.  Field texts are borrowed until the next
 * csv_next().  Thread: one at a time.
 * Errors: ERR_INPUT (the file is refused), ERR_ENVIRONMENT (CP932 is not known to iconv).
 */
#ifndef GETSUJI_CSV_H
#define GETSUJI_CSV_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum csv_encoding { CSV_UTF8, CSV_CP932 };

#define CSV_COLUMNS_MAX 96
#define CSV_FIELD_MAX   4096        /* bytes of UTF-8 in one field */
#define CSV_ROW_MAX     (64 * 1024) /* bytes of UTF-8 in one row */
#define CSV_FILE_MAX    (2LL << 30) /* bytes of one file */
#define CSV_LINES_MAX   2000000000  /* rows and lines fit int4 */

/* A column that the caller expects. */
struct csv_column {
	const char *name;
	bool optional; /* may be missing from the header: every field of it reads as empty */
};

/* One field of the current row; text is UTF-8, zero-terminated, without NUL inside. */
struct csv_field {
	const char *text;
	size_t length;
	int line;
	int column; /* of its first character; of the quote where it is quoted */
	bool quoted;
};

/* Where bytes come from: fills at most size bytes, sets *got; 0 = the end. */
typedef enum err_code csv_read_fn(void *from, void *buffer, size_t size, size_t *got, struct err *e);

struct csv;

/* name: the file's name for messages, without its folder.  columns and name are borrowed. */
struct csv *csv_new(
	struct arena *keep, const char *name, enum csv_encoding encoding, csv_read_fn *read, void *from);
/* The same over bytes in memory, which are borrowed. */
struct csv *csv_new_bytes(
	struct arena *keep, const char *name, enum csv_encoding encoding, const void *bytes, size_t length);

/* From now on a field may be as long as a row: for cells that hold explanations. */
void csv_allow_long_fields(struct csv *c);

/* Reads the header row and binds the columns; fields of a row then come in the order of columns[]. */
MUST_CHECK enum err_code csv_header(
	struct csv *c, const struct csv_column columns[], int ncolumns, struct err *e);

/* The next row: *fields has ncolumns entries in the order given to csv_header().  *more is false after
 * the last row.  Empty lines are skipped. */
MUST_CHECK enum err_code csv_next(struct csv *c, const struct csv_field **fields, bool *more, struct err *e);

int csv_line(const struct csv *c);     /* where the current row begins */
int64_t csv_rows(const struct csv *c); /* rows given so far, without the header */
const char *csv_name(const struct csv *c);

#endif
