/*
 * The door: finds or plans the run, takes the runner's lock, lets the scheduler work, ends the run in the
 * ledger.  When the connection is lost meanwhile it is made again, and the run is loaded anew.
 */
#include "engine/run/execute.h"

#include "engine/db/migrate.h"
#include "engine/run/alarm.h"
#include "engine/run/catalogue.h"
#include "engine/run/change.h"
#include "engine/run/progress.h"
#include "engine/run/publish.h"
#include "engine/run/resource.h"
#include "engine/run/schedule.h"
#include "engine/run/state.h"
#include "engine/run/steer.h"
#include "gen/sql.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RECONNECT_S      120
#define BACKOFF_S        0.1 /* doubled each time */
#define BACKOFF_MOST_S   5.0
#define RETRIES_MOST     20      /* of a transaction that the server asked to try again */
#define READ_ONLY_SERVER "25006" /* a standby that is being promoted */

/* ---- finding the run ---- */

static enum err_code open_graph(struct scheduler *s, const char *name, struct graph **out, struct err *e)
{
	struct graph_problems *problems = arena_alloc(s->life, sizeof *problems);
	enum err_code code = graph_open(name, &catalogue, s->life, out, problems, e);

	if (code != ERR_OK && problems->count > 1)
		err_context(e, "%d problems in all; see them with: getsuji check", problems->count);
	return code;
}

/* The graph of a run is the text it was planned with. */
static enum err_code planned_graph(struct scheduler *s, struct err *e)
{
	struct graph_problems *problems = arena_alloc(s->life, sizeof *problems);
	const char *text = s->run.graph_text;
	enum err_code code =
		graph_load(s->run.info.graph, text, strlen(text), &catalogue, s->life, &s->graph, problems);

	if (code != ERR_OK)
		*e = problems->problem[0];
	return code;
}

/* Whether every job of the graph can work here and for this month, before anything is written; asked once
 * in this process. */
static enum err_code jobs_ready(struct scheduler *s, month_t month, struct err *e)
{
	enum err_code code = ERR_OK;

	if (s->asked)
		return ERR_OK;
	for (int i = 0; i < s->graph->tasks && code == ERR_OK; i++) {
		const struct job *job = catalogue_job(s->graph->task[i].kind, s->graph->task[i].target);

		if (job && job->ready)
			code = job->ready(month, e);
	}
	s->asked = code == ERR_OK;
	return code;
}

/* The run of the request by its number; *asked is the graph as the program has it now, NULL where it was not
 * needed or is not there. */
static enum err_code find_or_plan(struct scheduler *s, struct graph **asked, struct err *e)
{
	const struct execute_request *q = s->request;
	struct execute_request named = *q;
	int run_id = s->run_id;
	enum err_code code = ERR_OK;

	*asked = NULL;
	if (!run_id) {
		code = open_graph(s, q->graph, asked, e);
		if (code != ERR_OK)
			return code;
		named.graph = (*asked)->name;
		s->graph = *asked;
		code = ledger_find(s->db, &named, s->life, &run_id, e);
		if (code == ERR_OK && !run_id)
			code = jobs_ready(s, q->month, e);
		if (code == ERR_OK && !run_id)
			code = ledger_plan(s->db, &named, s->graph, s->life, &run_id, e);
	}
	if (code == ERR_OK)
		code = ledger_load(s->db, run_id, s->life, &s->run, e);
	if (code == ERR_OK)
		s->run_id = run_id;
	return code == ERR_OK ? planned_graph(s, e) : code;
}

static enum err_code load_tasks(struct scheduler *s, struct err *e)
{
	struct ledger_task *rows = NULL;
	int count = 0;
	enum err_code code = ledger_load_tasks(s->db, s->run.info.run_id, s->life, &rows, &count, e);

