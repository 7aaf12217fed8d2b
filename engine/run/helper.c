/*
 * helper.c: see helper.h.
 */
#include "engine/run/helper.h"

#include "engine/run/catalogue.h"
#include "engine/run/open.h"
#include "engine/run/schedule.h"
#include "gen/sql.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	TICK_MS = 200,       /* how often the ledger is asked for tasks */
	SERVER_SECONDS = 120 /* and the server */
};

struct helper {
	const struct helper_request *request;
	struct helper_outcome *out;
	struct arena *keep, *session, *scratch;
	struct open_run *run;
	struct pool *pool;
	bool *open;                      /* [graph->tasks]: in the pool */
	bool *closing;                   /* [graph->tasks]: of them, those that nobody may enter any more */
	double runner_gone, server_gone; /* since when; 0: there */
	char execution[24];
	bool leave;    /* nothing to help with any more */
	bool deserted; /* the runner is gone for good */
};

/* ---- may it help? ---- */

/* The graph of the same name in this program must be the run's: else the program is another. */
static enum err_code same_graph(const struct helper *h, struct err *e)
{
	struct graph_problems *problems = arena_alloc(h->scratch, sizeof *problems);
	const struct ledger_run *run = &h->run->run;
	struct graph *own = NULL;
	struct err ignored = {0};

	if (graph_open(run->info.graph, &catalogue, h->scratch, &own, problems, &ignored) != ERR_OK ||
		memcmp(own->sha256, run->graph_sha256, sizeof own->sha256) == 0)
		return ERR_OK;
	err_set(e, ERR_CHANGED, 1580, "this program has another graph \"%s\" than run %d", run->info.graph,
		run->info.run_id);
	return err_hint(e, "Help with the same program that executes the run.");
}

/* What the jobs need on this host is there. */
static enum err_code jobs_ready(const struct helper *h, struct err *e)
{
	enum err_code code = ERR_OK;

	for (int i = 0; code == ERR_OK && i < h->run->graph->tasks; i++) {
		const struct job *job = h->run->task[i].engine.job;

		if (job && job->ready)
			code = job->ready(h->run->run.info.month, e);
	}
	return code;
}

/* Made by the runner before its first chunk.  One of the same name that is not shared cannot be told apart. */
static enum err_code folder_there(const struct helper *h, struct err *e)
{
	struct stat found;

	if (stat(h->run->directory, &found) == 0 && S_ISDIR(found.st_mode) &&
		access(h->run->directory, W_OK | X_OK) == 0)
		return ERR_OK;
	err_set(e, ERR_ENVIRONMENT, 1581, "the folder of run %d is not at hand", h->request->run_id);
	err_place(e, "%s", h->run->directory);
	return err_hint(e, "Share the folder of artifacts with this host, and name it with --artifacts.");
}

enum err_code helper_folder(
	const char *conninfo, int run_id, struct arena *keep, const char **out, struct err *e)
{
	struct arena *session = arena_new();
	struct db_args args = {0};
	struct db_result *r = NULL;
	struct db *db = NULL;
	enum err_code code = db_open(conninfo, "getsuji helper", session, &db, e);

	db_arg_int(&args, run_id);
	if (code == ERR_OK)
		code = db_query(db, &sql_helper_run, &args, session, &r, e);
	*out = NULL;
	if (code == ERR_OK && db_rows(r) == 1 && !db_is_null(r, 0, 2))
		*out = arena_strdup(keep, db_text(r, 0, 2));
	arena_free(session);
	return code;
}

/* ---- the ledger ---- */

/* The state of the run; sets h->leave where there is nothing to help with any more. */
static enum err_code ask_run(struct helper *h, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, h->request->run_id);
	code = db_query(h->run->db, &sql_helper_run, &args, h->scratch, &r, e);
	if (code != ERR_OK)
		return code;
	snprintf(h->execution, sizeof h->execution, "%s", db_text(r, 0, 0));
	h->leave = strcmp(h->execution, "running") != 0 || *db_text(r, 0, 1) != '\0';
	if (db_int(r, 0, 3))
		h->runner_gone = 0;
	else if (h->runner_gone == 0)
		h->runner_gone = schedule_clock();
	if (h->leave || h->runner_gone == 0 || schedule_clock() - h->runner_gone < HELPER_RUNNER_SECONDS)
		return ERR_OK;
	h->deserted = true;
	err_set(e, ERR_RETRY, 1582, "the runner of run %d is gone", h->request->run_id);
	err_detail(e, "%s", db_text(r, 0, 4));
	return err_hint(e, "Go on with: getsuji resume %d", h->request->run_id);
}

/* A worker that is in it finishes its chunk, and may have more to say than fits until it is heard: it is not
 * waited for here. */
static void close_task(struct helper *h, int i)
{
	h->closing[i] = !pool_try_close(h->pool, i);
	h->open[i] = h->closing[i];
	if (h->closing[i])
		pool_hold(h->pool, i, true);
}

static void close_left(struct helper *h)
{
	for (int i = 0; i < h->run->graph->tasks; i++)
		if (h->closing[i])
			close_task(h, i);
}

/* The run's cut as its first chunk has it: it may have been taken anew since the run was opened. */
static void note_cut(struct helper *h, const char *as_of)
{
	struct run_info *run = &h->run->run.info;

	if (strcmp(run->as_of, as_of) != 0)
		run->as_of = arena_strdup(h->keep, as_of);
}

