/*
 * migrate.c: applies sql/schema/ step by step.
 *
 * The one place where SQL text reaches the server that is not a statement of sql/: a step is a whole
 * file of many statements, embedded at build time.
 */
#include "engine/db/migrate.h"

#include "engine/db/connection.h"
#include "engine/db/schema.h"
#include "gen/sql.h"

#include <string.h>

static int newest(void)
{
	return schema_steps_count > 0 ? schema_steps[schema_steps_count - 1].version : 0;
}

enum err_code db_schema_version(struct db *db, struct arena *keep, int *version, struct err *e)
{
	struct db_result *r;
	*version = 0;
	enum err_code code = db_query(db, &sql_migrate_ledger_exists, NULL, keep, &r, e);
	if (code != ERR_OK || db_int(r, 0, 0) == 0)
		return code;
	code = db_query(db, &sql_migrate_version, NULL, keep, &r, e);
	if (code == ERR_OK)
		*version = (int)db_int(r, 0, 0);
	return code;
}

static enum err_code newer(int version, struct err *e)
{
	err_set(e, ERR_CHANGED, 1321, "the database's schema is version %d, this program knows %d", version,
		newest());
	return err_hint(e, "Use the program that the database was migrated with, or a newer one.");
}

enum err_code db_schema_check(struct db *db, struct arena *keep, struct err *e)
{
	int version;
	enum err_code code = db_schema_version(db, keep, &version, e);
	if (code != ERR_OK || version == newest())
		return code;
	if (version > newest())
		return newer(version, e);
	err_set(
		e, ERR_STATE, 1322, "the database's schema is version %d; this program needs %d", version, newest());
	return err_hint(e, "Run `getsuji migrate` with the login that owns the database.");
}

static enum err_code make_ledger(struct db *db, struct arena *keep, struct err *e)
{
	const struct sql_stmt *const parts[] = {&sql_migrate_ledger_schema, &sql_migrate_ledger_table,
		&sql_migrate_ledger_usage, &sql_migrate_ledger_select};
	struct db_step steps[sizeof parts / sizeof parts[0]] = {0};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		steps[i].q = parts[i];
	/* One string, so one transaction: all of it or nothing. */
	return db_batch(db, steps, sizeof parts / sizeof parts[0], keep, e);
}

static enum err_code run_text(struct db *db, const struct schema_step *step, struct err *e)
{
	PGresult *res = PQexec(db->conn, step->text);
	enum err_code code = ERR_OK;
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK) {
		code = db_failed(db, NULL, res, e);
		err_place(e, "sql/schema/%s:%d", step->name, db_error_line(step->text, res));
	}
	PQclear(res);
	return code;
}

static enum err_code apply(struct db *db, const struct schema_step *step, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	enum err_code code = db_query(db, &sql_transaction_begin, NULL, keep, NULL, e);
	if (code != ERR_OK)
		return code;
	code = run_text(db, step, e);
	if (code == ERR_OK) {
		db_arg_int(&args, step->version);
		db_arg_text(&args, step->name);
		db_arg_text(&args, step->text);
		code = db_query(db, &sql_migrate_step_record, &args, keep, NULL, e);
	}
	code = db_end(db, code, keep, e);
	if (code != ERR_OK)
		err_context(e, "schema step %s; nothing of it was kept", step->name);
	return code;
}

/* *missing: the first step that is not applied yet.  Those before it must read as they were applied. */
static enum err_code find_missing(struct db *db, struct arena *keep, int *missing, struct err *e)
{
	for (*missing = 0; *missing < schema_steps_count; (*missing)++) {
		const struct schema_step *step = &schema_steps[*missing];
		struct db_args args = {0};
		struct db_result *r;
		db_arg_int(&args, step->version);
		db_arg_text(&args, step->text);
		enum err_code code = db_query(db, &sql_migrate_step_known, &args, keep, &r, e);
		if (code != ERR_OK)
			return code;
		if (db_rows(r) == 0)
			return ERR_OK;
		if (db_int(r, 0, 0) == 0) {
			err_set(e, ERR_CHANGED, 1323, "schema step %s differs from the one that was applied", step->name);
			return err_hint(e, "A step is never edited: put it back and add a new one.  "
							   "A database of an unfinished version must be made anew.");
		}
	}
	return ERR_OK;
}

/* Compares, then applies; under the lock when it has to write. */
static enum err_code bring_up(struct db *db, struct arena *keep, int *applied, struct err *e)
{
	int missing;
	enum err_code code = make_ledger(db, keep, e);
	if (code == ERR_OK)
		code = find_missing(db, keep, &missing, e);
	for (; code == ERR_OK && missing < schema_steps_count; missing++) {
		code = apply(db, &schema_steps[missing], keep, e);
		if (code == ERR_OK)
			(*applied)++;
	}
	return code;
}

enum err_code db_migrate(struct db *db, struct arena *keep, int *applied, struct err *e)
{
	struct err unlock = {0};
	int version, missing;

	*applied = 0;
	enum err_code code = db_schema_version(db, keep, &version, e);
	if (code != ERR_OK)
		return code;
	if (version > newest())
		return newer(version, e);
	if (version == newest()) /* current: needs no rights, writes nothing */
		return version == 0 ? ERR_OK : find_missing(db, keep, &missing, e);
	code = db_query(db, &sql_migrate_lock, NULL, keep, NULL, e);
	if (code != ERR_OK)
		return code;
	code = bring_up(db, keep, applied, e);
	if (db_query(db, &sql_migrate_unlock, NULL, keep, NULL, &unlock) != ERR_OK && code == ERR_OK) {
		*e = unlock;
		code = unlock.code;
	}
	return code;
}
