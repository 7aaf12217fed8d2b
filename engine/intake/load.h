/*
 * load.h: one file into the staging table, and what was wrong with it.
 *
 * Ownership: everything in `keep`.  Thread: the connection's.
 */
#ifndef GETSUJI_INTAKE_LOAD_H
#define GETSUJI_INTAKE_LOAD_H

#include "engine/base/digest.h"
#include "engine/db/db.h"
#include "engine/intake/dataset.h"
#include "engine/intake/import.h"

struct load {
	struct db *db;
	struct arena *keep;
	const struct import_request *request;
	const struct dataset *dataset;
	const char *path;
	struct import_file *file; /* counts; read and quarantined are kept here */
	unsigned char sha256[DIGEST_SIZE];
	struct import_violation *violations;
	size_t nviolations, room;
};

/* Parses the file and COPYs the rows that hold by themselves into pg_temp.stage; the others become
 * violations.  ERR_INPUT: the file is refused, or it changed since its digest was taken; ERR_LIMIT. */
MUST_CHECK enum err_code load_rows(struct load *l, struct err *e);

/* Runs a :many statement of (line, column, field, rule) over the stage and takes what it found as
 * violations.  ERR_LIMIT when that makes too many. */
MUST_CHECK enum err_code load_check(struct load *l, const struct sql_stmt *check, struct err *e);

/* Writes the ledger's row and the violations.  read, recorded, unchanged and quarantined must be final. */
MUST_CHECK enum err_code load_record(struct load *l, int *import_id, struct err *e);

#endif
