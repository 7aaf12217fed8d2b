/*
 * metrics.h: the newest run of every graph and office as a Prometheus text file, for the textfile
 * collector of node_exporter.
 *
 * Written whole from the ledger, so it does not matter which of several runs writes it last; under a
 * temporary name first, then renamed, so a collector never reads half of it.  Mode 0644: it holds counts
 * and totals of runs and tasks, nothing of a person.
 *
 * Thread: the caller's, with its connection.  Errors: those of the database; ERR_DISK.
 */
#ifndef GETSUJI_METRICS_H
#define GETSUJI_METRICS_H

#include "engine/db/db.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"

MUST_CHECK enum err_code metrics_write(struct db *db, const char *path, struct arena *keep, struct err *e);

#endif
