/*
 * query.c: one statement with real parameters, and its rows as text.
 *
 * Parameters are bound, never written into the text; a bytea goes in binary, all else as text, so that
 * the server infers and checks each type.
 */
#include "engine/db/connection.h"

#include "gen/sql.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_TEXT = 24 };

static struct db_arg *next_arg(struct db_args *a)
{
	CHECK(a->n >= 0 && a->n < SQL_PARAMS_MAX);
	a->arg[a->n] = (struct db_arg){0};
	return &a->arg[a->n++];
}

void db_arg_null(struct db_args *a)
{
	next_arg(a)->kind = DB_ARG_NULL;
}

void db_arg_int(struct db_args *a, int64_t v)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_INT, .number = v};
}

void db_arg_bool(struct db_args *a, bool v)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_BOOL, .number = v};
}

void db_arg_text(struct db_args *a, const char *s)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_TEXT, .at = s, .length = strlen(s)};
}

void db_arg_day(struct db_args *a, day_t v)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_DAY, .number = v};
}

void db_arg_instant(struct db_args *a, const char *iso)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_INSTANT, .at = iso, .length = strlen(iso)};
}

void db_arg_bytes(struct db_args *a, const void *at, size_t length)
{
	*next_arg(a) = (struct db_arg){.kind = DB_ARG_BYTES, .at = at, .length = length};
}

/* The text of one parameter; number is its space where the value is a number. */
static const char *bound_text(const struct db_arg *arg, char number[static NUMBER_TEXT])
{
	switch (arg->kind) {
	case DB_ARG_NULL:
		return NULL;
	case DB_ARG_INT:
		snprintf(number, NUMBER_TEXT, "%" PRId64, arg->number);
		return number;
	case DB_ARG_BOOL:
		return arg->number != 0 ? "t" : "f";
	case DB_ARG_DAY:
		if (arg->number == DAY_MIN)
			return "-infinity";
		if (arg->number == DAY_MAX)
			return "infinity";
		return day_format((day_t)arg->number, number);
	case DB_ARG_TEXT:
	case DB_ARG_INSTANT:
	case DB_ARG_BYTES:
		return arg->at != NULL ? arg->at : "";
	}
	CHECK(false);
}

static PGresult *send_bound(struct db *db, const struct sql_stmt *q, const struct db_args *args)
{
	const char *values[SQL_PARAMS_MAX] = {NULL};
	int lengths[SQL_PARAMS_MAX] = {0}, formats[SQL_PARAMS_MAX] = {0};
	char numbers[SQL_PARAMS_MAX][NUMBER_TEXT];
	int n = args != NULL ? args->n : 0;

	CHECK(n == q->nparams);
	for (int i = 0; i < n; i++) {
		const struct db_arg *arg = &args->arg[i];
		values[i] = bound_text(arg, numbers[i]);
		if (arg->kind != DB_ARG_BYTES)
			continue;
		CHECK(arg->length <= INT32_MAX);
		lengths[i] = (int)arg->length;
		formats[i] = 1;
	}
	return PQexecParams(db->conn, q->text, n, NULL, values, lengths, formats, 0);
}

enum err_code db_expect(const struct sql_stmt *q, const PGresult *res, struct err *e)
{
	int rows = PQntuples(res);
	/* The server answers COMMIT of a failed transaction with success and the tag ROLLBACK. */
	if (q != &sql_transaction_rollback && q != &sql_transaction_back &&
		strcmp(PQcmdStatus((PGresult *)(uintptr_t)res), "ROLLBACK") == 0) {
		err_set(e, ERR_DATABASE, 1314, "the transaction was rolled back instead of committed");
		return err_place(e, "%s:%d", q->file, q->line);
	}
	if ((q->kind == SQL_ONE && rows != 1) || (q->kind == SQL_OPT && rows > 1)) {
		err_set(e, ERR_DATABASE, 1311, "statement %s gave %d rows, not %s", q->name, rows,
			q->kind == SQL_ONE ? "one" : "at most one");
		return err_place(e, "%s:%d", q->file, q->line);
	}
	return ERR_OK;
}

static void clear_deferred(void *res)
{
	PQclear(res);
}