	if (code != ERR_OK)
		return code;
	if (count != s->graph->tasks)
		return err_set(e, ERR_CHANGED, 1551, "run %d has %d tasks, its graph %d", s->run.info.run_id, count,
			s->graph->tasks);
	s->task = arena_array(s->life, (size_t)count, sizeof *s->task);
	for (int i = 0; i < count && code == ERR_OK; i++) {
		s->task[i].def = &s->graph->task[i];
		s->task[i].row = rows[i];
		code = tasks_prepare(&s->task[i], &s->run, s->db, s->directory, e);
	}
	return code;
}

/* ---- beginning and ending ---- */

static const char *final_state(enum err_code code, const char *waiting_for)
{
	switch (code) {
	case ERR_OK:
		return waiting_for ? "waiting" : "done";
	case ERR_NOT_DUE:
		return "waiting";
	case ERR_STOPPED:
		return "stopped";
	case ERR_BALANCE:
		return "out_of_balance";
	default:
		return "failed";
	}
}

static int exit_code(const struct scheduler *s, enum err_code code)
{
	int64_t warnings = s->alarms;

	for (int i = 0; i < s->graph->tasks; i++)
		warnings += s->task[i].row.count.quarantined - s->task[i].row.waived + s->task[i].row.count.held;
	return code == ERR_OK && !s->waiting_for && warnings > 0 ? err_exit_code(ERR_WARNINGS)
															 : err_exit_code(code);
}

/* Ends the run in the ledger; the code of the work itself wins over one from here. */
static enum err_code end_run(struct scheduler *s, enum err_code code, struct err *e)
{
	struct ledger_ending end = {.waiting_for = s->waiting_for};
	struct err later = {0};

	s->unwritten = false;
	if (code == ERR_OK && !s->waiting_for)
		code = publish_manifest(s->db, s->run.info.run_id, s->directory, s->scratch, e);
	if (code != ERR_OK && !s->final && err_class(code) == ERR_CLASS_RETRY)
		return code;
	s->unwritten = true;
	if (!db_alive(s->db))
		return code;
	end.execution = final_state(code, s->waiting_for);
	end.exit_code = exit_code(s, code);
	end.why = code == ERR_OK ? NULL : e;
	if (ledger_end(s->db, &s->run, &end, s->scratch, &later) == ERR_OK) {
		s->unwritten = false;
		return code;
	}
	if (code == ERR_OK)
		*e = later;
	return code == ERR_OK ? later.code : code;
}

/* The failure is told, but the ledger was not: once more, with a short connection of its own. */
static void end_late(struct scheduler *s, const struct err *why)
{
	struct ledger_ending end = {
		.execution = final_state(why->code, NULL), .exit_code = err_exit_code(why->code), .why = why};
	struct arena *a = arena_new();
	struct ledger_run run = {0};
	struct db *db = NULL;
	struct err e = {0};
	bool ended = false;
	enum err_code code;

	schedule_event(s, "ledger.behind", err_name(why->code));
	code = db_open(s->request->conninfo, arena_printf(a, "getsuji runner %s", ledger_runner(a)), a, &db, &e);
	run.info.run_id = s->run_id;
	if (code == ERR_OK)
		code = ledger_lock(db, &run, a, &e);
	if (code == ERR_OK)
		code = ledger_load(db, s->run_id, a, &run, &e);
	if (code == ERR_OK)
		code = ledger_attempt(db, &run, a, &run.attempt_no, &ended, &e);
	if (code == ERR_OK && !ended && strcmp(run.execution, "running") == 0 && run.runner &&
		strcmp(run.runner, ledger_runner(a)) == 0)
		code = ledger_end(db, &run, &end, a, &e);
	if (code != ERR_OK)
		schedule_event(s, "ledger.behind", e.message);
	arena_free(a);
}

