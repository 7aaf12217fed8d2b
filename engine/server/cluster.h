/*
 * cluster.h: makes, starts and stops the cluster of a place (place.h).
 *
 * Thread: main only.  The place's lock must be held, except for cluster_pid().
 */
#ifndef GETSUJI_SERVER_CLUSTER_H
#define GETSUJI_SERVER_CLUSTER_H

#include "engine/server/place.h"

/* Makes the cluster: data directory, settings, logins, database.  All or nothing. */
MUST_CHECK enum err_code cluster_make(struct place *p, struct arena *keep, struct err *e);

/* Starts it and waits until it takes connections, through crash recovery if need be. */
MUST_CHECK enum err_code cluster_start(const struct place *p, struct arena *keep, int *pid, struct err *e);

MUST_CHECK enum err_code cluster_stop(const struct place *p, int pid, struct err *e);

/* The postmaster when it takes connections, else 0. */
int cluster_pid(const struct place *p, struct arena *keep);

#endif
