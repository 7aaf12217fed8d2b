/*
 * record_load.h: a file of records (record.h) into the database: read twice, first without it.
 *
 * What is malformed, cut off or edited is refused before the transaction, and what was imported before is known by
 * the digest of its records.  Memory is flat: rows go out in the batches of whoever takes them.
 *
 * Thread: the connection's.  Errors: those of the reader, and ERR_INPUT where the file changed between the readings.
 */
#ifndef GETSUJI_INTAKE_RECORD_LOAD_H
#define GETSUJI_INTAKE_RECORD_LOAD_H

#include "engine/intake/load.h"
#include "engine/intake/record.h"
#include "engine/intake/source.h"

struct record_load;

/* A reader of l->path from its beginning; it and the source live in `keep`. */
typedef enum err_code record_open_fn(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e);

/* Takes one record; the row is borrowed. */
typedef enum err_code record_take_fn(struct record_load *f, const struct record_row *row, struct err *e);

/* Puts one row of a list into its first stage. */
typedef void record_put_fn(struct record_load *f, const struct record_row *row);

/* What is left to do when all was taken over, in the same transaction. */
typedef enum err_code record_end_fn(struct record_load *f, struct err *e);

#define RECORD_STAGES_MAX 8

/* A kind of file: its reader, the temporary tables that its records go into, and its statements. */
struct record_kind {
	const char *name;                   /* in the ledger: "duplicates" */
	const struct record_layout *layout; /* of files that are CSV alone; or: */
	record_open_fn *open;
	/* Of a list (record_list.h): what becomes of its rows; what becomes of `file`, with day and serial in the stamp
	 * already (NULL: it is an office's, and record_load_stamp() is all).  Or: takes each record. */
	record_put_fn *put;
	record_take_fn *begin;
	record_take_fn *take;
	record_end_fn *end; /* NULL: nothing */
	struct record_stage {
		const struct sql_stmt *copy_in;
		int columns;
	} stages[RECORD_STAGES_MAX]; /* end with a NULL copy_in, or are all taken */
	/* Makes the tables; who had another file of this stamp; what is wrong with what they hold; how much of it was known
	 * before; takes over the rest. */
	const struct sql_stmt *stage, *same_stamp, *check, *unchanged, *merge;
};

/* One on its way.  What its records are put into lives until the next batch. */
struct record_load {
	struct load *load;
	const struct record_kind *kind;
	void *self; /* the kind's own; NULL: none */
	struct {
		int office;
		int subject; /* 0: the files of the kind have none */
		day_t made_on;
		int serial;
	} stamp;
	struct arena *batch;
	struct row_out *out[RECORD_STAGES_MAX];
};

/* The file of a request, whole, in a transaction of its own (load_single()). */
MUST_CHECK enum err_code record_import(const struct import_request *r, const struct record_kind *kind,
	void *self, struct arena *keep, struct import_totals *totals, struct err *e);

/* With day, serial and subject in the stamp: reads the office, which must be known.  Files of one stamp cannot be put in
 * order: the second is refused. */
MUST_CHECK enum err_code record_load_stamp(
	struct record_load *f, const struct record_value *office, struct err *e);

/* Refuses a second file of the stamp; part of record_load_stamp(), for kinds that find their office otherwise. */
MUST_CHECK enum err_code record_load_same_stamp(const struct record_load *f, struct err *e);

/* Here a batch may end: sends it when it is large enough. */
MUST_CHECK enum err_code record_load_batch(struct record_load *f, struct err *e);

#endif