static void fill_outcome(const struct scheduler *s, struct execute_outcome *o)
{
	o->run_id = s->run.info.run_id;
	o->execution = s->run.execution ? arena_strdup(s->keep, s->run.execution) : NULL;
	o->waiting_for = s->waiting_for;
	o->alarms = s->alarms;
	for (int i = 0; s->task && i < s->graph->tasks; i++) {
		const struct chunk_counts *n = &s->task[i].row.count;

		o->quarantined += n->quarantined;
		o->held += n->held;
		o->warnings += n->warnings;
		if (n->read > o->records)
			o->records = n->read;
		if (n->yen > o->yen)
			o->yen = n->yen;
	}
}

static enum err_code open_session(struct scheduler *s, struct err *e)
{
	const char *application = arena_printf(s->session, "getsuji runner %s", ledger_runner(s->session));
	enum err_code code = db_open(s->request->conninfo, application, s->session, &s->db, e);

	if (code == ERR_OK)
		code = db_schema_check(s->db, s->session, e);
	return code;
}

/* The files' folder; made absolute for those who look from elsewhere. */
static enum err_code open_directory(struct scheduler *s, struct err *e)
{
	enum err_code code = publish_directory(s->request->artifact_dir, &s->run.info, s->life, &s->directory, e);
	char absolute[PATH_MAX];
	bool found = code == ERR_OK && realpath(s->request->artifact_dir, absolute);

	s->artifact_dir = arena_strdup(s->life, found ? absolute : s->request->artifact_dir);
	return code;
}

/* Nothing more is made of a run that was taken back. */
static enum err_code check_reversed(const struct scheduler *s, struct err *e)
{
	const struct run_info *run = &s->run.info;
	char month[8];

	if (strcmp(s->run.decision, "reversed") != 0)
		return ERR_OK;
	err_set(e, ERR_STATE, 1548, "run %d was taken back: nothing more is made of it", run->run_id);
	return err_hint(e, "It is computed anew with: getsuji run %s --month %s --office %d --edition %d",
		run->graph, month_format(run->month, month), run->office_id, run->edition + 1);
}

/* Under the lock: whether this runner has something to do, and may. */
static enum err_code take_over(struct scheduler *s, struct execute_outcome *o, bool *work, struct err *e)
{
	const char *me = ledger_runner(s->scratch);
	bool again = s->attempt_no > 0; /* the connection was lost, and made again */
	bool ours = s->run.runner && strcmp(s->run.runner, me) == 0, ended = false;
	enum err_code code;

	*work = false;
	if (again && !ours) {
		err_set(e, ERR_ACTIVE, 1557, "another runner took over run %d meanwhile", s->run_id);
		err_detail(e, "runner %s, since %s JST", s->run.runner, s->run.runner_since);
		return err_hint(e, "See how it stands with: getsuji status %d", s->run_id);
	}
	s->run.attempt_no = s->attempt_no;
	if (ours) { /* the answer to the COMMIT that began it, or that ended it, may have been lost */
		code = ledger_attempt(s->db, &s->run, s->scratch, &s->run.attempt_no, &ended, e);
		if (code != ERR_OK || (again && ended))
			return code;
		again = !ended && s->run.attempt_no > 0;
	}
	if (strcmp(s->run.execution, "done") == 0) {
		o->already_done = !again;
		return ERR_OK;
	}
	s->began_run = schedule_clock() - (double)s->run.seconds;
	if (check_reversed(s, e) != ERR_OK)
		return e->code;
	code = change_check(s->db, &s->run, s->today, s->graph, s->request->accept_changes, s->life, e);
	if (code == ERR_OK)
		code = jobs_ready(s, s->run.info.month, e);
	if (code == ERR_OK)
		code = resource_forget(s, e);
	if (code == ERR_OK) /* a rerun may have been killed after it undid what the manifest names */
		code = publish_withdraw(s->directory, e);
	if (code == ERR_OK)
		code = alarm_load(s, e);
	if (code == ERR_OK && (!again || strcmp(s->run.execution, "running") != 0))
		code = ledger_begin(s->db, &s->run, s->artifact_dir, s->life, e);
	if (code == ERR_OK) /* else nothing says yet that the run is ours: the next attempt takes it over again */
		s->attempt_no = s->run.attempt_no;
	*work = code == ERR_OK;
	return code;
}

