/*
 * context.h: what stands behind job.h's struct task and struct chunk.
 *
 * struct task_engine lives as long as the task in this process and is read-only while workers run;
 * struct chunk_engine lives as long as a chunk on its worker.
 */
#ifndef GETSUJI_CONTEXT_H
#define GETSUJI_CONTEXT_H

#include "engine/base/digest.h"
#include "engine/db/db.h"
#include "engine/graph/graph.h"
#include "getsuji/job.h"

struct task_engine {
	const struct job *job; /* NULL for sql tasks and gates */
	const struct graph_task *def;
	struct db *db; /* the connection of task_read(); the scheduler's thread only */
	int rate_set_id;
	int chunk_size;
	int64_t key_lo, key_hi; /* household keys of the office scope */
	int64_t key;            /* of an on-demand call; else 0 */
	const char *directory;  /* where the run's files go */
};

#define CHUNK_OUTS_MAX 8

/* A file on its way; artifact must be first: the report holds a pointer to it. */
struct chunk_file {
	struct artifact artifact;
	const char *final_path;
	unsigned char sha256[32];
	int64_t bytes;
	struct chunk_file *next;
};

struct chunk_engine {
	struct db *db;
	const char *worker; /* "w1": part of temporary file names */
	struct {
		const struct sql_stmt *q;
		struct row_out *rows;
	} out[CHUNK_OUTS_MAX];
	int outs;
	struct row_out *quarantine, *hold; /* NULL until the first */
	struct chunk_file *files, **files_end;
	struct digest *input, *output;
	int64_t working_on;
};

/* Fills the parameters of a statement by their names (list in job.h).  c may be NULL.  A name that no
 * one knows is ERR_DEFINITION with the statement's place. */
MUST_CHECK enum err_code context_bind(const struct sql_stmt *q, const struct task *t, const struct chunk *c,
	int64_t key, struct db_args *args, struct err *e);

/* A chunk ready for job->chunk(). */
void context_chunk_begin(struct chunk *c, struct task *t, struct db *db, const char *worker, int chunk_no,
	int64_t lo, int64_t hi, struct arena *a);

/* Everything of a chunk that must be one round trip: the rows, the files' rows, the checkpoint and the
 * COMMIT.  The files must have been published before (publish.h). */
MUST_CHECK enum err_code context_chunk_commit(struct chunk *c, struct err *e);

/* The seven counts in the order in which the ledger's statements take them. */
void context_arg_counts(struct db_args *args, const struct chunk_counts *n);

/* Whether name is a parameter of the job and value fits; the value as a number to *out. */
MUST_CHECK enum err_code context_setting(
	const struct job *job, const struct graph_setting *s, int64_t *out, struct err *e);

#endif
