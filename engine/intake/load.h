/*
 * load.h: one file into the database: its transaction, what was wrong with it, its row in the ledger
 * (fact.import).  What a file of one kind needs beside that is its body: stage.h and facts.h, answers,
 * dispositions.
 *
 * Ownership: everything in `keep`.  Thread: the connection's.
 */
#ifndef GETSUJI_INTAKE_LOAD_H
#define GETSUJI_INTAKE_LOAD_H

#include "engine/db/db.h"
#include "engine/intake/dataset.h"
#include "engine/intake/import.h"
#include "getsuji/digest.h"

struct load;

/* What a file of facts of its own kind wants to know of every row, right after its fields were checked; holds: none of
 * them is bad.  An error refuses the file. */
typedef enum err_code load_row_fn(struct load *l, const struct csv_field fields[],
	const struct field_value values[], const bool bad[], bool holds, struct err *e);

struct load {
	struct db *db;
	struct arena *keep;
	const struct import_request *request;
	const char *name;              /* of the kind of file, in the ledger: "person", "answers" */
	const struct dataset *dataset; /* NULL: no file of facts */
	const char *path;
	struct import_file *file;                /* counts; read and quarantined are kept here */
	unsigned char sha256[DIGEST_SIZE];       /* by which the ledger knows it */
	unsigned char bytes_sha256[DIGEST_SIZE]; /* of its bytes, where that is another (dispositions) */
	struct import_violation *violations;
	size_t nviolations, room;
	load_row_fn *each_row; /* of stage_rows(); NULL: none */
	void *self;            /* the body's own */
};

/* A step of a file. */
typedef enum err_code load_step_fn(struct load *l, struct err *e);

/* One file.  `digest` reads it through, before the transaction, and sets l->sha256; where that was imported before
 * nothing is done.  Else `body`, in a transaction and one import at a time, stages, checks and merges it, writes
 * the ledger (load_record()) and leaves the counts final.  What became of it is told to the request and
 * added to the totals.  db, keep, request, name and path of *l are set. */
MUST_CHECK enum err_code load_file(
	struct load *l, load_step_fn *digest, load_step_fn *body, struct import_totals *totals, struct err *e);

/* A kind of file that a command imports by itself. */
struct load_kind {
	const char *name; /* in the ledger */
	load_step_fn *digest, *body;
	void *self; /* theirs, as l->self */
};

/* load_file() for such a command: looks at the path, opens and closes the connection.  Ends like load_end(). */
MUST_CHECK enum err_code load_single(const struct import_request *r, const struct load_kind *kind,
	struct arena *keep, struct import_totals *totals, struct err *e);

/* A `digest`: SHA-256 of the file's bytes. */
MUST_CHECK enum err_code load_digest_bytes(struct load *l, struct err *e);

/* ERR_WARNINGS when all went well but something was set aside, or a list is doubtful. */
MUST_CHECK enum err_code load_end(enum err_code code, const struct import_totals *totals, struct err *e);

/* A rule was broken; told at once.  field lives as long as `keep`.  The row is counted by the caller. */
void load_violation(struct load *l, int line, int column, const char *field, enum intake_rule rule);

/* ERR_LIMIT when more rows were set aside than the request allows. */
MUST_CHECK enum err_code load_limit(const struct load *l, struct err *e);

/* Runs a :many statement of (line, column, field, rule), at most the last parameter of them, over what was
 * staged, and takes what it found as violations, one per row of the file.  args: the parameters before that
 * one.  ERR_LIMIT when that makes too many. */
MUST_CHECK enum err_code load_check(
	struct load *l, const struct sql_stmt *check, struct db_args *args, struct err *e);

/* Sends a :one statement; *out is the number that it answers.  args: NULL for none. */
MUST_CHECK enum err_code load_number(
	struct load *l, const struct sql_stmt *q, const struct db_args *args, int64_t *out, struct err *e);

/* Writes the ledger's row and the violations.  read, recorded, unchanged and quarantined must be final. */
MUST_CHECK enum err_code load_record(struct load *l, int *import_id, struct err *e);

/* ERR_BALANCE when the merge recorded another number of rows than the ledger says. */
MUST_CHECK enum err_code load_balance(const struct load *l, int64_t merged, struct err *e);

#endif
