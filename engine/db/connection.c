/*
 * connection.c: opens sessions, sets them up, and says what went wrong in them.
 *
 * Classification (see db.h) is by SQLSTATE alone.  Texts of the server are kept only for classes in
 * which they cannot quote a row: the primary message of classes 22 and 23 and nearly every DETAIL may
 * hold a name or an amount, so there only the constraint's, table's and column's names are told.
 */
#include "engine/db/connection.h"

#include "engine/db/refusal.h"

#include "gen/sql.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OLDEST_SERVER = 130000, OPEN_TRIES = 3, TEXT_MAX = 512 };

/* Notices ("relation exists, skipping") have no place on our standard error. */
static void drop_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

static void close_deferred(void *p)
{
	db_close(p);
}

static bool state_is(const char *sqlstate, const char *const list[])
{
	for (size_t i = 0; list[i] != NULL; i++) {
		size_t length = strlen(list[i]); /* a whole code, or only its class */
		if (strncmp(sqlstate, list[i], length) == 0)
			return true;
	}
	return false;
}

static const char *field(const PGresult *res, int code)
{
	const char *text = PQresultErrorField(res, code);
	return text != NULL ? text : "";
}

static enum err_code connection_lost(struct db *db, struct err *e)
{
	db->lost = true;
	return err_set(e, ERR_CONNECTION, 1302, "the connection to the database was lost");
}

static enum err_code refused_row(const PGresult *res, struct err *e)
{
	err_set(e, ERR_DATA, 1306, "表 %s.%s の制約「%s」に反する行です", field(res, PG_DIAG_SCHEMA_NAME),
		field(res, PG_DIAG_TABLE_NAME), field(res, PG_DIAG_CONSTRAINT_NAME));
	if (*field(res, PG_DIAG_COLUMN_NAME) != '\0')
		err_detail(e, "column %s", field(res, PG_DIAG_COLUMN_NAME));
	return e->code;
}

/* One row per decision; the first that fits wins. */
static enum err_code classify(struct db *db, const char *state, const PGresult *res, struct err *e)
{
	static const char *const gone[] = {"08", "57P01", "57P02", "57P03", "57P05", "25P03", NULL};
	static const char *const again[] = {"40", "55P03", "55006", "53200", "53300", "57014", NULL};
	static const char *const disk[] = {"53100", "58030", NULL}; /* full; an error of the medium */
	static const char *const privilege[] = {"42501", "28", NULL};
	static const char *const own_rule[] = {"23000", NULL}; /* raised by the triggers of sql/schema */
	static const char *const row[] = {"23", NULL};
	static const char *const value[] = {"22", NULL};
	char text[TEXT_MAX];
	const char *message = refusal_text(field(res, PG_DIAG_MESSAGE_PRIMARY), text, sizeof text);

	if (state_is(state, gone))
		return connection_lost(db, e);
	if (strcmp(state, "57014") == 0 && atomic_load(&db->cancel_asked))
		return err_set(e, ERR_STOPPED, 1310, "a statement was cancelled on request");
	if (state_is(state, own_rule))
		return err_set(e, ERR_STATE, 1308, "the database does not allow it: %s", message);
	if (state_is(state, row))
		return refused_row(res, e);
	if (state_is(state, value))
		return err_set(e, ERR_DATA, 1307, "データベースが受け付けない値です（SQLSTATE %s）", state);

	if (state_is(state, again))
		err_set(e, ERR_RETRY, 1303, "the database asked to try again: %s", message);
	else if (state_is(state, disk)) {
		err_set(e, ERR_DISK, 1304, "the database server could not write: %s", message);
		err_hint(e, "Free space on the server's disk, then start again: everything committed is kept.");
	} else if (state_is(state, privilege)) {
		err_set(e, ERR_PRIVILEGE, 1305, "the login \"%s\" may not do this: %s", PQuser(db->conn), message);
		err_hint(e, "Take a login (PGUSER, --dsn) of the group getsuji_runner for all but approve, reject "
					"(getsuji_approver) and migrate (getsuji_owner).");
	} else
		err_set(e, ERR_DATABASE, 1309, "the database refused a statement: %s", message);
	if (*field(res, PG_DIAG_MESSAGE_DETAIL) != '\0')
		err_detail(e, "%s", field(res, PG_DIAG_MESSAGE_DETAIL));
	return e->code;
}

