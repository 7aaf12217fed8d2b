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
	int64_t seconds;                   /* since a runner first took it; 0: not yet */
	int attempt_no;                    /* of this runner; 0: it has not begun */
};

struct ledger_task {
	int task_no; /* index in the graph + 1 */
	const char *name;
	const char *state;
	int64_t chunks, chunks_done, expected;
	int64_t waived; /* of the records set aside: a person decided to leave them out */
	struct chunk_counts count;
};

/* How a runner's work ended. */
struct ledger_ending {
	const char *execution;
	int exit_code;
	const struct err *why;   /* NULL: nothing went wrong */
	const char *waiting_for; /* NULL: nothing */
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

/* Takes the cut of a run anew, in the ledger and in *run, unless anything of it has begun; *renewed: which. */
MUST_CHECK enum err_code ledger_renew_cut(
	struct db *db, struct ledger_run *run, struct arena *keep, bool *renewed, struct err *e);

/* The runner's name in the ledger and, after "getsuji runner ", of its session: HOST:PID~TOKEN, of this process
 * alone (see process_token()). */
const char *ledger_runner(struct arena *keep);

/* The runner's lock; ERR_ACTIVE names who holds it, where, since when.  A holder that is gone (its process on
 * this host is no more) is waited for; one that bears our own name is a session of ours that was cut off and
 * that the server has not missed yet: it is ended. */
MUST_CHECK enum err_code ledger_lock(
	struct db *db, const struct ledger_run *run, struct arena *keep, struct err *e);

/* The runner begins: run, attempt and event in one transaction.  artifact_dir: absolute. */
MUST_CHECK enum err_code ledger_begin(
	struct db *db, struct ledger_run *run, const char *artifact_dir, struct arena *keep, struct err *e);
MUST_CHECK enum err_code ledger_end(struct db *db, struct ledger_run *run, const struct ledger_ending *end,
	struct arena *keep, struct err *e);

/* The last attempt of this process, 0: it has none; and whether it has ended. */
MUST_CHECK enum err_code ledger_attempt(struct db *db, const struct ledger_run *run, struct arena *keep,
	int *attempt_no, bool *ended, struct err *e);

/* why: NULL for none. */
MUST_CHECK enum err_code ledger_task_state(struct db *db, int run_id, struct ledger_task *t,
	const char *state, const struct err *why, struct arena *keep, struct err *e);

/* The task waits; what for is shown by status and why. */
MUST_CHECK enum err_code ledger_task_waits(struct db *db, int run_id, struct ledger_task *t,
	const char *waiting_for, struct arena *keep, struct err *e);

/* What was mended without a person; task_no 0, chunk_no 0: none. */
MUST_CHECK enum err_code ledger_incident(struct db *db, int run_id, int task_no, int chunk_no,
	const char *kind, const char *detail, struct arena *keep, struct err *e);

/* Whether a task counts as done for what comes after it. */
bool ledger_task_over(const struct ledger_task *t);

#endif
