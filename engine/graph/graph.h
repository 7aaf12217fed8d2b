/*
 * graph.h: a declared graph of tasks, read from YAML and checked with line and column.
 *
 *   graph: monthly            name; letters, digits, underscore
 *   title: 月次処理
 *   tasks:
 *     - name: recalculate     unique in the graph
 *       job: recalculate      exactly one of job, report, sql, gate
 *       chunk: 5000           records per chunk at most; default: the job's
 *       after: [a, b]         tasks that must be done before
 *       digest: [a, b]        of a gate: the tasks whose results are approved
 *       partitions: [t]       of an sql task: tables of schema result that it fills
 *       params: {name: value} settings of the job
 *       wait:                 what must be there before it begins, beside `after`:
 *         - {file: NAME, stable_s: 30, sha256: NAME.sha256}   a file that no longer grows, with its checksum
 *         - {run: GRAPH, month: same, state: confirmed}       another run of the office; month: same, previous;
 *                                                             or: GRAPH2 does as well
 *         - {day: EXPRESSION, calendar: NAME}                 a day of a calendar (engine/run/office_calendar.h)
 *       when: EXPRESSION      else it is skipped: "compare.written > 0 and recalculate.quarantined = 0"
 *       resources: [a, b]     named things that only one task of any run uses at a time
 *       deadline_minutes: 30  after the start of the run: an alarm when it is not done by then
 *       expect: {min: 1000, max: 200000, near_percent: 20}   records; an alarm when fewer or more (near: than last time)
 *       limit: {records: 100, percent: 1, yen: 1000000}      set aside at most; more stop the run
 *
 * `milestone: true` in the place of job, report, sql, gate is a task that does nothing: others wait for it.
 *
 * Beside `tasks`, a graph may have `wait:` (start condition of the run: asked before each task that has no
 * predecessor), `calendar: NAME` (for every `day:` that names none; else that of the run's office), and
 * `monthly: false`: when a month is done nobody is told to start the next one.
 *
 * File names of `wait` may hold {month} (2027-01), {office} and {edition}; no component of them is "..".
 * A result table is filled by one task of a graph only: a rerun empties what its task owns.
 *
 * graph_load() finds all problems of a file at once, each with FILE:LINE:COLUMN; a graph is returned
 * only when there is none.  What a job is called and which parameters it has is not known here:
 * graph_load() asks the catalogue that the caller passes.
 *
 * Ownership: everything lives in `keep`.  Thread: any; the graph is immutable once loaded.
 * Limits: 2 MiB of YAML, 6,000 tasks, nested 16 deep; aliases and anchors are refused (they can blow a
 * file up, and libyaml's time grows with the square of the anchors).
 */
#ifndef GETSUJI_GRAPH_H
#define GETSUJI_GRAPH_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAPH_TASKS_MAX      6000
#define GRAPH_AFTER_MAX      32
#define GRAPH_SETTINGS_MAX   16
#define GRAPH_PARTITIONS_MAX 8
#define GRAPH_WAITS_MAX      8
#define GRAPH_RESOURCES_MAX  8
#define GRAPH_PROBLEMS_MAX   50

enum graph_kind { GRAPH_JOB, GRAPH_REPORT, GRAPH_SQL, GRAPH_GATE, GRAPH_MILESTONE };

/* One `params:` entry. */
struct graph_setting {
	const char *name;
	const char *value; /* as written */
	int line, column;
};

enum graph_wait_kind { GRAPH_WAIT_FILE, GRAPH_WAIT_RUN, GRAPH_WAIT_DAY };

/* One `wait:` entry; texts that do not belong to the kind are NULL. */
struct graph_wait {
	enum graph_wait_kind kind;
	const char *file, *sha256; /* relative to the folder of artifacts, or absolute */
	int stable_s;
	const char *graph, *state;  /* state: done, confirmed */
	const char *or_graph;       /* does as well */
	int month_offset;           /* 0: same, -1: previous */
	const char *day, *calendar; /* calendar NULL: the office's */
	int line, column;
};

struct graph_when; /* a parsed `when:` (when.h) */

struct graph_expect {
	int64_t min, max; /* records; max 0: none */
	int near_percent; /* of the same task in the run before; 0: not asked */
};

/* What may be set aside; -1: not limited here. */
struct graph_limit {
	int64_t records, percent, yen;
};

struct graph_task {
	const char *name;
	enum graph_kind kind;
	const char *target;         /* the job, report, statement or gate */
	int chunk_size;             /* 0: the job's default */
	int after[GRAPH_AFTER_MAX]; /* indices of tasks */
	int after_count;
	int digest[GRAPH_AFTER_MAX];
	int digest_count;
	const char *partitions[GRAPH_PARTITIONS_MAX + 1]; /* ends with NULL */
	struct graph_setting setting[GRAPH_SETTINGS_MAX];
	int setting_count;
	struct graph_wait wait[GRAPH_WAITS_MAX];
	int waits;
	const struct graph_when *when; /* NULL: none */
	const char *when_text;
	const char *resource[GRAPH_RESOURCES_MAX + 1]; /* sorted, ends with NULL */
	int deadline_minutes;                          /* 0: none */
	struct graph_expect expect;
	struct graph_limit limit;
	int line, column;
};

struct graph {
	const char *name;
	const char *title;
	bool monthly; /* each month has its run */
	const char *file;
	const char *text; /* the YAML, for the ledger */
	size_t length;
	unsigned char sha256[32];
	struct graph_task *task;
	int tasks;
	int *by_name; /* hash of names to indices, -1: free; private to graph_find() */
	int by_name_size;
	int order[GRAPH_TASKS_MAX];       /* indices, each after what it waits for; ties in file order */
	int path_length[GRAPH_TASKS_MAX]; /* tasks on the longest path from this one to the end */
};

/* What the registry knows; the first three fill the error (code, message) where they return false. */
struct graph_catalogue {
	bool (*has_target)(enum graph_kind kind, const char *target, struct err *e);
	bool (*setting_fits)(
		enum graph_kind kind, const char *target, const struct graph_setting *s, struct err *e);
	/* Whether a `day:` expression is one; *bad is the offset of what is wrong with it. */
	bool (*day_fits)(const char *expression, size_t *bad, struct err *e);
	/* The result tables that a job or report fills; NULL for none, ends with NULL. */
	const char *const *(*partitions)(enum graph_kind kind, const char *target);
};

struct graph_problems {
	int count; /* may be more than are kept */
	struct err problem[GRAPH_PROBLEMS_MAX];
};

/* file: for messages.  text is borrowed and must outlive the graph. */
MUST_CHECK enum err_code graph_load(const char *file, const char *text, size_t length,
	const struct graph_catalogue *catalogue, struct arena *keep, struct graph **out,
	struct graph_problems *problems);

/* By name (built in), or by path where it ends in .yaml.  The first problem goes to *e. */
MUST_CHECK enum err_code graph_open(const char *name_or_path, const struct graph_catalogue *catalogue,
	struct arena *keep, struct graph **out, struct graph_problems *problems, struct err *e);

/* The index of a task by name; -1 where there is none. */
int graph_find(const struct graph *g, const char *task_name);

/* Whether task a must wait, directly or not, for task b. */
bool graph_depends(const struct graph *g, int a, int b);

#endif
