/*
 * job.h: the contract between the engine and a job or a report.
 *
 * A job is one C file jobs/NAME.c that defines `const struct job job_NAME`, with its statements in
 * sql/jobs/NAME.sql; a report is one C file reports/NAME.c that defines `const struct job
 * report_NAME`, with sql/reports/NAME.sql.  The build lists them; a line in a graph uses them.
 *
 * The engine splits the targets into chunks, and for each chunk opens a transaction, calls
 * job->chunk(), sends the rows that it put, publishes the files that it wrote, marks the chunk done
 * and commits.  A job never commits, retries, sleeps, logs, starts threads or reads the clock.  A
 * chunk may be done again after a crash: given the same facts it must put the same rows and write
 * the same bytes.
 *
 * Statement parameters that the engine fills by name:
 *   run_id int · office_id int (0 = all) · key_lo, key_hi bigint (household keys of the office scope,
 *   half-open) · lo, hi bigint (keys of the chunk, half-open; on demand: key alone) ·
 *   as_of timestamptz (the cut; in a chunk of records that are done again, its own) ·
 *   month_on date (first day of the month) · month_end_on date (first day of the next) ·
 *   previous_month_on date · edition int · rate_set_id int · task_no, chunk_no int ·
 *   chunk_size int · key bigint (on-demand calls, pages)
 */
#ifndef GETSUJI_JOB_H
#define GETSUJI_JOB_H

#include "getsuji/arena.h"
#include "getsuji/business_day.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"

#include <stdbool.h>
#include <stdio.h>

/* What a run is for; constant during the run. */
struct run_info {
	int run_id;
	const char *graph;
	int office_id; /* 0: all offices of the database */
	month_t month;
	int edition;
	const char *as_of; /* the cut, as PostgreSQL prints it in UTC */
};

/* A setting of a task in the graph; all are integers or words, checked when the graph is loaded. */
struct job_param {
	const char *name;
	const char *title; /* what it is, for `check` and the README */
	int64_t min, max;  /* of an integer; both 0 for a word */
	int64_t default_int;
	const char *const *words; /* NULL-terminated choices; NULL for an integer */
};

/* One task of one run, shared read-only by the workers once start() returned. */
struct task {
	const struct run_info *run;
	const char *name; /* of the task in the graph */
	int task_no;
	struct arena *keep; /* lives as long as the task in this process */
	void *state;        /* whatever start() leaves here */
	const struct task_engine *engine;
};

/* The value of a declared parameter; a word is its index in words[]. */
int64_t task_param(const struct task *t, const char *name);

/* Reads n copy_out statements in one round trip, outside any chunk (in start(), explain()). */
MUST_CHECK enum err_code task_read(
	struct task *t, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e);

/* The business days of an office in [from, to), at most 4,000 days, by its calendar as it is at that moment; outside any
 * chunk (in start(), explain()).  Ownership: t->keep.  Errors: those of the database; ERR_INPUT: no such calendar. */
MUST_CHECK enum err_code task_business_days(
	struct task *t, int office_id, day_t from, day_t to, struct business_days *out, struct err *e);

/* read = written + unchanged + held + quarantined must hold for each chunk. */
struct chunk_counts {
	int64_t read;
	int64_t written;
	int64_t unchanged;
	int64_t held;
	int64_t quarantined; /* counted by chunk_quarantine() and chunk_take() */
	int64_t warnings;    /* of the written ones: used an estimated cell and the like */
	yen_t yen;           /* the sum of what was written, as the task's balance statement sums it */
};

struct chunk {
	struct task *task;
	int chunk_no;
	int64_t lo, hi;      /* keys, half-open */
	const char *as_of;   /* what the office knew then is read; NULL: the run's cut */
	struct arena *arena; /* reset after the chunk */
	struct chunk_counts count;
	struct chunk_engine *engine;
};

/* Reads n copy_out statements of this chunk in one round trip. */
MUST_CHECK enum err_code chunk_read(
	struct chunk *c, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e);

/* The same for one page of a chunk that is too large to be held at once: `key` fills the statements'
 * parameter of that name (the first key of the page), and the rows live in `page`, an arena of the
 * caller, who resets it before the next page. */
MUST_CHECK enum err_code chunk_read_page(struct chunk *c, int64_t key, struct arena *page,
	const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e);

/* A writer for a copy_in statement; one per statement and chunk. */
struct row_out *chunk_out(struct chunk *c, const struct sql_stmt *copy_in);

/* Takes the next record in hand, by its key; to be asked before anything is done with it, so that a crash or
 * an error can be pinned to it.  False: the engine does not give this record to the job, since it crashed
 * the program or broke a constraint before; it has counted it as read and put it into quarantine, and the
 * job goes on to the next. */
MUST_CHECK bool chunk_take(struct chunk *c, int64_t key);

