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
 *
 * graph_load() finds all problems of a file at once, each with FILE:LINE:COLUMN; a graph is returned
 * only when there is none.  What a job is called and which parameters it has is not known here:
 * graph_load() asks the catalogue that the caller passes.
 *
 * Ownership: everything lives in `keep`.  Thread: any; the graph is immutable once loaded.
 * Limits: 256 KiB of YAML, 200 tasks; aliases and anchors are refused (they can blow a file up).
 */
#ifndef GETSUJI_GRAPH_H
#define GETSUJI_GRAPH_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAPH_TASKS_MAX      200
#define GRAPH_AFTER_MAX      32
#define GRAPH_SETTINGS_MAX   16
#define GRAPH_PARTITIONS_MAX 8
#define GRAPH_PROBLEMS_MAX   50

enum graph_kind { GRAPH_JOB, GRAPH_REPORT, GRAPH_SQL, GRAPH_GATE };

/* One `params:` entry. */
struct graph_setting {
	const char *name;
	const char *value; /* as written */
	int line, column;
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
	int line, column;
};

struct graph {
	const char *name;
	const char *title;
	const char *file;
	const char *text; /* the YAML, for the ledger */
	size_t length;
	unsigned char sha256[32];
	struct graph_task *task;
	int tasks;
	int order[GRAPH_TASKS_MAX];       /* indices, each after what it waits for; ties in file order */
	int path_length[GRAPH_TASKS_MAX]; /* tasks on the longest path from this one to the end */
};

/* What the registry knows; either function fills the error (code, message) and returns false. */
struct graph_catalogue {
	bool (*has_target)(enum graph_kind kind, const char *target, struct err *e);
	bool (*setting_fits)(
		enum graph_kind kind, const char *target, const struct graph_setting *s, struct err *e);
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
