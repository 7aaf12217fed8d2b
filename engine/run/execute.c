/*
 * The door: finds or plans the run, takes the runner's lock, lets the scheduler work, ends the run in the
 * ledger.
 */
#include "engine/run/execute.h"

#include "engine/db/migrate.h"
#include "engine/run/catalogue.h"
#include "engine/run/publish.h"
#include "engine/run/schedule.h"
#include "engine/run/state.h"
#include "gen/sql.h"

#include <string.h>

/* ---- finding the run ---- */

static enum err_code open_graph(struct scheduler *s, const char *name, struct err *e)
{
	struct graph_problems *problems = arena_alloc(s->keep, sizeof *problems);
	enum err_code code = graph_open(name, &catalogue, s->keep, &s->graph, problems, e);

	if (code != ERR_OK && problems->count > 1)
		err_context(e, "%d problems in all; see them with: getsuji check", problems->count);
	return code;
}

/* The graph of an existing run is the text it was planned with; one of the same name that reads
 * differently now is a change that a person must see. */
static enum err_code reopen_graph(struct scheduler *s, struct err *e)
{
	struct graph_problems *problems = arena_alloc(s->keep, sizeof *problems);
	const struct graph *asked = s->graph;
	const char *text = s->run.graph_text;
	struct err ignored = {0};
	enum err_code code;

	if (!asked && graph_open(s->run.info.graph, &catalogue, s->keep, &s->graph, problems, &ignored) == ERR_OK)
		asked = s->graph;
	if (asked && memcmp(asked->sha256, s->run.graph_sha256, sizeof asked->sha256) != 0) {
		err_set(e, ERR_CHANGED, 1550, "graph \"%s\" has changed since run %d was planned", s->run.info.graph,
			s->run.info.run_id);
		return err_hint(e, "Go on with the program that planned it, or start a new edition with --edition.");
	}
	code = graph_load(s->run.info.graph, text, strlen(text), &catalogue, s->keep, &s->graph, problems);
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

static enum err_code find_or_plan(struct scheduler *s, struct err *e)
{
	const struct execute_request *q = s->request;
	struct execute_request named = *q;
	int run_id = q->run_id;
	enum err_code code = ERR_OK;

	if (!run_id) {
		code = open_graph(s, q->graph, e);
		if (code != ERR_OK)
			return code;
		named.graph = s->graph->name;
		code = ledger_find(s->db, &named, s->keep, &run_id, e);
		if (code == ERR_OK && !run_id)
			code = jobs_ready(s, q->month, e);
		if (code == ERR_OK && !run_id)
			code = ledger_plan(s->db, &named, s->graph, s->keep, &run_id, e);
	}
	if (code == ERR_OK)
		code = ledger_load(s->db, run_id, s->keep, &s->run, e);
	if (code == ERR_OK)
		code = reopen_graph(s, e);
	return code;
}

static enum err_code load_tasks(struct scheduler *s, struct err *e)
{
	struct ledger_task *rows = NULL;
	int count = 0;
	enum err_code code = ledger_load_tasks(s->db, s->run.info.run_id, s->keep, &rows, &count, e);

	if (code != ERR_OK)
		return code;
	if (count != s->graph->tasks)
		return err_set(e, ERR_CHANGED, 1551, "run %d has %d tasks, its graph %d", s->run.info.run_id, count,
			s->graph->tasks);
	s->task = arena_array(s->keep, (size_t)count, sizeof *s->task);
	s->quarantined = 0;
	for (int i = 0; i < count && code == ERR_OK; i++) {
		s->task[i].def = &s->graph->task[i];
		s->task[i].row = rows[i];
		s->quarantined += rows[i].count.quarantined;
		code = tasks_prepare(&s->task[i], &s->run, s->db, s->directory, e);
	}
	return code;
}

/* ---- the whole ---- */

static const char *final_state(const struct scheduler *s, enum err_code code)
{
	if (code == ERR_STOPPED)
		return "stopped";
	if (code == ERR_BALANCE)
		return "out_of_balance";
	if (code != ERR_OK)
		return "failed";
	return s->waiting_for ? "waiting" : "done";
}

/* Ends the run in the ledger; the code of the work itself wins over one from here. */
static enum err_code end_run(struct scheduler *s, enum err_code code, struct err *e)
{
	const char *state;
	struct err later = {0};

	if (code == ERR_OK && !s->waiting_for)
		code = publish_manifest(s->db, s->run.info.run_id, s->directory, s->scratch, e);
	state = final_state(s, code);
	if (!db_alive(s->db))
		return code;
	if (ledger_end(s->db, &s->run, state, code == ERR_OK ? NULL : e, s->scratch, &later) == ERR_OK)
		return code;
	if (code == ERR_OK)
		*e = later;
	return code == ERR_OK ? later.code : code;
}

static void fill_outcome(const struct scheduler *s, struct execute_outcome *o)
{
	o->run_id = s->run.info.run_id;
	o->execution = s->run.execution;
	o->waiting_for = s->waiting_for;
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
	enum err_code code = db_open(s->request->conninfo, "getsuji runner", s->session, &s->db, e);

	if (code == ERR_OK)
		code = db_schema_check(s->db, s->keep, e);
	return code;
}

static enum err_code run_it(struct scheduler *s, struct execute_outcome *o, struct err *e)
{
	enum err_code code = find_or_plan(s, e);

	if (code != ERR_OK)
		return code;
	code = publish_directory(s->request->artifact_dir, &s->run.info, s->keep, &s->directory, e);
	if (code == ERR_OK)
		code = ledger_lock(s->db, &s->run, s->keep, e);
	/* Read again under the lock: another runner may have worked on it until just now. */
	if (code == ERR_OK)
		code = ledger_load(s->db, s->run.info.run_id, s->keep, &s->run, e);
	if (code == ERR_OK)
		code = load_tasks(s, e);
	if (code != ERR_OK)
		return code;
	if (strcmp(s->run.execution, "done") == 0) {
		o->already_done = true;
		return ERR_OK;
	}
	code = jobs_ready(s, s->run.info.month, e);
	if (code == ERR_OK)
		code = ledger_begin(s->db, &s->run, s->keep, e);
	if (code != ERR_OK)
		return code;
	schedule_tell(s);
	code = schedule_work(s, e);
	if (s->pool)
		pool_stop(s->pool);
	code = end_run(s, code, e);
	schedule_tell(s);
	return code;
}

enum err_code execute_run(
	const struct execute_request *request, struct arena *keep, struct execute_outcome *outcome, struct err *e)
{
	struct scheduler *s = arena_alloc(keep, sizeof *s);
	enum err_code code;

	memset(outcome, 0, sizeof *outcome);
	s->request = request;
	s->keep = keep;
	s->session = arena_new();
	s->scratch = arena_new();
	s->began = schedule_clock();
	code = open_session(s, e);
	if (code == ERR_OK)
		code = run_it(s, outcome, e);
	if (s->graph) {
		fill_outcome(s, outcome);
		for (int i = 0; s->task && i < s->graph->tasks; i++)
			tasks_close(&s->task[i]);
	}
	arena_free(s->scratch);
	arena_free(s->session);
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
	enum err_code code;
	int i;

	*q = (struct execute_request){.conninfo = conninfo, .run_id = run_id};
	*s = (struct scheduler){.request = q, .keep = keep, .session = keep, .directory = ""};
	code = open_session(s, e);
	if (code == ERR_OK)
		code = find_or_plan(s, e);
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
