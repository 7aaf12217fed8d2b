/*
 * server.h: the embedded PostgreSQL: a private cluster in a state directory, made and started by us.
 *
 * Used when the user names no server.  The cluster listens on a Unix socket in a folder of its own and
 * nowhere else; logins are by peer authentication: the operating system user who made it, and root, may
 * be getsuji_owner, getsuji_run and getsuji_approve.  There is no way in as superuser.
 *
 * PostgreSQL refuses to run as root: started by root, the server runs as the user `postgres`.  Where
 * that user cannot enter the state directory (a checkout in a closed home folder), the cluster lives in
 * /var/lib/getsuji/ and the state directory holds a file that says where.  Deleting the state directory
 * does not delete such a cluster; the next start with the same path finds it again.
 *
 * Files in the state directory: server.lock (who makes or starts it holds this), server.place (only
 * when the cluster is elsewhere), postgres/ with data/, socket/ and server.log.
 *
 * Thread: main only; it forks.  Ownership: what is returned lives in `keep`.
 * Errors: ERR_ENVIRONMENT (no PostgreSQL installed, no user to run it as), ERR_DISK (a folder or file
 * cannot be made), ERR_PRIVILEGE (another user's cluster), ERR_SERVER (it does not start: the last line
 * of its log and the log's place are told).
 */
#ifndef GETSUJI_SERVER_H
#define GETSUJI_SERVER_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>

enum server_login {
	SERVER_OWNER,    /* getsuji_owner: owns the database and the schema; for migrate */
	SERVER_RUNNER,   /* getsuji_run: imports, runs, confirms */
	SERVER_APPROVER, /* getsuji_approve: approves */
	SERVER_LOGINS
};

struct server {
	const char *home;                    /* folder of data/, socket/ and server.log; absolute */
	const char *data_dir;                /* the cluster */
	const char *socket_dir;              /* short enough for a socket's address */
	const char *log;                     /* the server's log */
	bool elsewhere;                      /* home is not in the state directory: tell the user */
	bool made;                           /* by this call */
	bool started;                        /* by this call */
	int pid;                             /* of the postmaster; 0: not running */
	const char *conninfo[SERVER_LOGINS]; /* for db_open() */
};

/* Makes the cluster if there is none, starts it if it does not run, and says how to connect.  Safe when
 * several processes do it at once, and after a crash of the server or of the machine.
 * state_dir: as given by --state or GETSUJI_STATE; made when missing. */
MUST_CHECK enum err_code server_ensure(
	const char *state_dir, struct arena *keep, struct server **out, struct err *e);

/* Looks, changes nothing; *out is NULL when there is no cluster. */
MUST_CHECK enum err_code server_look(
	const char *state_dir, struct arena *keep, struct server **out, struct err *e);

/* Stops it (connections are ended, nothing is lost) and waits; *stopped: false if it did not run. */
MUST_CHECK enum err_code server_stop(const char *state_dir, struct arena *keep, bool *stopped, struct err *e);

#endif