/* At the end of the chunk of a job that chooses its records by what the office knows: a record that was set
 * aside and is done again as of later may be none of them any more; it counts as read, with nothing to do. */
static inline void chunk_count_absent(struct chunk *c)
{
	if (c->as_of != NULL && c->hi - c->lo == 1 && c->count.read == 0)
		c->count.read = c->count.unchanged = 1;
}

/* Sets a record aside with the rule and the reason of *why (class DATA); counts it. */
void chunk_quarantine(struct chunk *c, int64_t key, const char *rule, const struct err *why);

/* Says that a record was held, by name of the hold; counts it. */
void chunk_hold(struct chunk *c, int64_t key, const char *hold, const char *reason);

/* A file to be published with this chunk.  `name` is its final name inside the run's folder (may
 * have one level of sub-folder; no personal data).  The report writes to artifact_path(); the engine
 * syncs, hashes, renames and records it when the chunk commits. */
struct artifact {
	const char *path; /* write here */
	const char *name;
	int64_t pages, pieces; /* filled by the report; 0 where it means nothing */
};
struct artifact *chunk_artifact(struct chunk *c, const char *name);

/* Says that pages of the file belong to one document of the run, by its number there (result.piece and its like),
 * from first_page (1 is the first) on; the engine records it with the file (run.artifact_piece), and a mailing takes
 * the pages from there. */
void chunk_artifact_piece(
	struct chunk *c, const struct artifact *file, int64_t piece_no, int64_t first_page, int64_t pages);

/* The path of a file that a run published, to be read: its bytes are those that the ledger knows (SHA-256, looked at
 * once per chunk and file).  The path lives in the chunk's arena.  Errors: ERR_CHANGED where the bytes are others,
 * ERR_ENVIRONMENT where the file is not there, each with the file's name and the run. */
MUST_CHECK enum err_code chunk_source(
	struct chunk *c, int run_id, const char *name, const char **path, struct err *e);
/* The same outside any chunk (on demand); lives in t->keep. */
MUST_CHECK enum err_code task_source(
	struct task *t, int run_id, const char *name, const char **path, struct err *e);

/* An on-demand call for one household of a run: text for `explain`, a file for `notice`. */
struct on_demand {
	struct task *task;
	int64_t household_id;
	struct arena *arena;
	FILE *out;        /* explain: text lines; notice: the bytes of the file */
	const char *path; /* of that file, for a job that writes it by its name; NULL: there is none */
};

/* What a job's render_one makes, by the key that it gets. */
enum on_demand_key {
	ON_DEMAND_HOUSEHOLD, /* a household's document */
	ON_DEMAND_BATCH,     /* a batch of reprints, by its number */
	ON_DEMAND_RUN        /* what is known of the run by now; no key */
};

struct job {
	const char *name;
	const char *title;              /* Japanese, for status and reports */
	const struct job_param *params; /* ends with a NULL name; NULL for none */
	/* Chunk boundaries: a :many statement of (lo bigint, hi bigint, expected bigint), in order,
	 * computed from chunk_size.  NULL: one chunk [0, 1). */
	const struct sql_stmt *targets;
	int chunk_size; /* default for the graph's `chunk:` */
	/* The keys of its chunks are households: a household mended after the cut is done again in it, too. */
	bool by_household;
	/* Asked before a run is planned, and again before it goes on: may the job work for this month, and is
	 * what it needs outside the database there (fonts)?  Quick; NULL: always. */
	enum err_code (*ready)(month_t month, struct err *e);
	/* Runs once per process and task before its first chunk: load rates, open fonts. */
	enum err_code (*start)(struct task *t, struct err *e);
	enum err_code (*chunk)(struct chunk *c, struct err *e);
	/* Partitions of result.* that the task fills; made when it is planned.  NULL-terminated. */
	const char *const *partitions;
	/* :one statement (records bigint, yen numeric/bigint) over what the task wrote, compared with
	 * the sums of the chunks before the task may be done.  NULL: only the counts are checked. */
	const struct sql_stmt *balance;
	/* :exec statements run when all chunks are done, beside the comparison of the totals, each in a
	 * transaction of its own (indexes); they must be harmless to repeat. NULL-terminated. */
	const struct sql_stmt *const *finish;
	/* On demand, outside any task's execution. */
	enum err_code (*explain)(struct on_demand *d, struct err *e);
	enum err_code (*render_one)(struct on_demand *d, struct err *e);
	enum on_demand_key renders;
};

/* A command that needs no database and is contributed by a job file (calc): `const struct tool
 * tool_NAME`.  argv is what follows the command's name. */
struct tool {
	const char *name;
	const char *usage;
	const char *title;
	enum err_code (*run)(int argc, char **argv, FILE *in, FILE *out, struct err *e);
};

#endif
