/*
 * condition.h: may a task begin?  `wait:` (files, other runs, calendar days), `when:` (counts, totals and
 * outcomes of earlier tasks).
 *
 * Asked by the scheduler when all predecessors are done, and again every second while the answer is "not
 * yet".  Reads only.
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_CONDITION_H
#define GETSUJI_CONDITION_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"
#include "getsuji/job.h"

enum condition_verdict {
	CONDITION_MET,
	CONDITION_NOT_YET, /* `waiting_for` says what is missing */
	CONDITION_FALSE    /* when: is false; the task is skipped */
};

/* A task of the run as conditions see it; by index in the graph. */
struct condition_task {
	const char *state;
	struct chunk_counts count;
};

struct condition_asker {
	struct db *db;
	const struct run_info *run;
	const struct graph *graph;
	const struct condition_task *task; /* [graph->tasks] */
	const char *artifact_dir;          /* relative file names of wait: start here */
};

/* waiting_for: at least 256 bytes; filled for NOT_YET with a text for the operator and for FALSE with the
 * comparison that failed. */
MUST_CHECK enum err_code condition_check(const struct condition_asker *asker, int task_index,
	struct arena *scratch, enum condition_verdict *verdict, char *waiting_for, struct err *e);

#endif
