/*
 * connect.h: which database, and with which login.
 *
 * With --dsn, GETSUJI_DSN or any of libpq's variables that name a server (PGHOST, PGHOSTADDR,
 * PGSERVICE, PGSERVICEFILE, PGDATABASE, PGPORT) that server is used, with libpq's own means and the
 * login given there.  Otherwise the embedded server of --state is made and started if need be, its
 * schema brought up to date, and the login follows from what the command does.
 *
 * Thread: main only.
 */
#ifndef GETSUJI_CONNECT_H
#define GETSUJI_CONNECT_H

#include "engine/cli/cli.h"
#include "engine/db/db.h"

enum connect_as {
	CONNECT_RUNNER,   /* imports, runs, confirms, looks */
	CONNECT_APPROVER, /* approves and rejects */
	CONNECT_OWNER     /* changes the schema */
};

/* Whether the user named a server. */
bool connect_named(const struct cli *c);

/* The connection string for db_open(); "" for libpq's own means. */
MUST_CHECK enum err_code connect_string(
	struct cli *c, enum connect_as as, const char **conninfo, struct err *e);

/* Opens a connection; except for the owner, the schema must be this program's. */
MUST_CHECK enum err_code connect_open(struct cli *c, enum connect_as as, struct db **out, struct err *e);

#endif
