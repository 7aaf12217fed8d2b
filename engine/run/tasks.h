/*
 * tasks.h: what the scheduler does to one task: begin it (cut its chunks), end it (compare totals).
 *
 * Each is one transaction (the finish statements have their own); done again after a crash it finds
 * what is there and goes on.
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_TASKS_H
#define GETSUJI_TASKS_H

#include "engine/graph/graph.h"
#include "engine/run/context.h"
#include "engine/run/ledger.h"

/* What keeps a task that could begin, as far as the graph goes. */
enum task_wait {
	TASK_WAITS_NOT,
	TASK_WAITS_PAUSE,
	TASK_WAITS_CONDITION,
	TASK_WAITS_RESOURCE,
	TASK_WAITS_GATE
};

/* A task of the run at hand: its definition, its row, and what runs it. */
struct run_task {
	const struct graph_task *def;
	struct ledger_task row;
	const char *title;
	struct arena *keep; /* lives while the task is open; NULL before */
	struct task task;
	struct task_engine engine;
	double seconds; /* since it was begun in this process */
	enum task_wait wait;
	char *waiting_for; /* for `wait`; NULL until it waited first */
	double ask_at;     /* when to look again whether it may begin */
	bool deadline_told;
};

/* Fills task and engine from the run; needs no database. */
MUST_CHECK enum err_code tasks_prepare(
	struct run_task *t, const struct ledger_run *run, struct db *db, const char *directory, struct err *e);

/* Whether the task has one chunk and nothing beside it: many of them begin and end together. */
bool tasks_is_single(const struct run_task *t);

/* Partitions, chunks, state running, then job->start().  For sql tasks: runs the statement and ends
 * the task in the same transaction. */
MUST_CHECK enum err_code tasks_begin(struct run_task *t, struct err *e);

/* The same for `count` tasks of one chunk whose chunk is not planned yet; `index` are their places in
 * `task`.  One statement.  *failed: which of them an error is about. */
MUST_CHECK enum err_code tasks_begin_singles(
	struct run_task *task, const int *index, int count, int *failed, struct arena *scratch, struct err *e);

/* Marks milestones done; one statement. */
MUST_CHECK enum err_code tasks_pass(
	struct run_task *task, const int *index, int count, struct arena *scratch, struct err *e);

/* Ends those of `count` single tasks whose chunk is done and without findings; their state is "done" then.
 * One statement.  The others are for tasks_left() and tasks_end(). */
MUST_CHECK enum err_code tasks_end_singles(
	struct run_task *task, const int *index, int count, struct arena *scratch, struct err *e);

/* How many chunks are not done. */
MUST_CHECK enum err_code tasks_left(struct run_task *t, int64_t *left, struct err *e);

/* All chunks are done: adds them up, compares, runs the job's finish statements on a second connection
 * meanwhile, marks it done.  ERR_BALANCE where the totals differ. */
MUST_CHECK enum err_code tasks_end(struct run_task *t, const char *conninfo, struct err *e);

/* What a gate waits for, in the ledger. */
#define TASKS_GATE_WAITS "approval"

/* The gate: marks it waiting or done.  The first time, the digest of the results goes to the run. */
MUST_CHECK enum err_code tasks_gate(struct run_task *t, const struct graph *g, bool *open, struct err *e);

/* Frees what the task holds in this process. */
void tasks_close(struct run_task *t);

#endif
