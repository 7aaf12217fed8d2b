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

/* A task of the run at hand: its definition, its row, and what runs it. */
struct run_task {
	const struct graph_task *def;
	struct ledger_task row;
	const char *title;
	struct arena *keep; /* lives while the task is open; NULL before */
	struct task task;
	struct task_engine engine;
	double seconds; /* since it was begun in this process */
};

/* Fills task and engine from the run; needs no database. */
MUST_CHECK enum err_code tasks_prepare(
	struct run_task *t, const struct ledger_run *run, struct db *db, const char *directory, struct err *e);

/* Partitions, chunks, state running, then job->start().  For sql tasks: runs the statement and ends
 * the task in the same transaction. */
MUST_CHECK enum err_code tasks_begin(struct run_task *t, struct err *e);

/* How many chunks are not done. */
MUST_CHECK enum err_code tasks_left(struct run_task *t, int64_t *left, struct err *e);

/* All chunks are done: adds them up, compares, runs the job's finish statements on a second connection
 * meanwhile, marks it done.  ERR_BALANCE where the totals differ. */
MUST_CHECK enum err_code tasks_end(struct run_task *t, const char *conninfo, struct err *e);

/* The gate: marks it waiting or done.  The first time, the digest of the results goes to the run. */
MUST_CHECK enum err_code tasks_gate(struct run_task *t, const struct graph *g, bool *open, struct err *e);

/* Frees what the task holds in this process. */
void tasks_close(struct run_task *t);

#endif
