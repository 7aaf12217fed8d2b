/*
 * ledger.h: a run and its tasks as the database knows them, and the moves the scheduler makes there.
 *
 * Thread: the scheduler's; each function is one statement or one short transaction on its connection.
 * Ownership: what is loaded lives in `keep`.
 */
#ifndef GETSUJI_LEDGER_H
#define GETSUJI_LEDGER_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"
#include "engine/run/execute.h"
#include "getsuji/job.h"

struct ledger_run {
	struct run_info info;
	unsigned char graph_sha256[32];
	const char *graph_text;
	int rate_set_id; /* 0: none */
	const char *execution, *decision;
	const char *runner, *runner_since; /* the last one; NULL: none yet */
};

struct ledger_task {
	int task_no; /* index in the graph + 1 */
	const char *name;
	const char *state;
	int64_t chunks, chunks_done, expected;
	struct chunk_counts count;
};

/* ERR_INPUT where there is no such run. */
MUST_CHECK enum err_code ledger_load(
	struct db *db, int run_id, struct arena *keep, struct ledger_run *run, struct err *e);

/* The tasks in order; states are replaced by copies in `keep`. */
MUST_CHECK enum err_code ledger_load_tasks(
	struct db *db, int run_id, struct arena *keep, struct ledger_task **tasks, int *count, struct err *e);

/* Finds the run of the request, or plans it: cut, run and tasks in one transaction.  *run_id is 0 when
 * dry is set and there is none. */
MUST_CHECK enum err_code ledger_find(
	struct db *db, const struct execute_request *q, struct arena *keep, int *run_id, struct err *e);
MUST_CHECK enum err_code ledger_plan(struct db *db, const struct execute_request *q, const struct graph *g,
	struct arena *keep, int *run_id, struct err *e);

/* The runner's lock; ERR_ACTIVE names who holds it. */
MUST_CHECK enum err_code ledger_lock(
	struct db *db, const struct ledger_run *run, struct arena *keep, struct err *e);

MUST_CHECK enum err_code ledger_begin(
	struct db *db, struct ledger_run *run, struct arena *keep, struct err *e);
/* why: NULL for none. */
MUST_CHECK enum err_code ledger_end(struct db *db, struct ledger_run *run, const char *execution,
	const struct err *why, struct arena *keep, struct err *e);
MUST_CHECK enum err_code ledger_task_state(struct db *db, int run_id, struct ledger_task *t,
	const char *state, const struct err *why, struct arena *keep, struct err *e);

#endif