int db_error_line(const char *text, const PGresult *res)
{
	long position = strtol(field(res, PG_DIAG_STATEMENT_POSITION), NULL, 10); /* characters, from 1 */
	int line = 1;
	for (; position > 1 && *text != '\0'; text++) {
		line += *text == '\n';
		if (((unsigned char)text[1] & 0xc0) != 0x80) /* the next byte begins a character */
			position--;
	}
	return line;
}

enum err_code db_failed(struct db *db, const struct sql_stmt *q, const PGresult *res, struct err *e)
{
	const char *state = res != NULL ? field(res, PG_DIAG_SQLSTATE) : "";
	/* libpq makes up a result without a state when the socket broke. */
	if (*state == '\0' || PQstatus(db->conn) != CONNECTION_OK)
		connection_lost(db, e);
	else
		classify(db, state, res, e);
	snprintf(e->sqlstate, sizeof e->sqlstate, "%s", state);
	if (q != NULL)
		db_place(q, 0, e);
	return e->code;
}

enum err_code db_place(const struct sql_stmt *q, int line, struct err *e)
{
	/* Refused by a rule of ours it is no fault of the statement: the operator reads the rule first. */
	if (e->code == ERR_STATE)
		return err_detail(e, "told by %s:%d", q->file, q->line + line);
	return err_place(e, "%s:%d", q->file, q->line + line);
}

void db_drain(struct db *db)
{
	PGresult *res;
	/* Without the look at the status a dead server makes this an endless loop. */
	while (PQstatus(db->conn) == CONNECTION_OK && (res = PQgetResult(db->conn)) != NULL) {
		ExecStatusType status = PQresultStatus(res);
		PQclear(res);
		if (status == PGRES_COPY_IN)
			(void)PQputCopyEnd(db->conn, "given up by the client");
		if (status == PGRES_COPY_OUT) {
			char *piece = NULL;
			while (PQgetCopyData(db->conn, &piece, 0) > 0)
				PQfreemem(piece);
		}
	}
	if (PQstatus(db->conn) != CONNECTION_OK)
		db->lost = true;
}

/* connect_timeout from the user's environment wins over ours, all else is ours. */
static PGconn *connect_with(const char *conninfo, const char *application)
{
	const char *keys[12], *values[12];
	int n = 0;
#define OPTION(key, value) (keys[n] = (key), values[n] = (value), n++)
	if (getenv("PGCONNECT_TIMEOUT") == NULL)
		OPTION("connect_timeout", "10");
	OPTION("keepalives_idle", "30");
	OPTION("keepalives_interval", "10");
	OPTION("keepalives_count", "3");
	OPTION("tcp_user_timeout", "60000");
	OPTION("dbname", conninfo); /* expanded; its words win over the ones before */
	OPTION("application_name", application);
	OPTION("client_encoding", "UTF8");
#undef OPTION
	keys[n] = values[n] = NULL;
	return PQconnectdbParams(keys, values, 1);
}

static enum err_code could_not_connect(const PGconn *conn, struct err *e)
{
	char text[400];
	snprintf(text, sizeof text, "%s", PQerrorMessage(conn));
	for (size_t n = strlen(text); n > 0 && text[n - 1] == '\n'; n--)
		text[n - 1] = '\0';
	err_set(e, ERR_SERVER, 1301, "could not connect to the database server");
	err_detail(e, "%s", text);
	return err_hint(e, "Check that the server runs and that PGHOST, PGDATABASE, PGUSER or --dsn name it.");
}

static enum err_code check_server(struct db *db, struct err *e)
{
	int version = PQserverVersion(db->conn);
	if (version < OLDEST_SERVER) {
		err_set(e, ERR_ENVIRONMENT, 1313, "the database server is PostgreSQL %d; 13 or newer is needed",
			version / 10000);
		return err_hint(e, "Use a newer server.");
	}
	const char *encoding = PQparameterStatus(db->conn, "server_encoding");
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
		err_set(e, ERR_ENVIRONMENT, 1315, "the database's encoding is %s; UTF8 is needed",
			encoding != NULL ? encoding : "unknown");
		return err_hint(e, "Create the database with ENCODING 'UTF8' TEMPLATE template0.");
	}
	return ERR_OK;
}

