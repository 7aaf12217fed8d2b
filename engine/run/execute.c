/*
 * The scheduler: one thread, one loop, the only one that touches the graph.
 *
 *   begin every task whose predecessors are done
 *   hear what the workers say; a dry task is looked up in the ledger and ended when nothing is left
 *   until nothing runs and nothing can begin: then the run waits at a gate, or is done
 *
 * It holds the runner's lock in its session for all that time.
 */
#include "engine/run/execute.h"

#include "engine/db/migrate.h"
#include "engine/run/catalogue.h"
#include "engine/run/estimate.h"
#include "engine/run/ledger.h"
#include "engine/run/pool.h"
#include "engine/run/progress.h"
#include "engine/run/publish.h"
#include "engine/run/state.h"
#include "engine/run/tasks.h"

#include <string.h>
#include <time.h>

#define TICK_MS 200

struct scheduler {
	const struct execute_request *request;
	struct arena *keep;
	struct arena *session; /* the scheduler's connection */
	struct arena *scratch; /* reset each round */
	struct db *db;
	struct ledger_run run;
	struct graph *graph;
	struct run_task *task; /* [graph->tasks], by index */
	bool open[GRAPH_TASKS_MAX];
	const char *directory;
	struct pool *pool;
	double began;
	const char *waiting_for;
	int64_t quarantined; /* so far, all tasks */
	bool asked;          /* the jobs have said that they are ready */
};

