/*
 * open.h: a run that exists, opened for work on its chunks beside its runner, or without one: by helpers
 * (helper.h), and to try a record alone (isolate.h).
 *
 * Ownership: everything lives in `keep`, the connection in `session`; tasks that were started until
 * open_close().
 * Thread: the caller's; what is opened is read-only for workers.
 */
#ifndef GETSUJI_OPEN_H
#define GETSUJI_OPEN_H

#include "engine/run/tasks.h"

struct open_run {
	struct db *db; /* NULL while it is lost */
	struct ledger_run run;
	struct graph *graph;
	struct run_task *task; /* [graph->tasks] */
	bool *started;         /* [graph->tasks] */
	const char *directory;
};

/* Opens run_id with a connection of its own.  artifact_dir: where the run's folder is; not made here. */
MUST_CHECK enum err_code open_run(const char *conninfo, const char *application, int run_id,
	const char *artifact_dir, struct arena *keep, struct arena *session, struct open_run **out,
	struct err *e);

/* A new connection in place of one that was lost; `session` is reset. */
MUST_CHECK enum err_code open_again(
	struct open_run *o, const char *conninfo, const char *application, struct arena *session, struct err *e);

/* job->start() of a task, once. */
MUST_CHECK enum err_code open_start(struct open_run *o, int index, struct err *e);

void open_close(struct open_run *o);

#endif
