/*
 * db.h: connections, statements and batches; with its folder the only code that sees libpq.
 *
 * There is no function that takes SQL text: a caller names a statement of sql/ and gives arguments.
 * db_query() sends one statement with real parameters.  db_batch() sends several in one round trip,
 * COPYs among them, as PostgreSQL allows in a simple-query string; there arguments are written in as
 * literals, so only integers, days, instants and byte strings are accepted, formatted here.
 *
 * Errors: by class.  40001, 40P01, 55P03 (lock timeout) and the like are ERR_RETRY; a lost connection
 * is ERR_CONNECTION (RETRY; the connection must be closed, and whether a COMMIT went through is
 * unknown); a server that cannot be reached in the first place ERR_SERVER; disk full (53100) ERR_DISK;
 * 42501 ERR_PRIVILEGE; class 23 and 22 are ERR_DATA with the constraint's name and never the values,
 * but 23000, which the triggers of sql/schema raise for what is not allowed in a state, is ERR_STATE;
 * 57014 after db_cancel() ERR_STOPPED; all else ERR_DATABASE.  err.place names the statement as
 * sql/FILE:LINE; the server's DETAIL is kept only where it can hold no person's data.
 *
 * Ownership: a connection is tied to the arena it was opened with.  Results and rows live in the
 * arena that is passed.  Thread: a connection is used by one thread at a time.
 */
#ifndef GETSUJI_DB_H
#define GETSUJI_DB_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

/* conninfo: a libpq connection string, or "" for libpq's own means (PGHOST, PGSERVICE, …).
 * application: what pg_stat_activity and run.chunk.worker show.  Sets the session up: UTC, ISO dates,
 * client_connection_check_interval, keepalives, idle_in_transaction_session_timeout, jit off, a search
 * path without public.  Refuses poolers: the backend must be the one that answered the connection, and a
 * session setting must survive a transaction. */
MUST_CHECK enum err_code db_open(
	const char *conninfo, const char *application, struct arena *keep, struct db **out, struct err *e);
void db_close(struct db *db);       /* NULL allowed; also done by the arena */
bool db_alive(const struct db *db); /* false once the connection was lost */
int db_backend_pid(const struct db *db);
int db_socket(const struct db *db); /* for poll(), while waiting for notifications */

/* Arguments of one statement, in the order of $1, $2, …; filled by db_arg_*, no ownership: texts and
 * bytes are borrowed until the call returns. */
enum db_arg_kind {
	DB_ARG_NULL,
	DB_ARG_INT,
	DB_ARG_TEXT,
	DB_ARG_DAY,
	DB_ARG_INSTANT,
	DB_ARG_BYTES,
	DB_ARG_BOOL
};
struct db_arg {
	enum db_arg_kind kind;
	int64_t number;
	const char *at;
	size_t length;
};
struct db_args {
	int n;
	struct db_arg arg[SQL_PARAMS_MAX];
};
void db_arg_null(struct db_args *a);
void db_arg_int(struct db_args *a, int64_t v);
void db_arg_bool(struct db_args *a, bool v);
void db_arg_text(struct db_args *a, const char *s);
void db_arg_day(struct db_args *a, day_t v);             /* DAY_MIN/DAY_MAX: -infinity/infinity */
void db_arg_instant(struct db_args *a, const char *iso); /* as the server printed it; checked */
void db_arg_bytes(struct db_args *a, const void *at, size_t length);

/* Rows of db_query(), as text; columns from 0. */
struct db_result;
int db_rows(const struct db_result *r);
int db_columns(const struct db_result *r); /* of INSERT, UPDATE, DELETE without RETURNING: rows touched */
bool db_is_null(const struct db_result *r, int row, int column);
int64_t db_int(const struct db_result *r, int row, int column);      /* also boolean: 0/1 */
const char *db_text(const struct db_result *r, int row, int column); /* lives as long as the result;
																		NULL reads as "" */
day_t db_day(const struct db_result *r, int row, int column);
size_t db_bytes(const struct db_result *r, int row, int column, struct arena *keep, unsigned char **out);

/* One statement with parameters.  result may be NULL for :exec.  The number of rows is checked against
 * the statement's kind.  For the kinds :exec :one :opt :many only. */
MUST_CHECK enum err_code db_query(struct db *db, const struct sql_stmt *q, const struct db_args *args,
	struct arena *keep, struct db_result **result, struct err *e);

/* Ends the transaction of a piece of work that ended with `code`: COMMIT when it is ERR_OK, whose own result
 * comes out; else ROLLBACK, and `code` comes out with *e as it is.  Should the rollback fail, or the
 * connection be lost, the server rolls back by itself. */
MUST_CHECK enum err_code db_end(struct db *db, enum err_code code, struct arena *keep, struct err *e);

/* One step of a batch.  Which of the last three is used follows from the statement's kind. */
struct db_step {
	const struct sql_stmt *q;
	const struct db_args *args; /* NULL: none */
	struct rows *rows;          /* out, :copy_out */
	struct row_out *out;        /* in, :copy_in: the rows to send */
	struct db_result *result;   /* out, other kinds */
};

/* All steps in one simple-query string, one round trip.  If one fails, the rest is not done and the
 * transaction, if one was open, is in error: call db_query with transaction_rollback. */
MUST_CHECK enum err_code db_batch(
	struct db *db, struct db_step *steps, size_t n, struct arena *keep, struct err *e);

/* A buffer for rows to be sent; the bytes are those of binary COPY, without header and trailer. */
struct row_out *row_out_new(struct arena *keep, int columns);
const void *row_out_bytes(const struct row_out *w, size_t *length);

/* The bytes of the tuples of a result as they came, for a digest of the inputs. */
const void *rows_bytes(const struct rows *r, size_t *length);

/* LISTEN/NOTIFY: waits up to timeout_ms for a notification on a channel listened to; false: none. */
bool db_wait_notify(struct db *db, int timeout_ms, struct err *e);

/* Cancels whatever another thread's connection is doing (for stop --now and the watchdog); the caller sees
 * to it that the connection is not closed meanwhile.  From then on 57014 on it means ERR_STOPPED. */
void db_cancel(struct db *db);
void db_cancel_over(struct db *db); /* what was to be cancelled has ended: 57014 is an error again */

#endif
