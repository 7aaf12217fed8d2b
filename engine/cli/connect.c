/* connect.c: see connect.h. */
#include "engine/cli/connect.h"

#include "engine/base/intl.h"
#include "engine/db/migrate.h"
#include "engine/server/server.h"

#include <stdlib.h>
#include <string.h>

static const char *const libpq_variables[] = {
	"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGDATABASE", "PGPORT"};

bool connect_named(const struct cli *c)
{
	if (c->options.text[OPT_dsn] != NULL)
		return true;
	for (size_t i = 0; i < sizeof(libpq_variables) / sizeof(libpq_variables[0]); i++) {
		const char *value = getenv(libpq_variables[i]);

		if (value != NULL && value[0] != '\0')
			return true;
	}
	return false;
}

/* What stands in argv can be read by every user of the machine. */
static bool holds_password(const char *dsn)
{
	const char *user = strstr(dsn, "://"), *at = user != NULL ? strchr(user + 3, '@') : NULL;

	return strcasestr(dsn, "password=") != NULL ||
		   (at != NULL && memchr(user + 3, ':', (size_t)(at - user - 3)) != NULL);
}

/* The embedded database is ours to keep current; a named one is changed only by `getsuji migrate`. */
static enum err_code migrate_embedded(struct cli *c, const char *owner, struct err *e)
{
	struct db *db = NULL;
	int applied = 0;

	if (db_open(owner, "getsuji migrate", c->keep, &db, e) != ERR_OK)
		return e->code;
	if (db_migrate(db, c->keep, &applied, e) == ERR_OK && applied > 0 && c->options.number[OPT_quiet] == 0)
		fprintf(stderr, _("database: %d schema steps applied\n"), applied);
	db_close(db);
	return e->code;
}

enum err_code connect_string(struct cli *c, enum connect_as as, const char **conninfo, struct err *e)
{
	static const enum server_login logins[] = {SERVER_RUNNER, SERVER_APPROVER, SERVER_OWNER};
	struct server *server = NULL;

	if (c->options.on_line[OPT_dsn] && holds_password(c->options.text[OPT_dsn])) {
		err_set(e, ERR_USAGE, 1092, "a password does not belong on the command line");
		return err_hint(e, "Put it into a password file (PGPASSFILE) or a service file (PGSERVICEFILE).");
	}
	if (connect_named(c)) {
		*conninfo = c->options.text[OPT_dsn] != NULL ? c->options.text[OPT_dsn] : "";
		return ERR_OK;
	}
	if (server_ensure(c->options.text[OPT_state], c->keep, &server, e) != ERR_OK)
		return e->code;
	if (server->made && c->options.number[OPT_quiet] == 0)
		fprintf(stderr, _("embedded PostgreSQL made in %s\n"), server->home);
	*conninfo = server->conninfo[logins[as]];
	return as == CONNECT_OWNER ? ERR_OK : migrate_embedded(c, server->conninfo[SERVER_OWNER], e);
}

enum err_code connect_open(struct cli *c, enum connect_as as, struct db **out, struct err *e)
{
	const char *conninfo = NULL, *application;

	if (connect_string(c, as, &conninfo, e) != ERR_OK)
		return e->code;
	application = arena_printf(c->keep, "getsuji %s", c->command->name);
	if (db_open(conninfo, application, c->keep, out, e) != ERR_OK || as == CONNECT_OWNER)
		return e->code;
	return db_schema_check(*out, c->keep, e);
}
