/*
 * execute.h: starts or goes on with a run; the one door of engine/run for the command line.
 *
 * execute_run() plans the run if it does not exist yet (cut, tasks, partitions), takes the runner's
 * lock, and works until the graph is done, waits at a gate, fails or is stopped.  It uses the calling
 * thread as the scheduler and starts `workers` threads, each with a connection of its own.
 *
 * Errors: ERR_ACTIVE when another runner holds the run (detail: who, where, since when);
 * ERR_CHANGED when graph or rate set differ from what the run was planned with and nobody accepts that;
 * ERR_NOT_DUE when only a condition or a pause keeps the run; ERR_SERVER, ERR_CONNECTION when a connection that
 * was lost could not be made again in time; otherwise that of the task that failed.  Everything committed
 * stays; the same call goes on later.
 */
#ifndef GETSUJI_EXECUTE_H
#define GETSUJI_EXECUTE_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/job.h"
#include "getsuji/money.h"

#include <signal.h>
#include <stdbool.h>

struct flight;
struct progress;

/* What to run.  Either run_id (resume) or graph, office, month and edition. */
struct execute_request {
	const char *conninfo;     /* for db_open() */
	const char *artifact_dir; /* files go to artifact_dir/GRAPH-OFFICE-MONTH-EDITION/ */
	int run_id;               /* 0: by the four below */
	const char *graph;        /* name of a graph in jobs/graphs/, embedded; or a path ending in .yaml */
	int office_id;            /* 0 = all */
	month_t month;
	int edition;
	int workers;                /* 1..64 */
	int64_t quarantine_limit;   /* records; more stop the run with ERR_LIMIT; -1: no limit */
	int quarantine_percent;     /* of a task's expected records; -1: no limit */
	yen_t quarantine_yen;       /* what their households were paid last; -1: no limit */
	bool wait_conditions;       /* go on looking where only conditions keep the run from going on */
	const char *accept_changes; /* why changed graph or rates are accepted; NULL: refused */
	int watchdog_seconds;       /* a chunk may hang for so long at least; 0: a minute */
	int reconnect_seconds;      /* a lost connection is tried to be made again for so long; 0: two minutes */
	struct progress *progress;  /* told of every change; NULL: silent */
	struct flight *flight;      /* where workers note what they are at; NULL: nowhere */
	const volatile sig_atomic_t
		*stop; /* set by signals: 1 stop at the end of the chunk, 2 now; NULL: never */
};

/* How it ended; also filled when an error is returned, as far as known. */
struct execute_outcome {
	int run_id;
	const char *execution;   /* state of the run: "done", "waiting", "failed", … */
	const char *waiting_for; /* the gate, when waiting; else NULL */
	bool already_done;       /* nothing was left to do */
	int64_t quarantined, held, warnings;
	int alarms;      /* raised, also by earlier runners of the run */
	int64_t records; /* of the task with most */
	yen_t yen;       /* of the deciding tasks */
};

MUST_CHECK enum err_code execute_run(const struct execute_request *request, struct arena *keep,
	struct execute_outcome *outcome, struct err *e);

/* Fills a task of an existing run for an on-demand call (explain, notice): opens its own connection,
 * loads what job->start() loads.  task_name: the task in the run's graph; key: the household asked for. */
MUST_CHECK enum err_code execute_open_task(const char *conninfo, int run_id, const char *task_name,
	int64_t key, struct arena *keep, struct task **out, const struct job **job, struct err *e);

#endif