/* Puts up what is at work, takes down what is not. */
static enum err_code ask_tasks(struct helper *h, struct err *e)
{
	bool *seen = arena_array(h->scratch, (size_t)h->run->graph->tasks, sizeof *seen);
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, h->request->run_id);
	code = db_query(h->run->db, &sql_helper_tasks, &args, h->scratch, &r, e);
	for (int row = 0; code == ERR_OK && row < db_rows(r); row++) {
		int i = (int)db_int(r, row, 0) - 1;

		CHECK(i >= 0 && i < h->run->graph->tasks);
		seen[i] = true;
		note_cut(h, db_text(r, row, 3));
		if (h->closing[i]) /* put up again once it is down */
			continue;
		code = open_start(h->run, i, e);
		if (code != ERR_OK)
			break;
		if (!h->open[i])
			pool_open(h->pool, i, &h->run->task[i].task, h->run->graph->path_length[i], db_int(r, row, 1));
		h->open[i] = true;
		pool_hold(h->pool, i, db_int(r, row, 2) != 0);
	}
	for (int i = 0; code == ERR_OK && i < h->run->graph->tasks; i++)
		if (h->open[i] && !seen[i] && !h->closing[i])
			close_task(h, i);
	return code;
}

/* After a lost connection: another one, for as long as it takes the server to come back. */
static enum err_code reconnect(struct helper *h, struct err *e)
{
	struct err why = *e;

	if (h->server_gone == 0)
		h->server_gone = schedule_clock();
	if (schedule_clock() - h->server_gone > SERVER_SECONDS)
		return why.code;
	err_clear(e);
	if (open_again(h->run, h->request->conninfo, "getsuji helper", h->session, e) != ERR_OK)
		err_clear(e);
	else
		h->server_gone = 0;
	return ERR_OK;
}

/* ---- what the workers say ---- */

static void write_incident(struct helper *h, const struct pool_message *m)
{
	struct err ignored = {0};

	/* One line less in the history is all that a failure means; the next question tells that the server is
	 * gone. */
	if (!h->run->db || ledger_incident(h->run->db, h->request->run_id, m->task + 1, 0, m->event, m->details,
						   h->scratch, &ignored) != ERR_OK)
		h->request->event("ledger.behind", ignored.message);
}

static enum err_code hear(struct helper *h, const struct pool_message *m, struct err *e)
{
	struct chunk_counts *sum = &h->out->count;

	switch (m->kind) {
	case POOL_CHUNK_DONE:
		h->out->chunks++;
		sum->read += m->count.read;
		sum->written += m->count.written;
		sum->unchanged += m->count.unchanged;
		sum->held += m->count.held;
		sum->quarantined += m->count.quarantined;
		sum->warnings += m->count.warnings;
		break;
	case POOL_DRY: /* put up again by the next question, if anything is left */
		if (h->open[m->task])
			close_task(h, m->task);
		break;
	case POOL_EVENT:
		h->request->event(m->event, m->details);
		write_incident(h, m);
		break;
	case POOL_TASK_FAILED: /* the runner meets the same and decides; here it is only told */
		*e = m->why;
		return e->code;
	}
	return ERR_OK;
}

/* ---- the whole ---- */

static enum err_code ask(struct helper *h, struct err *e)
{
	enum err_code code = h->run->db && db_alive(h->run->db) ? ask_run(h, e) : reconnect(h, e);

	if (code == ERR_OK && !h->leave && h->run->db && h->server_gone == 0)
		code = ask_tasks(h, e);
	/* The server is gone, or only too busy: asked again at the next tick. */
	if (err_class(code) == ERR_CLASS_RETRY && !h->deserted)
		code = reconnect(h, e);
	arena_reset(h->scratch);
	return code;
}

static enum err_code work(struct helper *h, struct err *e)
{
	enum err_code code = ERR_OK;

	while (code == ERR_OK && !h->leave && *h->request->stop == 0) {
		double until = schedule_clock() + TICK_MS / 1000.0;
		struct pool_message m;

		close_left(h);
		code = ask(h, e);
		while (code == ERR_OK && schedule_clock() < until && *h->request->stop == 0)
			if (pool_wait(h->pool, TICK_MS / 4, &m))
				code = hear(h, &m, e);
	}
	return code;
}

static enum err_code begin(struct helper *h, struct err *e)
{
	const struct helper_request *q = h->request;
	enum err_code code =
		open_run(q->conninfo, "getsuji helper", q->run_id, q->artifact_dir, h->keep, h->session, &h->run, e);

	if (code == ERR_OK)
		code = same_graph(h, e);
	if (code == ERR_OK)
		code = ask_run(h, e);
	if (code == ERR_OK && h->leave) {
		err_set(e, ERR_NOT_DUE, 1583, "run %d is not at work: %s", q->run_id, h->execution);
		return err_hint(e, "See it with: getsuji status %d", q->run_id);
	}
	if (code == ERR_OK)
		code = folder_there(h, e);
	if (code == ERR_OK)
		code = jobs_ready(h, e);
	return code;
}

enum err_code helper_work(
	const struct helper_request *request, struct arena *keep, struct helper_outcome *out, struct err *e)
{
	struct helper h = {
		.request = request, .out = out, .keep = keep, .session = arena_new(), .scratch = arena_new()};
	struct pool_message m;
	struct err ignored = {0};
	enum err_code code = begin(&h, e);

	if (code == ERR_OK) {
		h.open = arena_array(keep, (size_t)h.run->graph->tasks, sizeof *h.open);
		h.closing = arena_array(keep, (size_t)h.run->graph->tasks, sizeof *h.closing);
		h.pool = pool_start(request->conninfo, request->run_id, request->workers, request->flight, keep);
		code = work(&h, e);
		pool_stop(h.pool);
		while (pool_wait(h.pool, 0, &m))
			if (hear(&h, &m, &ignored) != ERR_OK)
				err_clear(&ignored);
		out->execution = arena_strdup(keep, h.execution);
	}
	if (h.run)
		open_close(h.run);
	arena_free(h.scratch);
	arena_free(h.session);
	return code;
}
