/*
 * place.h: where the cluster of a state directory lives and whose it is.
 *
 * Thread: main only.  Ownership: texts live in `keep`; place_unlock() ends the lock.
 */
#ifndef GETSUJI_SERVER_PLACE_H
#define GETSUJI_SERVER_PLACE_H

#include "engine/server/process.h"

struct place {
	const char *state_dir; /* absolute */
	const char *home;
	const char *data_dir;
	const char *new_data_dir; /* a cluster in the making; becomes data_dir when it is complete */
	const char *socket_dir;
	const char *log;
	struct account account; /* who runs the server */
	int lock;               /* of the state directory; -1: not held */
	bool elsewhere;
	bool exists; /* there is a complete cluster */
};

/* Finds the place without changing anything; *out is NULL when there is no cluster. */
MUST_CHECK enum err_code place_look(
	const char *state_dir, struct arena *keep, struct place **out, struct err *e);

/* Takes the lock of the state directory (made when missing), finds the place and makes its folders. */
MUST_CHECK enum err_code place_make(
	const char *state_dir, struct arena *keep, struct place **out, struct err *e);

void place_unlock(struct place *p); /* NULL allowed */

/* Opens the server's log for appending; a big one is put aside first. */
MUST_CHECK enum err_code place_open_log(const struct place *p, int *fd, struct err *e);

#endif
