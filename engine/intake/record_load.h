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

/* Reads it again, in the transaction, and gives each record. */
MUST_CHECK enum err_code record_load_rows(
	struct load *l, record_open_fn *open, record_take_fn *take, void *self, struct err *e);

/* The number that a value of digits is: an office. */
int record_load_office(const struct record_value *v);

/* The office that the file is for must be known; v: where it stands. */
MUST_CHECK enum err_code record_load_known_office(
	struct load *l, const struct record_value *v, int office, struct err *e);

#endif
