/*
 * context.h: what stands behind job.h's struct task and struct chunk.
 *
 * struct task_engine lives as long as the task in this process and is read-only while workers run;
 * struct chunk_engine lives as long as a chunk on its worker.
 */
#ifndef GETSUJI_CONTEXT_H
#define GETSUJI_CONTEXT_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"
#include "getsuji/digest.h"
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
	int64_t last_page; /* of its last document; DOCUMENTS_CROSSED where one began before the last had ended */
	struct chunk_file *next;
};

#define DOCUMENTS_CROSSED INT64_MAX

/* A file of another run that the chunk reads. */
struct chunk_source;

/* A record that is not given to the job: it goes straight to quarantine. */
struct chunk_aside {
	int64_t key;
	const char *rule; /* "crash", "constraint" */
	int message_id;
	const char *reason;
};

/* What a worker has leased. */
struct chunk_lease {
	int chunk_no;
	int64_t lo, hi;
	const char *as_of;               /* NULL: the run's cut */
	const struct chunk_aside *aside; /* of the task, by key */
	size_t asides;
};

/* The keys that a job takes, noted where an error is to be pinned to one of them. */
struct chunk_keys {
	struct arena *keep;
	int64_t *key;
	size_t count, room;
};

struct flight_slot;

struct chunk_engine {
	struct db *db;
	const char *worker;       /* "HOST-PID~TOKEN-w1": part of temporary file names */
	struct flight_slot *slot; /* where the record in work is noted; NULL: nowhere */
	const struct chunk_lease *lease;
	struct chunk_keys *keys; /* NULL: not noted */
	struct {
		const struct sql_stmt *q;
		struct row_out *rows;
	} out[CHUNK_OUTS_MAX];
	int outs;
	struct row_out *quarantine, *hold, *documents; /* NULL until the first */
	struct chunk_file *files, **files_end;
	struct chunk_source *sources; /* the latest first */
	struct digest *input, *output;
	int64_t working_on;
};

/* Fills the parameters of a statement by their names (list in job.h).  c may be NULL.  A name that no
 * one knows is ERR_DEFINITION with the statement's place. */
MUST_CHECK enum err_code context_bind(const struct sql_stmt *q, const struct task *t, const struct chunk *c,
	int64_t key, struct db_args *args, struct err *e);

/* A chunk ready for job->chunk().  worker, slot (may be NULL) and lease are borrowed until it ends. */
void context_chunk_begin(struct chunk *c, struct task *t, struct db *db, const char *worker,
	struct flight_slot *slot, const struct chunk_lease *lease, struct arena *a);

/* Calls the job, and compares what it counted. */
MUST_CHECK enum err_code context_chunk_compute(struct chunk *c, struct err *e);

/* Everything of a chunk that must be one round trip: the rows, the files' rows, the checkpoint and the
 * COMMIT.  The files must have been published before (publish.h). */
MUST_CHECK enum err_code context_chunk_commit(struct chunk *c, struct err *e);

/* The same for the only chunks of several tasks (bundle.h), which have no files. */
MUST_CHECK enum err_code context_singles_commit(struct chunk *chunks, size_t count, struct err *e);

/* Sends the chunk's rows without a checkpoint, and has every constraint looked at, also deferred ones.  The
 * caller rolls back. */
MUST_CHECK enum err_code context_chunk_try_rows(struct chunk *c, struct err *e);

/* The seven counts in the order in which the ledger's statements take them. */
void context_arg_counts(struct db_args *args, const struct chunk_counts *n);

/* Whether name is a parameter of the job and value fits; the value as a number to *out. */
MUST_CHECK enum err_code context_setting(
	const struct job *job, const struct graph_setting *s, int64_t *out, struct err *e);

#endif
