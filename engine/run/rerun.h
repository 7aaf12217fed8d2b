/*
 * rerun.h: what a rerun would do to a run: which tasks are undone, which run, which stay, what is refused.
 *
 *   from-top           every task
 *   from-abnormal      what failed or is out of balance, and all that comes after it
 *   after-abnormal     what failed or is out of balance is taken as good by two persons; the rest goes on
 *   warnings-only      what is done with records set aside, held or with warnings, and all that comes after it
 *   only-quarantined   the records set aside, as of now, and all that comes after them; a task whose records
 *                      are not households does all of its own again
 *   task=NAME          that task alone; task=NAME,downstream: and all that comes after it; several are allowed
 *
 * The cut stays, so what is undone comes out as before; only records that were set aside are read as of now.
 * What a person decided on is not undone: the database refuses it (sql/schema/009_rerun.sql), and the plan
 * says so before.  Reads only; undo.h does it.
 *
 * Ownership: everything lives in `keep`.  Thread: the caller's, with its connection.
 */
#ifndef GETSUJI_RERUN_H
#define GETSUJI_RERUN_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "getsuji/job.h"

#include <stdbool.h>

enum rerun_mode {
	RERUN_FROM_TOP,
	RERUN_FROM_ABNORMAL,
	RERUN_AFTER_ABNORMAL,
	RERUN_WARNINGS_ONLY,
	RERUN_ONLY_QUARANTINED,
	RERUN_TASKS
};

/* A task that was named. */
struct rerun_name {
	const char *task;
	bool downstream;
};

struct rerun_wish {
	enum rerun_mode mode;
	const char *text; /* as it was typed */
	struct rerun_name *name;
	int names;
	int64_t key; /* of only-quarantined: this record alone; 0: all */
};

enum rerun_fate {
	RERUN_STAYS,   /* done, skipped or accepted; is left alone */
	RERUN_RUNS,    /* is not done: runs, and nothing of it is undone */
	RERUN_UNDONE,  /* all it did is undone; runs again */
	RERUN_RETRIED, /* its quarantined records are tried again, the others stay */
	RERUN_TAKEN    /* is taken as good */
};

struct rerun_task {
	int task_no;
	const char *name, *kind, *job, *state;
	bool in_digest;
	enum rerun_fate fate;
	bool refused; /* wanted, but what it did was decided on */
	bool stale;   /* stays, although something before it is done again */
	int64_t records, chunks, files, quarantined, held, warnings;
	int64_t open; /* quarantined and not waived, as far as the wish goes */
	double seconds;
};

struct rerun_plan {
	struct run_info run; /* without as_of */
	const char *execution, *decision;
	const char *artifact_dir; /* of the last runner, on its host; empty: none yet */
	bool alive;
	int tasks;
	struct rerun_task *task; /* by index in the graph */
	int changes;             /* tasks with a fate other than to stay or to run */
	int refused;
	bool impossible; /* what was asked for by name, or from the top, is refused */
	const struct graph *graph;
	double expected; /* seconds until what runs has run, without waiting for persons; negative: not known */
	bool partial;    /* something of it has no history: it takes longer */
};

/* ERR_USAGE with the modes, or the nearest one, as hint. */
MUST_CHECK enum err_code rerun_parse(
	const char *text, struct arena *keep, struct rerun_wish *out, struct err *e);

/* ERR_INPUT where there is no such run, ERR_USAGE where it has no such task. */
MUST_CHECK enum err_code rerun_plan_make(struct db *db, int run_id, const struct rerun_wish *wish,
	struct arena *keep, struct rerun_plan **out, struct err *e);

/* Adds to `in`, by index in the graph, all tasks that come after one that is in it. */
void rerun_add_downstream(const struct graph *g, bool *in);

#endif