/* The graph that the program has today under the name of an existing run's; NULL: none. */
static struct graph *graph_today(struct scheduler *s, struct graph *asked)
{
	struct graph *today = asked;
	struct err ignored = {0};

	if (!asked && open_graph(s, s->run.info.graph, &today, &ignored) != ERR_OK)
		return NULL;
	return today;
}

/* With one connection, from finding the run to ending it. */
static enum err_code attempt(struct scheduler *s, struct execute_outcome *o, struct err *e)
{
	struct graph *asked = NULL;
	bool work = false;
	enum err_code code = find_or_plan(s, &asked, e);

	if (code == ERR_OK)
		code = open_directory(s, e);
	if (code == ERR_OK)
		code = ledger_lock(s->db, &s->run, s->life, e);
	/* Read again under the lock: another runner may have worked on it until just now. */
	if (code == ERR_OK)
		code = ledger_load(s->db, s->run.info.run_id, s->life, &s->run, e);
	if (code == ERR_OK)
		code = load_tasks(s, e);
	if (code == ERR_OK) {
		s->today = graph_today(s, asked);
		code = take_over(s, o, &work, e);
	}
	if (code != ERR_OK || !work)
		return code;
	schedule_prepare(s);
	schedule_tell(s);
	code = schedule_work(s, e);
	schedule_quiet(s);
	code = end_run(s, code, e);
	schedule_tell(s);
	return code;
}

/* ---- connections that are lost ---- */

/* Forgets all that hangs on the connection. */
static void let_go(struct scheduler *s)
{
	for (int i = 0; s->task && s->graph && i < s->graph->tasks; i++)
		tasks_close(&s->task[i]);
	s->task = NULL;
	s->graph = NULL;
	s->today = NULL;
	s->steer = NULL;
	s->holds = NULL;
	s->memory = NULL;
	s->run = (struct ledger_run){0};
	arena_reset(s->life);
	arena_reset(s->scratch);
}

static void wait_seconds(double seconds)
{
	struct timespec t = {
		.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};

	(void)nanosleep(&t, NULL); /* a signal cuts it short, and is looked at next */
}

/* Half of the pause for certain, half by chance, so that many do not come back at once. */
static double backoff(struct scheduler *s, int try)
{
	double most = BACKOFF_S;

	for (int i = 0; i < try && most < BACKOFF_MOST_S; i++)
		most *= 2;
	most = most < BACKOFF_MOST_S ? most : BACKOFF_MOST_S;
	s->jitter = s->jitter * 1103515245u + 12345u;
	return most / 2 + most / 2 * ((s->jitter >> 16) & 0x7fff) / 0x8000;
}

static bool worth_another_try(const struct err *e)
{
	return e->code == ERR_SERVER || err_class(e->code) == ERR_CLASS_RETRY ||
		   strcmp(e->sqlstate, READ_ONLY_SERVER) == 0;
}

/* A connection again, within the limit since it was lost first. */
static enum err_code reconnect(struct scheduler *s, struct err *e)
{
	double limit = s->request->reconnect_seconds > 0 ? s->request->reconnect_seconds : RECONNECT_S;
	struct err why = *e;
	int tries = 0;

	do {
		double left = s->lost_at + limit - schedule_clock(), pause = backoff(s, s->losses + tries);

		if (steer_stop_asked(s) != STEER_GO_ON)
			return err_set(e, ERR_STOPPED, 1553, "stopped on request");
		if (left <= 0) {
			*e = why;
			err_context(e, "no connection within %d s", (int)limit);
			return s->run_id ? err_hint(e, "Once the server is back: getsuji resume %d", s->run_id) : e->code;
		}
		wait_seconds(pause < left ? pause : left);
		arena_reset(s->session);
		s->db = NULL;
		tries++;
		err_clear(e);
		if (open_session(s, e) == ERR_OK)
			break;
		why = *e;
	} while (worth_another_try(e));
	return e->code;
}

