/*
 * record_check.h: what holds for a record of a file in either form; private to the readers and to the rules of
 * layouts.
 *
 * A reader brings records in the file's order: record_check_begin() where one begins, one of the
 * value functions for each item, record_check_row() when all items are there.  record_check_close() is
 * called where a record is known to have no further part: XML sees it, for CSV record_check_begin() does.
 *
 * Complaints stand at FILE:LINE:COLUMN, PATH, with the path from the outermost record down,
 * "answer/award/scheme/grade_code"; the same in both forms.  No value is in any of them.
 *
 * Ownership: everything lives in the arena of record_check_new().  Thread: one at a time.
 * Errors: ERR_INPUT alone.
 */
#ifndef GETSUJI_INTAKE_RECORD_CHECK_H
#define GETSUJI_INTAKE_RECORD_CHECK_H

#include "engine/intake/record.h"

/* "Reason Of Null:NN": how CSV and the digest write an item without a value. */
#define RECORD_NULL "Reason Of Null:"

struct record_place {
	int line, column; /* in characters, from 1 */
};

/* name: the file's, borrowed. */
struct record_check *record_check_new(
	struct arena *keep, const struct record_layout *layout, const char *name);

const struct record_layout *record_check_layout(const struct record_check *c);

/* Where a value stands. */
struct record_place record_check_place(const struct record_value *v);

/* Sets the place of an error that err_set() has just set; item may be NULL: the record itself. */
enum err_code record_check_at(
	const struct record_check *c, int record, const char *item, struct record_place at, struct err *e);

/* An item contradicts another one of its row; `what` contradicts `other`. */
enum err_code record_check_items(
	const struct record_check *c, const struct record_row *row, int item, int other, struct err *e);
enum err_code record_check_contradicts(const struct record_check *c, int record, const char *item,
	struct record_place at, const char *what, const char *other, struct err *e);

/* There are more than `most` of the record. */
enum err_code record_check_too_many(
	const struct record_check *c, int record, struct record_place at, int most, struct err *e);

/* May this record stand here? */
MUST_CHECK enum err_code record_check_begin(
	struct record_check *c, int record, struct record_place at, struct err *e);

/* The record stands where it may not: under another one than its own. */
enum err_code record_check_misplaced(
	const struct record_check *c, int record, struct record_place at, struct err *e);

/* The text of item number `item`: borrowed by *value. */
MUST_CHECK enum err_code record_check_value(const struct record_check *c, int record, int item,
	struct str text, struct record_place at, struct record_value *value, struct err *e);

/* Its reason of null, two digits. */
MUST_CHECK enum err_code record_check_null(const struct record_check *c, int record, int item,
	struct str reason, struct record_place at, struct record_value *value, struct err *e);

/* The item has neither. */
enum err_code record_check_missing(
	const struct record_check *c, int record, int item, struct record_place at, struct err *e);

/* What holds between the items of the row, and between it and the records before it; of `end`: the
 * counts and the digest.  Adds the row to the digest. */
MUST_CHECK enum err_code record_check_row(
	struct record_check *c, const struct record_row *row, struct err *e);

/* The record that began last has no further part. */
MUST_CHECK enum err_code record_check_close(const struct record_check *c, int record, struct err *e);

/* The file ends here.  `end` must have been there. */
MUST_CHECK enum err_code record_check_eof(
	const struct record_check *c, struct record_place at, struct err *e);

void record_check_digest(const struct record_check *c, unsigned char out[static DIGEST_SIZE]);

/* Is the value this text? */
bool record_check_is(const struct record_value *v, const char *text);

/* What a reader's form brings to record.c. */
struct record_form {
	/* As record_next(). */
	enum err_code (*next)(void *self, const struct record_row **row, bool *more, struct err *e);
	void *self;
};

struct record_reader *record_check_reader(
	struct arena *keep, const struct record_check *c, struct record_form form);

#endif
