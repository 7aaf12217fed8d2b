/*
 * status.h: a run as the ledger knows it, for whoever looks: status, explain, notice, a watcher.
 *
 * Reads only.  Runner and approver may both ask; a login that may not gets ERR_PRIVILEGE.
 * Instants are texts in UTC, as the server prints them.
 * Ownership: everything lives in `keep`.  Thread: the caller's, with its connection.
 */
#ifndef GETSUJI_STATUS_H
#define GETSUJI_STATUS_H

#include "engine/db/db.h"
#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/job.h"

#include <stdbool.h>
#include <stdint.h>

struct status_task {
	int task_no;
	const char *name, *kind, *job, *state;
	int64_t chunks, chunks_done, expected;
	struct chunk_counts count;
	double seconds;
	int message_id; /* 0: none */
	const char *message;
};

/* Records set aside (rule and error) or held (name of the hold), counted. */
struct status_group {
	const char *task, *rule;
	int message_id; /* 0 for a hold */
	int64_t records, first_key;
	const char *reason; /* of one of them; empty for a hold */
};

struct status_artifact {
	const char *name, *sha256;
	int64_t bytes, pages, pieces;
};

struct status_run {
	int run_id;
	const char *graph;
	int office_id;
	month_t month;
	int edition;
	const char *execution, *decision;
	const char *digest;                /* of the results, hex; empty before the gate */
	const char *graph_digest;          /* hex */
	const char *graph_text;            /* the YAML that the run was planned with */
	const char *started_by, *login;    /* the login that ran it; the one that asks */
	const char *created, *ended, *cut; /* ended: empty while it runs */
	int exit_code;                     /* of the error that ended it; 0: none */
	int message_id;
	const char *message;
	const char *runner, *since; /* the last one; empty: none yet */
	bool alive;                 /* a runner holds the run's lock now */
	const char *approved;       /* "LOGIN INSTANT"; empty */
	double seconds;             /* from planning to the end, or till now */
	bool next_exists;           /* there is a run for the month after */
	int tasks;
	struct status_task *task;
	int quarantines, holds, artifacts;
	struct status_group *quarantine, *hold;
	struct status_artifact *artifact;
	int64_t excluded;
	int64_t quarantined, held, warnings; /* over all tasks */
};

/* One line of the list. */
struct status_line {
	int run_id;
	const char *graph;
	int office_id;
	month_t month;
	int edition;
	const char *execution, *decision, *created;
	int64_t quarantined;
	bool alive;
};

/* ERR_INPUT where there is no such run. */
MUST_CHECK enum err_code status_load(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e);

/* The latest `how_many` runs, newest first. */
MUST_CHECK enum err_code status_list(
	struct db *db, int how_many, struct arena *keep, struct status_line **out, int *count, struct err *e);

/* Whether the run computed the household; ERR_INPUT where it did not. */
MUST_CHECK enum err_code status_household(
	struct db *db, int run_id, int64_t household_id, struct arena *keep, struct err *e);

/* The one next command that is safe to type; NULL where there is nothing to do.  untranslated: a command. */
const char *status_next(const struct status_run *run, struct arena *keep);

/* The same from what is known without the ledger's other rows.  digest and decision may be empty. */
const char *status_next_command(int run_id, const char *execution, const char *decision, const char *digest,
	bool alive, struct arena *keep);

/* The exit code that a runner of this run ended with, as far as the state tells: records set aside and
 * letters held are warnings, since a person has to look at them. */
int status_exit_code(const struct status_run *run, int gate_code);

#endif
