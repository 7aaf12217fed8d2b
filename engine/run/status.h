/*
 * status.h: a run as the ledger knows it, for whoever looks: status, explain, notice, a watcher.
 *
 * Reads only.  Runner and approver may both ask; a login that may not gets ERR_PRIVILEGE.
 * Instants are texts in the time of Japan, as people read them (instant_format()), and none is read back.
 * Ownership: everything lives in `keep`.  Thread: the caller's, with its connection.
 */
#ifndef GETSUJI_STATUS_H
#define GETSUJI_STATUS_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"
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
	int64_t started_ms, ended_ms; /* since 1970; 0: not yet */
	double seconds;
	int message_id;                       /* 0: none */
	const char *message;                  /* of the error; with these two: */
	const char *detail, *remedy;          /* place and facts; what to do */
	const char *waiting_for;              /* what a waiting task waits for; empty: nothing, or a gate */
	const char *paused_by, *pause_reason; /* empty: not paused */
};

/* Records set aside (rule and error) or held (name of the hold), counted. */
struct status_group {
	const char *task, *rule;
	int message_id; /* 0 for a hold */
	int64_t records, first_key;
	const char *reason; /* of one of them */
	bool waived;        /* a person decided to leave them out: no warning any more */
};

struct status_artifact {
	const char *name, *sha256;
	int64_t bytes, pages, pieces;
};

enum status_note_kind { STATUS_PAUSE, STATUS_ALARM, STATUS_PROPOSAL, STATUS_INCIDENT };

/* What a person should know beside the states. */
struct status_note {
	enum status_note_kind kind;
	const char *task;      /* empty: the run as a whole */
	const char *who, *at;  /* who: empty for alarms and incidents */
	const char *what;      /* reason of a pause or proposal, detail of an alarm or of the last incident */
	const char *what_kind; /* of an alarm (deadline …), the proposed command, an incident's event */
	int64_t times;         /* of an incident */
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
	const char *message, *detail, *remedy;
	const char *waiting_for;
	const char *stop_asked;     /* "chunk", "now"; empty */
	const char *runner, *since; /* the last one; empty: none yet */
	bool alive;                 /* a runner holds the run's lock now */
	int64_t workers;            /* sessions that take its chunks at this moment, helpers included */
	int attempts;               /* 0: none yet */
	const char *last_ended;     /* of the last attempt; empty: at work, or it died */
	int last_exit_code;
	const char *approved; /* "LOGIN INSTANT"; empty */
	double seconds;       /* from planning to the end, or till now */
	int64_t created_ms, now_ms;
	int rate_set_id;          /* 0: none */
	const char *artifact_dir; /* of the last runner, on its host; empty */
	bool next_exists;         /* there is a run for the month after */
	int64_t unsent, too_late; /* its bank files that have not left; of them, those whose pay day is over */
	bool unpacked;            /* no package of its mail has left */
	bool unclosed;            /* one has, and not every piece is accounted for */
	int last_edition;         /* of its graph, office and month */
	int successor;            /* refused or taken back: the later edition in its place; 0: none */
	int reversal; /* the run (this, or one that it pays or posts) whose reversal waits and stops what leaves; 0: none */
	int tasks;
	struct status_task *task;
	int quarantines, holds, artifacts, notes;
	struct status_group *quarantine, *hold;
	struct status_artifact *artifact;
	struct status_note *note; /* pauses, alarms, proposals, incidents: in this order */
	bool paused;              /* the whole run */
	int rival; /* approved: a confirmed run that decided the same for its households; 0: none */
	const struct err
		*changed; /* why going on with it is refused: graph or rates changed; NULL: they did not */
	int alarms;
	int64_t excluded;
	int64_t quarantined, waived, held, warnings; /* over all tasks; waived are among the quarantined */
};

/* One line of the list. */
struct status_line {
	int run_id;
	const char *graph;
	int office_id;
	month_t month;
	int edition;
	const char *execution, *decision, *created;
	int64_t quarantined; /* without those waived */
	bool alive, paused;
	int64_t alarms;
};

/* ERR_INPUT where there is no such run. */
MUST_CHECK enum err_code status_load(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e);

/* The same without its tasks and lists: the row of the run alone. */
MUST_CHECK enum err_code status_glance(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e);

/* The latest `how_many` runs, newest first. */
MUST_CHECK enum err_code status_list(
	struct db *db, int how_many, struct arena *keep, struct status_line **out, int *count, struct err *e);

/* Whether the run computed the household; ERR_INPUT where it did not. */
MUST_CHECK enum err_code status_household(
	struct db *db, int run_id, int64_t household_id, struct arena *keep, struct err *e);

/* The graph that the run was planned with, also where this program no longer has a job it names.
 * ERR_DEFINITION where the text is not a graph to this program. */
MUST_CHECK enum err_code status_graph(
	const struct status_run *run, struct arena *keep, struct graph **out, struct err *e);

/* Whether runs of this graph were not computed here: decisions in force that an import stored. */
bool status_imported(const char *graph);

/* The error that a command gives which needs the graph of such a run. */
enum err_code status_not_from_graph(int run_id, struct err *e);

/* Whether its execution says running and nobody runs it: the process was lost. */
bool status_interrupted(const struct status_run *run);

/* The one next command that is safe to type; NULL where there is nothing to do.  untranslated: a command. */
const char *status_next(const struct status_run *run, struct arena *keep);

/* The same from what is known without the ledger's other rows.  digest and decision may be empty. */
const char *status_next_command(int run_id, const char *execution, const char *decision, const char *digest,
	bool alive, struct arena *keep);

/* The exit code that a runner of this run ended with, as far as the state tells: records set aside (and
 * not waived), letters held and alarms are warnings, since a person has to look at them. */
int status_exit_code(const struct status_run *run, int gate_code);

#endif
