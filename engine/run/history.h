/*
 * history.h: what the ledger remembers: earlier runs, and of one run its attempts, what was mended, and
 * what persons did.
 *
 * Reads only.  Instants are texts in the time of Japan, as people read them.  Ownership: everything lives in `keep`.
 * Thread: the caller's, with its connection.
 */
#ifndef GETSUJI_HISTORY_H
#define GETSUJI_HISTORY_H

#include "engine/db/db.h"
#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"

#include <stdint.h>

/* One run of the list. */
struct history_line {
	int run_id;
	const char *graph;
	int office_id;
	month_t month;
	int edition;
	const char *execution, *decision, *created;
	double seconds; /* of all attempts */
	int64_t records;
	yen_t yen;
	int64_t quarantined, attempts;
};

#define HISTORY_ALL_OFFICES (-1)

/* By month, the latest first.  total: how many there are, of which `how_many` at most are given. */
MUST_CHECK enum err_code history_list(struct db *db, int office_id, int64_t how_many, struct arena *keep,
	struct history_line **out, int *count, int64_t *total, struct err *e);

/* A runner process that took the run. */
struct history_attempt {
	int attempt_no;
	const char *runner, *started_by, *began;
	const char *ended;     /* empty: at work, or it died */
	const char *execution; /* how it left the run; empty as above */
	int exit_code, message_id;
	double seconds;
	int64_t began_ms, ended_ms; /* since 1970; 0: none */
};

/* What was mended without a person, counted. */
struct history_incident {
	const char *task; /* empty: the run as a whole */
	const char *kind, *first, *last, *detail;
	int64_t times;
};

struct history_action {
	const char *command, *reason, *who, *at;
};

struct history_approval {
	int step;
	const char *who, *at, *digest;
};

/* What two persons decided about a task (skip, set-ok …). */
struct history_agreed {
	const char *task, *command, *reason, *asked_by, *agreed_by, *at;
};

struct history_run {
	int attempts, incidents, actions, approvals, agreements;
	struct history_attempt *attempt;
	struct history_incident *incident;
	struct history_action *action;
	struct history_approval *approval;
	struct history_agreed *agreed;
};

/* Of a run that exists; one that does not has an empty history. */
MUST_CHECK enum err_code history_load(
	struct db *db, int run_id, struct arena *keep, struct history_run **out, struct err *e);

/* Households that two runs both decided. */
struct history_decided {
	int64_t both, equal, different;
	yen_t yen[2];
};

MUST_CHECK enum err_code history_decided(struct db *db, int run_id, int other_run_id, struct arena *keep,
	struct history_decided *out, struct err *e);

#endif
