/*
 * statements.c: every embedded statement against the real schema.
 *
 * Each is parsed by the server, so a renamed column fails here and not in the night run.  Then the
 * server plans it as one of the logins that could send it (runner, approver, owner, in this order),
 * which checks that login's rights; a copy_in is begun on a real partition and given up.
 * None hands out an instant as it stands: it is a text, to_char() in the time of Japan where people read it, ::text or
 * to_char() in UTC where programs do (tests/lint/clock.sh).
 * Prints TAP.  PGHOST and PGDATABASE name the server; tests/database/statements.sh makes one.
 */
#include "engine/db/connection.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>

static const char *const logins[] = {"getsuji_run", "getsuji_approve", "getsuji_owner"};

enum { LOGINS = 3, TRIAL_RUN = 1000000, WHY = 512 };

static PGconn *connections[LOGINS];

static bool succeeded(PGresult *res, char why[static WHY])
{
	ExecStatusType status = PQresultStatus(res);
	bool well = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN;
	if (!well)
		snprintf(why, WHY, "%s", PQresultErrorMessage(res));
	PQclear(res);
	return well;
}

static bool is_plannable(const char *text)
{
	static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"};
	text += strspn(text, " \t\r\n(");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Whether the statement that was prepared gives an instant that is not a text. */
static bool gives_instants(PGconn *conn)
{
	enum { TIMESTAMP = 1114, TIMESTAMP_WITH_ZONE = 1184 };
	PGresult *about = PQdescribePrepared(conn, "it");
	bool any = PQresultStatus(about) != PGRES_COMMAND_OK;
	for (int i = 0; i < PQnfields(about); i++)
		any |= PQftype(about, i) == TIMESTAMP || PQftype(about, i) == TIMESTAMP_WITH_ZONE;
	PQclear(about);
	return any;
}

/* EXPLAIN EXECUTE starts the executor, and with it the check of rights, but runs nothing. */
static bool plan_as(PGconn *conn, const struct sql_stmt *q, struct arena *a, char why[static WHY])
{
	if (!succeeded(PQprepare(conn, "it", q->text, q->nparams, NULL), why))
		return false;
	if (gives_instants(conn)) {
		snprintf(why, WHY, "it gives an instant that is not a text");
		return false;
	}
	bool well = true;
	if (is_plannable(q->text)) {
		const char *text = arena_strdup(a, "EXPLAIN EXECUTE it");
		for (int i = 0; i < q->nparams; i++)
			text = arena_printf(a, "%s%sNULL", text, i == 0 ? "(" : ", ");
		well = succeeded(PQexec(conn, arena_printf(a, "%s%s", text, q->nparams > 0 ? ")" : "")), why);
	}
	return well;
}

static bool copy_as(PGconn *conn, const struct sql_stmt *q, struct arena *a, char why[static WHY])
{
	struct db_args args = {0};
	struct err e = {0};
	char *text;
	for (int i = 0; i < q->nparams; i++)
		db_arg_int(&args, TRIAL_RUN);
	if (literal_statement(q, &args, a, &text, &e) != ERR_OK) {
		snprintf(why, WHY, "%s", e.message);
		return false;
	}
	bool well = succeeded(PQexec(conn, text), why);
	if (well)
		(void)PQputCopyEnd(conn, "only a trial");
	for (PGresult *res = PQgetResult(conn); res != NULL; res = PQgetResult(conn))
		PQclear(res);
	return well;
}

/* The temporary tables that the import's statements work on: of a dataset, of the baseline, of answers and
 * dispositions. */
static bool make_stage(PGconn *conn, const struct sql_stmt *q, struct arena *a, char why[static WHY])
{
	static const char prefix[] = "stage_";
	if (strstr(q->text, "pg_temp.new_") != NULL)
		return succeeded(PQexec(conn, sql_answers_stage.text), why) &&
			   succeeded(PQexec(conn, sql_collections_stage.text), why) &&
			   succeeded(PQexec(conn, sql_dispositions_stage.text), why) &&
			   succeeded(PQexec(conn, sql_duplicates_stage.text), why) &&
			   succeeded(PQexec(conn, sql_institutions_stage.text), why) &&
			   succeeded(PQexec(conn, sql_registrations_stage.text), why) &&
			   succeeded(PQexec(conn, sql_scans_stage.text), why) &&
			   succeeded(PQexec(conn, sql_returns_stage.text), why) &&
			   succeeded(PQexec(conn, sql_bank_results_stage.text), why);
	if (strstr(q->text, "pg_temp.stage") == NULL)
		return true;
	if (strncmp(q->name, prefix, sizeof prefix - 1) != 0 || strcmp(q->name, "stage_baseline") == 0)
		return succeeded(PQexec(conn, sql_baseline_stage_create.text), why);
	return succeeded(
		PQexec(conn, arena_printf(a, "SELECT fact.stage_create('%s')", q->name + sizeof prefix - 1)), why);
}

/* In a transaction that is rolled back. */
static bool works_for(PGconn *conn, const struct sql_stmt *q, struct arena *a, char why[static WHY])
{
	PQclear(PQexec(conn, "BEGIN"));
	bool well = make_stage(conn, q, a, why) &&
				(q->kind == SQL_COPY_IN ? copy_as(conn, q, a, why) : plan_as(conn, q, a, why));
	PQclear(PQexec(conn, "ROLLBACK"));
	PQclear(PQexec(conn, "DEALLOCATE ALL"));
	return well;
}

static bool works_for_somebody(const struct sql_stmt *q, const char **who, char why[static WHY])
{
	struct arena *a = arena_new();
	char other[WHY]; /* the runner's reason is the one to tell */
	bool well = false;
	for (int i = 0; i < LOGINS && !well; i++) {
		well = works_for(connections[i], q, a, i == 0 ? why : other);
		*who = logins[i];
	}
	arena_free(a);
	return well;
}

/* Partitions of a run that no one else uses, for the copy_in statements. */
static bool make_partitions(void)
{
	char why[WHY];
	return succeeded(
		PQexec(connections[0], "SELECT run.make_partition(c.relname::text, 1000000) FROM pg_class c "
							   "WHERE c.relkind = 'p' AND c.relnamespace = 'result'::regnamespace"),
		why);
}

int main(void)
{
	int n = 0, failed = 0;
	char why[WHY];
	const char *who = "";
	for (int i = 0; i < LOGINS; i++) {
		const char *const keys[] = {"user", NULL}, *const values[] = {logins[i], NULL};
		connections[i] = PQconnectdbParams(keys, values, 0);
		if (PQstatus(connections[i]) != CONNECTION_OK) {
			printf("Bail out! %s", PQerrorMessage(connections[i]));
			return 1;
		}
		/* The search path of every session of ours: names must be qualified. */
		PQclear(PQexec(connections[i], "SET search_path = pg_catalog, pg_temp"));
	}
	if (!make_partitions()) {
		printf("Bail out! no partitions\n");
		return 1;
	}
	for (const struct sql_stmt *const *q = sql_all; *q != NULL; q++) {
		bool well = works_for_somebody(*q, &who, why);
		printf("%s %d - %s:%d %s", well ? "ok" : "not ok", ++n, (*q)->file, (*q)->line, (*q)->name);
		printf(well ? " as %s\n" : "\n# %s", well ? who : why);
		failed += !well;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < LOGINS; i++)
		PQfinish(connections[i]);
	return failed > 0;
}
