/*
 * condition.h: may a task begin?  `wait:` (files, other runs, calendar days), `when:` (counts, totals and
 * outcomes of earlier tasks).
 *
 * Asked by the scheduler when all predecessors are done, and again every second while the answer is "not
 * yet".  Reads only.  Time is that of the database's server: it decides when a task starts, never what it
 * computes.  GETSUJI_TODAY=YYYY-MM-DD takes the place of today's date (tests, drills).
 *
 *   file  is there, a plain file, was last written stable_s seconds ago or longer (where its time lies in the
 *         future: has not changed for so long while we watched), and has the SHA-256 that a file in the
 *         format of sha256sum says.  Never an error: what is wrong is what is waited for.
 *   run   the latest edition of the other run, of the office or of all offices, is done or confirmed.
 *   day   today is such a day of the calendar.  A day that the calendar does not cover is an error.
 *
 * `when` is looked at first: what is left out waits for nothing.
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
	int64_t chunks;
};

/* What is kept between looks of one process: digests of files, since when they are as they are, and for
 * half a second what others asked. */
struct condition_memory;
struct condition_memory *condition_memory_new(struct arena *keep);

struct condition_asker {
	struct db *db;
	const struct run_info *run;
	const struct graph *graph;
	const struct condition_task *task; /* [graph->tasks] */
	const char *artifact_dir;          /* relative file names of wait: start here */
	struct condition_memory *memory;   /* as long as the process; NULL: nothing is kept */
};

#define CONDITION_TEXT_SIZE 256

/* waiting_for: CONDITION_TEXT_SIZE bytes; filled for NOT_YET with a text for the operator and for FALSE with the
 * comparison that failed. */
MUST_CHECK enum err_code condition_check(const struct condition_asker *asker, int task_index,
	struct arena *scratch, enum condition_verdict *verdict, char *waiting_for, struct err *e);

#endif