static double now_seconds(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

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

/* ---- telling ---- */

static void tell(struct scheduler *s)
{
	struct progress *p = s->request->progress;
	struct progress_task *shown;
	struct progress_run run;

	if (!p)
		return;
	shown = arena_array(s->scratch, (size_t)s->graph->tasks, sizeof *shown);
	for (int i = 0; i < s->graph->tasks; i++) {
		const struct run_task *t = &s->task[i];

		shown[i] = (struct progress_task){.name = t->def->name,
			.title = t->title,
			.state = t->row.state,
			.expected = t->row.expected,
			.chunks = t->row.chunks,
			.chunks_done = t->row.chunks_done,
			.read = t->row.count.read,
			.written = t->row.count.written,
			.unchanged = t->row.count.unchanged,
			.held = t->row.count.held,
			.quarantined = t->row.count.quarantined,
			.warnings = t->row.count.warnings,
			.yen = t->row.count.yen,
			.seconds = s->open[i] ? now_seconds() - t->seconds : 0};
	}
	run = (struct progress_run){.run_id = s->run.info.run_id,
		.graph = s->run.info.graph,
		.office_id = s->run.info.office_id,
		.month = s->run.info.month,
		.edition = s->run.info.edition,
		.graph_digest = digest_hex(s->run.graph_sha256, arena_alloc(s->scratch, DIGEST_HEX_SIZE)),
		.execution = s->run.execution,
		.workers = s->request->workers,
		.tasks = s->graph->tasks,
		.task = shown,
		.seconds = now_seconds() - s->began,
		.remaining_seconds = estimate_remaining(shown, s->graph->tasks)};
	p->update(p, &run);
}

static void tell_event(struct scheduler *s, const char *event, const char *details)
{
	if (s->request->progress)
		s->request->progress->event(s->request->progress, event, details);
}

/* ---- moving on ---- */

static bool is_done(const struct run_task *t)
{
	return strcmp(t->row.state, "done") == 0;
}

static bool may_begin(const struct scheduler *s, int i)
{
	const struct graph_task *def = s->task[i].def;

	if (s->open[i] || is_done(&s->task[i]))
		return false;
	for (int k = 0; k < def->after_count; k++)
		if (!is_done(&s->task[def->after[k]]))
			return false;
	return true;
}

static enum err_code fail_task(struct scheduler *s, int i, const struct err *why)
{
	const char *state = why->code == ERR_BALANCE ? "out_of_balance" : "failed";
	struct err ignored = {0};

	/* The ledger's view comes second: the reason itself is what the caller gets. */
	if (db_alive(s->db) && state_task_can(s->task[i].row.state, state) &&
		ledger_task_state(s->db, s->run.info.run_id, &s->task[i].row, state, why, s->scratch, &ignored) !=
			ERR_OK)
		tell_event(s, "ledger.behind", ignored.message);
	return why->code;
}

static enum err_code end_task(struct scheduler *s, int i, struct err *e)
{
	enum err_code code;

	if (s->open[i]) {
		pool_close(s->pool, i);
		s->open[i] = false;
	}
	code = tasks_end(&s->task[i], s->request->conninfo, e);
	if (code != ERR_OK)
		return fail_task(s, i, e);
	tasks_close(&s->task[i]);
	return ERR_OK;
}

static void need_pool(struct scheduler *s)
{
	if (!s->pool)
		s->pool = pool_start(s->request->conninfo, s->run.info.run_id, s->request->workers, s->keep);
}

static enum err_code begin_task(struct scheduler *s, int i, struct err *e)
{
	struct run_task *t = &s->task[i];
	enum err_code code;

	if (t->def->kind == GRAPH_GATE) {
		bool open = false;

		code = tasks_gate(t, s->graph, &open, e);
		if (code == ERR_OK && !open)
			s->waiting_for = t->def->name;
		return code;
	}
	if (t->def->kind != GRAPH_SQL)
		need_pool(s); /* the workers connect while the chunks are cut */
	code = tasks_begin(t, e);
	if (code != ERR_OK)
		return fail_task(s, i, e);
	if (is_done(t)) {
		tasks_close(t);
		return ERR_OK;
	}
	if (t->row.chunks_done == t->row.chunks)
		return end_task(s, i, e);
	t->seconds = now_seconds();
	s->open[i] = true;
	pool_open(s->pool, i, &t->task, s->graph->path_length[i]);
	return ERR_OK;
}

/* Begins what can begin, until a round brings nothing new.  A gate is asked once per call. */
static enum err_code begin_tasks(struct scheduler *s, struct err *e)
{
	bool again = true;

	while (again) {
		again = false;
		for (int n = 0; n < s->graph->tasks; n++) {
			int i = s->graph->order[n];
			enum err_code code;

			if (!may_begin(s, i) || (s->waiting_for && s->task[i].def->kind == GRAPH_GATE))
				continue;
			code = begin_task(s, i, e);
			if (code != ERR_OK)
				return code;
			again = again || is_done(&s->task[i]);
			tell(s);
		}
	}
	return ERR_OK;
}

static void add_counts(struct chunk_counts *sum, const struct chunk_counts *n)
{
	sum->read += n->read;
	sum->written += n->written;
	sum->unchanged += n->unchanged;
	sum->held += n->held;
	sum->quarantined += n->quarantined;
	sum->warnings += n->warnings;
	CHECK(yen_add(sum->yen, n->yen, &sum->yen));
}

static enum err_code hear_done(struct scheduler *s, const struct pool_message *m, struct err *e)
{
	struct run_task *t = &s->task[m->task];

	t->row.chunks_done++;
	add_counts(&t->row.count, &m->count);
	s->quarantined += m->count.quarantined;
	if (s->quarantined <= s->request->quarantine_limit)
		return ERR_OK;
	err_set(
		e, ERR_LIMIT, 1552, "more than %lld records were set aside", (long long)s->request->quarantine_limit);
	err_hint(e, "See why with: getsuji status %d; a higher limit can be given with --quarantine-limit.",
		s->run.info.run_id);
	return fail_task(s, m->task, e);
}

static enum err_code hear_dry(struct scheduler *s, int i, struct err *e)
{
	int64_t left = 0;
	enum err_code code;

	if (!s->open[i])
		return ERR_OK;
	code = tasks_left(&s->task[i], &left, e);
	if (code != ERR_OK)
		return code;
	if (left == 0)
		return end_task(s, i, e);
	/* Leased by another session, or given back by one that died: look again shortly. */
	pool_nap(s->pool, TICK_MS / 4);
	pool_reopen(s->pool, i);
	return ERR_OK;
}

static enum err_code hear(struct scheduler *s, const struct pool_message *m, struct err *e)
{
	switch (m->kind) {
	case POOL_CHUNK_DONE:
		return hear_done(s, m, e);
	case POOL_DRY:
		return hear_dry(s, m->task, e);
	case POOL_TASK_FAILED:
		*e = m->why;
		return fail_task(s, m->task, e);
	case POOL_EVENT:
		tell_event(s, m->event, m->details);
		break;
	}
	return ERR_OK;
}

static bool any_open(const struct scheduler *s)
{
	for (int i = 0; i < s->graph->tasks; i++)
		if (s->open[i])
			return true;
	return false;
}

static enum err_code work(struct scheduler *s, struct err *e)
{
	enum err_code code = begin_tasks(s, e);
	double told = 0;

	while (code == ERR_OK && any_open(s)) {
		struct pool_message m;

		if (s->request->stop && *s->request->stop)
			return err_set(e, ERR_STOPPED, 1553, "stopped on request");
		if (pool_wait(s->pool, TICK_MS, &m)) {
			code = hear(s, &m, e);
			if (code == ERR_OK && m.kind == POOL_DRY)
				code = begin_tasks(s, e);
		}
		if (now_seconds() - told > TICK_MS / 1000.0) {
			told = now_seconds();
			tell(s);
			arena_reset(s->scratch);
		}
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
	tell(s);
	code = work(s, e);
	if (s->pool)
		pool_stop(s->pool);
	code = end_run(s, code, e);
	tell(s);
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
	s->began = now_seconds();
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
