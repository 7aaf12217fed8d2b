/*
 * programs.h: where PostgreSQL's server programs are; Debian does not put them on the PATH.
 *
 * Thread: main only; it runs `postgres -V` and `pg_config`.
 */
#ifndef GETSUJI_SERVER_PROGRAMS_H
#define GETSUJI_SERVER_PROGRAMS_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

/* The folder of the programs of major version `major`, or with 0 of the newest that is new enough.
 * ERR_ENVIRONMENT with the package to install when there is none. */
MUST_CHECK enum err_code programs_find(int major, struct arena *keep, const char **out, struct err *e);

#endif
