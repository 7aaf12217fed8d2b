/*
 * connection.h: what the files of engine/db share; nothing outside of it includes this.
 *
 * Ownership: see db.h.  Thread: the connection's, except where a field says otherwise.
 */
#ifndef GETSUJI_DB_CONNECTION_H
#define GETSUJI_DB_CONNECTION_H

#include "engine/db/db.h"

#include <libpq-fe.h>
#include <stdatomic.h>

struct db {
	PGconn *conn;
	PGcancel *cancel;         /* made when the connection was; db_cancel() may use it from any thread */
	atomic_bool cancel_asked; /* set by db_cancel(): 57014 then means "on request" */
	bool lost;                /* the connection is gone; every call fails from here on */
};

struct db_result {
	PGresult *res; /* text format; cleared by the arena */
};

/* Ties res to an arena. */
struct db_result *db_result_adopt(PGresult *res, struct arena *keep);

/* Classifies a failure (see db.h) and fills *e.  q may be NULL (no statement), res too (then the
 * connection itself tells).  Does not clear res.  Returns the code. */
enum err_code db_failed(struct db *db, const struct sql_stmt *q, const PGresult *res, struct err *e);

/* Says which statement failed, and where in it (0: not known): as the place, or in the detail where a rule of the schema
 * refused it. */
enum err_code db_place(const struct sql_stmt *q, int line, struct err *e);

/* The line of `text`, from 1, that the error of res points at; 1 when it points nowhere. */
int db_error_line(const char *text, const PGresult *res);

/* Checks a successful result against its statement's kind. */
MUST_CHECK enum err_code db_expect(const struct sql_stmt *q, const PGresult *res, struct err *e);

/* Reads and drops whatever the server still sends for the last query. */
void db_drain(struct db *db);

/* The texts of batches: q's text with its parameters written in as literals, wrapped as its kind
 * asks for, without a trailing semicolon.  Errors: ERR_DEFINITION. */
MUST_CHECK enum err_code literal_statement(
	const struct sql_stmt *q, const struct db_args *args, struct arena *keep, char **out, struct err *e);

/* rows.c: the bytes of one binary COPY TO, from its signature to its trailer, borrowed. */
MUST_CHECK enum err_code rows_adopt(const unsigned char *at, size_t length, size_t count, struct arena *keep,
	struct rows **out, struct err *e);

#endif
