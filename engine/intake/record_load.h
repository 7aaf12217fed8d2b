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

/* A reader of l->path from its beginning; it and the source live in `keep`. */
typedef enum err_code record_open_fn(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e);

/* Takes one record; the row is borrowed. */
typedef enum err_code record_take_fn(void *self, const struct record_row *row, struct err *e);

/* A record_open_fn's body for a layout that is CSV alone. */
MUST_CHECK enum err_code record_load_csv(const struct load *l, const struct record_layout *layout,
	struct arena *keep, struct source **source, struct record_reader **out, struct err *e);

/* A load's `digest`: reads the file through. */
MUST_CHECK enum err_code record_load_digest(struct load *l, record_open_fn *open, struct err *e);

#define RECORD_STAGES_MAX 8

/* A kind of file: its reader, the temporary tables that its records go into, and its statements. */
struct record_kind {
	record_open_fn *open;
	record_take_fn *take;
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
	struct {
		int office;
		int subject; /* 0: the files of the kind have none */
		day_t made_on;
		int serial;
	} stamp;
	struct arena *batch;
	struct row_out *out[RECORD_STAGES_MAX];
};

/* A load's `body`: f->load and f->kind are set; `take` gets `self`. */
MUST_CHECK enum err_code record_load_body(struct record_load *f, void *self, struct err *e);

/* `take` has put its file record's items into the stamp, but the office, which is read here: it must be known.  Files of
 * one stamp cannot be put in order: the second is refused. */
MUST_CHECK enum err_code record_load_stamp(
	struct record_load *f, const struct record_value *office, struct err *e);

/* Refuses a second file of the stamp; part of record_load_stamp(), for kinds that find their office otherwise. */
MUST_CHECK enum err_code record_load_same_stamp(const struct record_load *f, struct err *e);

/* Here a batch may end: sends it when it is large enough. */
MUST_CHECK enum err_code record_load_batch(struct record_load *f, struct err *e);

#endif
