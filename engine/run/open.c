/*
 * open.c: see open.h.
 */
#include "engine/run/open.h"

#include "engine/db/migrate.h"
#include "engine/run/catalogue.h"
#include "engine/run/publish.h"

#include <string.h>

/* The graph as the run was planned with, whatever this program has under that name. */
static enum err_code load_graph(struct open_run *o, struct arena *keep, struct err *e)
{
	struct graph_problems *problems = arena_alloc(keep, sizeof *problems);
	const char *text = o->run.graph_text;
	enum err_code code =
		graph_load(o->run.info.graph, text, strlen(text), &catalogue, keep, &o->graph, problems);

	if (code != ERR_OK)
		*e = problems->problem[0];
	return code;
}

static enum err_code load_tasks(struct open_run *o, struct arena *keep, struct err *e)
{
	struct ledger_task *rows = NULL;
	int count = 0;
	enum err_code code = ledger_load_tasks(o->db, o->run.info.run_id, keep, &rows, &count, e);

	if (code != ERR_OK)
		return code;
	if (count != o->graph->tasks)
		return err_set(e, ERR_CHANGED, 1551, "run %d has %d tasks, its graph %d", o->run.info.run_id, count,
			o->graph->tasks);
	o->task = arena_array(keep, (size_t)count, sizeof *o->task);
	o->started = arena_array(keep, (size_t)count, sizeof *o->started);
	for (int i = 0; i < count && code == ERR_OK; i++) {
		o->task[i].def = &o->graph->task[i];
		o->task[i].row = rows[i];
		code = tasks_prepare(&o->task[i], &o->run, o->db, o->directory, e);
	}
	return code;
}

enum err_code open_run(const char *conninfo, const char *application, int run_id, const char *artifact_dir,
	struct arena *keep, struct arena *session, struct open_run **out, struct err *e)
{
	struct open_run *o = arena_alloc(keep, sizeof *o);
	enum err_code code = db_open(conninfo, application, session, &o->db, e);

	if (code == ERR_OK)
		code = db_schema_check(o->db, keep, e);
	if (code == ERR_OK)
		code = ledger_load(o->db, run_id, keep, &o->run, e);
	if (code == ERR_OK)
		code = load_graph(o, keep, e);
	if (code == ERR_OK) {
		o->directory = publish_folder(artifact_dir, &o->run.info, keep);
		code = load_tasks(o, keep, e);
	}
	*out = o;
	return code;
}

enum err_code open_again(
	struct open_run *o, const char *conninfo, const char *application, struct arena *session, struct err *e)
{
	enum err_code code;

	o->db = NULL;
	arena_reset(session);
	code = db_open(conninfo, application, session, &o->db, e);
	for (int i = 0; i < o->graph->tasks; i++)
		o->task[i].engine.db = o->db;
	return code;
}

enum err_code open_start(struct open_run *o, int index, struct err *e)
{
	struct run_task *t = &o->task[index];
	const struct job *job = t->engine.job;
	enum err_code code = ERR_OK;

	if (o->started[index])
		return ERR_OK;
	t->keep = arena_new();
	t->task.keep = t->keep;
	if (job && job->start)
		code = job->start(&t->task, e);
	if (code == ERR_OK)
		o->started[index] = true;
	else
		tasks_close(t);
	return code;
}

void open_close(struct open_run *o)
{
	for (int i = 0; o->task && i < o->graph->tasks; i++)
		if (o->started[i])
			tasks_close(&o->task[i]);
	db_close(o->db);
}
