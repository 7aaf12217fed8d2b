/*
 * sql.h: a named statement from sql/, embedded at build time.
 *
 * A file under sql/ holds statements under River-like headings:
 *
 *   -- name: recalculate_members :copy_out lo hi as_of month_on month_end_on
 *   SELECT ... WHERE household_id >= $1 AND household_id < $2 ...
 *
 * After the kind stand the parameters' names, in the order of $1, $2, …  For the statements of jobs
 * and reports the engine fills them by name (see job.h); the engine's own pass values themselves.
 * A copy_out statement is the inner SELECT, a copy_in one is `result.table_r$1 (columns…)`: since
 * COPY takes no parameters, the database layer writes them in as literals; it accepts integers,
 * dates and instants only, formatted by itself, never text.
 */
#ifndef GETSUJI_SQL_H
#define GETSUJI_SQL_H

enum sql_kind {
	SQL_EXEC,     /* :exec      no rows expected */
	SQL_ONE,      /* :one       exactly one row */
	SQL_OPT,      /* :opt       none or one row */
	SQL_MANY,     /* :many      any number of rows */
	SQL_COPY_OUT, /* :copy_out  read with binary COPY */
	SQL_COPY_IN   /* :copy_in   written with binary COPY; $n only in the table's name */
};

#define SQL_PARAMS_MAX 16

struct sql_stmt {
	const char *name;
	const char *file; /* "sql/jobs/recalculate.sql" */
	int line;         /* of the heading */
	enum sql_kind kind;
	int nparams;
	const char *params[SQL_PARAMS_MAX];
	const char *text;
};

#endif