/* A pooler tells its own number as the backend's, or gives the next transaction another session. */
static enum err_code check_pooler(
	struct db *db, const struct db_args *token, struct arena *keep, struct err *e)
{
	struct db_result *r;
	enum err_code code = db_query(db, &sql_session_check, token, keep, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_int(r, 0, 0) == 1 && db_int(r, 0, 1) == PQbackendPID(db->conn))
		return ERR_OK;
	err_set(e, ERR_ENVIRONMENT, 1312, "the connection goes through a pooler, which does not keep a session");
	return err_hint(e, "Connect to the PostgreSQL server itself: locks and settings must last a session.");
}

static enum err_code open_once(
	const char *conninfo, const char *application, struct arena *keep, struct db **out, struct err *e)
{
	struct db *db = arena_alloc(keep, sizeof *db);
	struct db_args token = {0};
	enum err_code code;
	char name[80];

	*out = NULL;
	arena_defer(keep, close_deferred, db);
	db->conn = connect_with(conninfo, application);
	CHECK(db->conn != NULL);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		code = could_not_connect(db->conn, e);
		goto out;
	}
	PQsetNoticeReceiver(db->conn, drop_notice, NULL);
	db->cancel = PQgetCancel(db->conn);
	code = check_server(db, e);
	if (code != ERR_OK)
		goto out;
	snprintf(name, sizeof name, "%d/%s", PQbackendPID(db->conn), "getsuji");
	db_arg_text(&token, name);
	code = db_query(db, &sql_session_settings, &token, keep, NULL, e);
	if (code == ERR_OK)
		code = check_pooler(db, &token, keep, e);
out:
	if (code == ERR_OK)
		*out = db;
	else
		db_close(db);
	return code;
}

enum err_code db_open(
	const char *conninfo, const char *application, struct arena *keep, struct db **out, struct err *e)
{
	enum err_code code = open_once(conninfo, application, keep, out, e);

	/* One that is cut while it is being set up is made again at once: nothing was asked of it yet. */
	for (int tries = 1; code == ERR_CONNECTION && tries < OPEN_TRIES; tries++) {
		err_clear(e);
		code = open_once(conninfo, application, keep, out, e);
	}
	return code;
}

void db_close(struct db *db)
{
	if (db == NULL || db->conn == NULL)
		return;
	PQfreeCancel(db->cancel);
	PQfinish(db->conn);
	db->cancel = NULL;
	db->conn = NULL;
	db->lost = true;
}

bool db_alive(const struct db *db)
{
	return !db->lost && PQstatus(db->conn) == CONNECTION_OK;
}

int db_backend_pid(const struct db *db)
{
	return db->conn != NULL ? PQbackendPID(db->conn) : 0;
}

int db_socket(const struct db *db)
{
	return db->conn != NULL ? PQsocket(db->conn) : -1;
}

/* Consumes what has arrived; true if a notification was among it. */
static bool take_notification(struct db *db)
{
	PGnotify *notify = PQnotifies(db->conn);
	bool any = notify != NULL;
	while (notify != NULL) {
		PQfreemem(notify);
		notify = PQnotifies(db->conn);
	}
	return any;
}

bool db_wait_notify(struct db *db, int timeout_ms, struct err *e)
{
	err_clear(e);
	if (db->lost) {
		connection_lost(db, e);
		return false;
	}
	if (take_notification(db))
		return true;
	struct pollfd wait = {.fd = PQsocket(db->conn), .events = POLLIN, .revents = 0};
	int ready = poll(&wait, 1, timeout_ms);
	if (ready == 0 || (ready < 0 && errno == EINTR))
		return false;
	if (ready < 0 || PQconsumeInput(db->conn) == 0) {
		connection_lost(db, e);
		return false;
	}
	return take_notification(db);
}

void db_cancel(struct db *db)
{
	char why[256]; /* a cancel that cannot be sent means that the connection is gone: nothing to cancel */
	atomic_store(&db->cancel_asked, true);
	if (db->cancel != NULL)
		(void)PQcancel(db->cancel, why, sizeof why);
}

void db_cancel_over(struct db *db)
{
	atomic_store(&db->cancel_asked, false);
}
