/*
 * schedule.h: the loop that moves a run on, and what it knows.
 *
 *   begin every task whose predecessors are done
 *   hear what the workers say; a dry task is looked up in the ledger and ended when nothing is left
 *   until nothing runs and nothing can begin: then the run waits at a gate, or is done
 *
 * execute.c finds the run, takes the runner's lock, fills struct scheduler and calls schedule_work().
 * Thread: one, the only one that touches the graph; the lock is held in its session all the time.
 */
#ifndef GETSUJI_SCHEDULE_H
#define GETSUJI_SCHEDULE_H

#include "engine/run/execute.h"
#include "engine/run/ledger.h"
#include "engine/run/pool.h"
#include "engine/run/tasks.h"

struct scheduler {
	const struct execute_request *request;
	struct arena *keep;
	struct arena *session; /* the scheduler's connection */
	struct arena *scratch; /* reset each round */
	struct db *db;
	struct ledger_run run;
	struct graph *graph;
	struct run_task *task; /* [graph->tasks], by index */
	bool open[GRAPH_TASKS_MAX];
	const char *directory;
	struct pool *pool;
	double began;
	const char *waiting_for;
	int64_t quarantined; /* so far, all tasks */
	bool asked;          /* the jobs have said that they are ready */
};

/* Seconds of the monotonic clock. */
double schedule_clock(void);

/* Works until nothing is left to do here: done, or waiting (s->waiting_for).  The pool goes on running. */
MUST_CHECK enum err_code schedule_work(struct scheduler *s, struct err *e);

/* Tells request->progress how the run stands. */
void schedule_tell(struct scheduler *s);

#endif