struct db_result *db_result_adopt(PGresult *res, struct arena *keep)
{
	struct db_result *r = arena_alloc(keep, sizeof *r);
	r->res = res;
	arena_defer(keep, clear_deferred, res);
	return r;
}

enum err_code db_query(struct db *db, const struct sql_stmt *q, const struct db_args *args,
	struct arena *keep, struct db_result **result, struct err *e)
{
	CHECK(q->kind <= SQL_MANY);
	if (result != NULL)
		*result = NULL;
	if (db->lost)
		return db_failed(db, q, NULL, e);
	PGresult *res = send_bound(db, q, args);
	ExecStatusType status = PQresultStatus(res);
	enum err_code code = ERR_OK;
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
		code = db_failed(db, q, res, e);
		db_place(q, db_error_line(q->text, res), e);
	} else
		code = db_expect(q, res, e);
	if (code != ERR_OK || result == NULL)
		PQclear(res);
	else
		*result = db_result_adopt(res, keep);
	return code;
}

int db_columns(const struct db_result *r)
{
	return PQnfields(r->res);
}

int db_rows(const struct db_result *r)
{
	if (PQresultStatus(r->res) == PGRES_TUPLES_OK)
		return PQntuples(r->res);
	/* INSERT, UPDATE, DELETE without RETURNING: the rows touched. */
	const char *touched = PQcmdTuples(r->res);
	return *touched != '\0' ? (int)strtol(touched, NULL, 10) : 0;
}

/* libpq answers a place that does not exist with NULL and a notice; here it is a bug. */
static void check_place(const struct db_result *r, int row, int column)
{
	CHECK(row >= 0 && row < PQntuples(r->res) && column >= 0 && column < PQnfields(r->res));
}

bool db_is_null(const struct db_result *r, int row, int column)
{
	check_place(r, row, column);
	return PQgetisnull(r->res, row, column) == 1;
}

const char *db_text(const struct db_result *r, int row, int column)
{
	check_place(r, row, column);
	return PQgetvalue(r->res, row, column);
}

int64_t db_int(const struct db_result *r, int row, int column)
{
	const char *text = db_text(r, row, column);
	char *end;
	if (db_is_null(r, row, column))
		return 0;
	if (strcmp(text, "t") == 0 || strcmp(text, "f") == 0)
		return *text == 't';
	errno = 0;
	long long value = strtoll(text, &end, 10);
	CHECK(errno == 0 && end != text && *end == '\0');
	return value;
}

day_t db_day(const struct db_result *r, int row, int column)
{
	const char *text = db_text(r, row, column);
	day_t day;
	if (db_is_null(r, row, column) || strcmp(text, "infinity") == 0)
		return DAY_MAX;
	if (strcmp(text, "-infinity") == 0)
		return DAY_MIN;
	CHECK(day_parse(text, strlen(text), &day));
	return day;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	CHECK(c >= 'a' && c <= 'f');
	return c - 'a' + 10;
}

size_t db_bytes(const struct db_result *r, int row, int column, struct arena *keep, unsigned char **out)
{
	const char *text = db_text(r, row, column);
	size_t digits = (size_t)PQgetlength(r->res, row, column);
	*out = NULL;
	if (db_is_null(r, row, column))
		return 0;
	CHECK(digits >= 2 && digits % 2 == 0 && text[0] == '\\' && text[1] == 'x');
	size_t length = digits / 2 - 1;
	*out = arena_alloc(keep, length);
	for (size_t i = 0; i < length; i++)
		(*out)[i] = (unsigned char)(hex_digit(text[2 * i + 2]) << 4 | hex_digit(text[2 * i + 3]));
	return length;
}

enum err_code db_end(struct db *db, enum err_code code, struct arena *keep, struct err *e)
{
	struct err ignored = {0};

	if (code == ERR_OK)
		return db_query(db, &sql_transaction_commit, NULL, keep, NULL, e);
	if (db_alive(db) && db_query(db, &sql_transaction_rollback, NULL, keep, NULL, &ignored) != ERR_OK)
		err_context(e, "the rollback failed, too");
	return code;
}
