/*
 * answer_check.h: what holds for a record of an answer file in either form; private to the two readers.
 *
 * A reader brings records in the file's order: answer_check_begin() where one begins, one of the two
 * value functions for each item, answer_check_row() when all items are there.  answer_check_close() is
 * called where a record is known to have no further part: XML sees it, for CSV answer_check_begin() does.
 *
 * Complaints stand at FILE:LINE:COLUMN, PATH, with the path from the answer down, "answer/award/scheme/grade_code";
 * the same in both forms.  No value is in any of them.
 *
 * Ownership: everything lives in the arena of answer_check_new().  Thread: one at a time.
 * Errors: ERR_INPUT alone.
 */
#ifndef GETSUJI_INTAKE_ANSWER_CHECK_H
#define GETSUJI_INTAKE_ANSWER_CHECK_H

#include "engine/intake/answer.h"

/* "Reason Of Null:NN": how CSV and the digest write an item without a value. */
#define ANSWER_NULL "Reason Of Null:"

struct answer_place {
	int line, column; /* in characters, from 1 */
};

struct answer_check;

/* name: the file's, borrowed. */
struct answer_check *answer_check_new(struct arena *keep, const char *name);

/* Sets the place of an error that err_set() has just set; item may be NULL: the record itself. */
enum err_code answer_check_at(const struct answer_check *c, enum answer_record record, const char *item,
	struct answer_place at, struct err *e);

/* May this record stand here? */
MUST_CHECK enum err_code answer_check_begin(
	struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e);

/* The record stands where it may not: under another one than its own. */
enum err_code answer_check_misplaced(
	const struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e);

/* The text of item number `item`: borrowed by *value. */
MUST_CHECK enum err_code answer_check_value(const struct answer_check *c, enum answer_record record, int item,
	struct str text, struct answer_place at, struct answer_value *value, struct err *e);

/* Its reason of null, two digits. */
MUST_CHECK enum err_code answer_check_null(const struct answer_check *c, enum answer_record record, int item,
	struct str reason, struct answer_place at, struct answer_value *value, struct err *e);

/* The item has neither. */
enum err_code answer_check_missing(
	const struct answer_check *c, enum answer_record record, int item, struct answer_place at, struct err *e);

/* What holds between the items of the row, and between it and the records before it; of `end`: the
 * counts and the digest.  Adds the row to the digest. */
MUST_CHECK enum err_code answer_check_row(
	struct answer_check *c, const struct answer_row *row, struct err *e);

/* The record that began last has no further part. */
MUST_CHECK enum err_code answer_check_close(
	const struct answer_check *c, enum answer_record record, struct err *e);

/* The file ends here.  `end` must have been there. */
MUST_CHECK enum err_code answer_check_eof(
	const struct answer_check *c, struct answer_place at, struct err *e);

void answer_check_digest(const struct answer_check *c, unsigned char out[static DIGEST_SIZE]);

/* The record under which a record stands in XML; RECORD_COUNT: under the root. */
enum answer_record answer_check_parent(enum answer_record record);

/* What a reader's form brings to answer.c. */
struct answer_form {
	/* As answer_next(). */
	enum err_code (*next)(void *self, const struct answer_row **row, bool *more, struct err *e);
	void *self;
};

struct answer_reader *answer_check_reader(
	struct arena *keep, const struct answer_check *c, struct answer_form form);

#endif