/* After a failure: a connection that is good for another attempt, or the code to end with. */
static enum err_code mend(struct scheduler *s, enum err_code code, struct err *e)
{
	bool lost = !db_alive(s->db);
	char details[160];

	if (s->final || err_class(code) != ERR_CLASS_RETRY || (!lost && s->losses >= RETRIES_MOST))
		return code;
	snprintf(details, sizeof details, "code=%s sqlstate=%s", err_name(code), e->sqlstate);
	if (s->progressed || s->losses == 0) {
		s->losses = 0;
		s->lost_at = schedule_clock();
	}
	s->progressed = false;
	let_go(s);
	code = reconnect(s, e);
	s->losses++;
	if (code == ERR_OK && s->run_id) {
		s->run.info.run_id = s->run_id;
		schedule_incident(s, 0, lost ? "run.reconnect" : "run.retry", details);
	}
	return code;
}

enum err_code execute_run(
	const struct execute_request *request, struct arena *keep, struct execute_outcome *outcome, struct err *e)
{
	struct scheduler *s = arena_alloc(keep, sizeof *s);
	bool again = true;
	enum err_code code;

	memset(outcome, 0, sizeof *outcome);
	s->request = request;
	s->run_id = request->run_id;
	s->keep = keep;
	s->life = arena_new();
	s->session = arena_new();
	s->scratch = arena_new();
	s->began = schedule_clock();
	s->jitter = (unsigned)getpid() * 2654435761u;
	code = open_session(s, e);
	while (code == ERR_OK && again) {
		code = attempt(s, outcome, e);
		again = code != ERR_OK;
		if (again)
			code = mend(s, code, e);
	}
	outcome->run_id = s->run_id;
	if (s->graph)
		fill_outcome(s, outcome);
	let_go(s);
	arena_free(s->session);
	if (code != ERR_OK && s->unwritten)
		end_late(s, e);
	arena_free(s->scratch);
	arena_free(s->life);
	return code;
}

/* A household that was done again after its facts were mended is shown as of then. */
static enum err_code cut_of_household(struct scheduler *s, int64_t key, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, s->run.info.run_id);
	db_arg_int(&args, key);
	code = db_query(s->db, &sql_rerun_cut, &args, s->keep, &r, e);
	if (code == ERR_OK)
		s->run.info.as_of = db_text(r, 0, 0);
	return code;
}

enum err_code execute_open_task(const char *conninfo, int run_id, const char *task_name, int64_t key,
	struct arena *keep, struct task **out, const struct job **job, struct err *e)
{
	struct execute_request *q = arena_alloc(keep, sizeof *q);
	struct scheduler *s = arena_alloc(keep, sizeof *s);
	struct graph *asked = NULL;
	enum err_code code;
	int i;

	*q = (struct execute_request){.conninfo = conninfo, .run_id = run_id};
	*s = (struct scheduler){.request = q,
		.run_id = run_id,
		.keep = keep,
		.life = keep,
		.session = keep,
		.scratch = keep,
		.directory = ""};
	code = open_session(s, e);
	if (code == ERR_OK)
		code = find_or_plan(s, &asked, e);
	if (code == ERR_OK)
		code = load_tasks(s, e);
	if (code == ERR_OK)
		code = cut_of_household(s, key, e);
	if (code != ERR_OK)
		return code;
	i = graph_find(s->graph, task_name);
	if (i < 0 || !s->task[i].engine.job)
		return err_set(e, ERR_USAGE, 1554, "run %d has no job task \"%s\"", run_id, task_name);
	s->task[i].task.keep = keep;
	s->task[i].engine.key = key;
	*out = &s->task[i].task;
	*job = s->task[i].engine.job;
	return (*job)->start ? (*job)->start(*out, e) : ERR_OK;
}
