/*
 * cmd_plan.c: plan: the tasks of a graph or of a run in order, what each waits for and under which conditions,
 * the longest path, and when it will end by what it took before.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/catalogue.h"
#include "engine/run/forecast.h"
#include "engine/run/status.h"

#include <string.h>

static const char *kind_word(enum graph_kind kind)
{
	switch (kind) {
	case GRAPH_JOB:
		return _("job");
	case GRAPH_REPORT:
		return _("report");
	case GRAPH_SQL:
		return _("statement");
	case GRAPH_MILESTONE:
		return _("milestone");
	case GRAPH_GATE:
		break;
	}
	return _("gate");
}

/* What is planned: a graph, for an office or not, or a run of it. */
struct plan {
	struct cli *cli;
	const struct graph *graph;
	const struct status_run *run; /* NULL: a graph */
	struct forecast forecast;
};

static const char *joined(struct arena *keep, const char *text, const char *more)
{
	return *text ? arena_printf(keep, "%s, %s", text, more) : more;
}

static const char *wait_text(struct arena *keep, const struct graph_wait *w)
{
	const char *graph;

	switch (w->kind) {
	case GRAPH_WAIT_FILE:
		if (w->sha256 != NULL)
			return arena_printf(keep, _("file %s with checksum %s"), w->file, w->sha256);
		return arena_printf(keep, _("file %s, unchanged for %d s"), w->file, w->stable_s);
	case GRAPH_WAIT_RUN:
		graph = w->or_graph != NULL ? arena_printf(keep, _("%s or %s"), w->graph, w->or_graph) : w->graph;
		return arena_printf(keep,
			w->month_offset == 0 ? _("run %s of the month: %s") : _("run %s of the month before: %s"), graph,
			say_state(w->state));
	case GRAPH_WAIT_DAY:
		break;
	}
	if (w->calendar != NULL)
		return arena_printf(keep, _("day: %s (calendar %s)"), w->day, w->calendar);
	return arena_printf(keep, _("day: %s"), w->day);
}

/* Conditions as rows; a task's name stands before its first one. */
struct conditions {
	struct arena *keep;
	struct table *table;
	const char *name;
	int rows;
};

static void condition(struct conditions *c, const char *text)
{
	table_cell(c->table, c->name);
	table_cell(c->table, text);
	c->name = "";
	c->rows++;
}

static void add_limits(struct conditions *c, const struct graph_task *t)
{
	struct arena *keep = c->keep;

	if (t->deadline_minutes > 0)
		condition(c, arena_printf(keep, _("done within %d minutes of the start"), t->deadline_minutes));
	if (t->expect.min > 0)
		condition(c, arena_printf(keep, _("at least %s records"), say_number(keep, t->expect.min)));
	if (t->expect.max > 0)
		condition(c, arena_printf(keep, _("at most %s records"), say_number(keep, t->expect.max)));
	if (t->expect.near_percent > 0)
		condition(c, arena_printf(keep, _("as many records as last time ± %d %%"), t->expect.near_percent));
	if (t->limit.records >= 0)
		condition(c, arena_printf(keep, _("at most %s set aside"), say_number(keep, t->limit.records)));
	if (t->limit.percent >= 0)
		condition(c, arena_printf(keep, _("at most %d %% set aside"), (int)t->limit.percent));
	if (t->limit.yen >= 0)
		condition(c, arena_printf(keep, _("at most %s yen set aside"), say_number(keep, t->limit.yen)));
}

static void say_conditions(const struct plan *p)
{
	struct arena *keep = p->cli->keep;
	struct conditions c = {.keep = keep, .table = table_new(keep, 2, "ll")};

	for (int i = 0; i < p->graph->tasks; i++) {
		const struct graph_task *task = &p->graph->task[p->graph->order[i]];

		c.name = task->name;
		if (task->when_text != NULL)
			condition(&c, arena_printf(keep, _("only when %s"), task->when_text));
		for (int k = 0; k < task->waits; k++)
			condition(&c, wait_text(keep, &task->wait[k]));
		for (int k = 0; task->resource[k] != NULL; k++)
			condition(&c, arena_printf(keep, _("alone with %s"), task->resource[k]));
		add_limits(&c, task);
	}
	if (c.rows > 0) {
		fprintf(p->cli->out, "%s\n", _("conditions:"));
		table_print(c.table, p->cli->out, "  ");
	}
}

static const char *duration(const struct plan *p, double seconds)
{
	return seconds < 0 ? "—" : say_seconds(p->cli->keep, seconds);
}

/* "recalculate → compare → …": the path that decides how long it takes. */
static void say_path(const struct plan *p)
{
	const char *arrow = "";

	fprintf(p->cli->out, "%s ", _("critical path:"));
	for (int i = 0; i < p->graph->tasks; i++) {
		if (!p->forecast.task[p->graph->order[i]].critical)
			continue;
		fprintf(p->cli->out, "%s%s", arrow, p->graph->task[p->graph->order[i]].name);
		arrow = " → ";
	}
	fputc('\n', p->cli->out);
}

static void say_tasks(const struct plan *p)
{
	static const char *const titles[] = {N_("no."), N_("task"), N_("kind"), N_("does"), N_("waits for"),
		N_("expected"), N_("state"), N_("chunks"), N_("records")};
	int columns = p->run != NULL ? 9 : 6;
	struct arena *keep = p->cli->keep;
	struct table *t = table_new(keep, columns, p->run != NULL ? "rllllrlrr" : "rllllr");

	for (int i = 0; i < columns; i++)
		table_cell(t, _(titles[i]));
	for (int i = 0; i < p->graph->tasks; i++) {
		const struct graph_task *task = &p->graph->task[p->graph->order[i]];
		const struct forecast_task *f = &p->forecast.task[p->graph->order[i]];
		const struct job *job = catalogue_job(task->kind, task->target);
		const char *after = "";

		for (int k = 0; k < task->after_count; k++)
			after = joined(keep, after, p->graph->task[task->after[k]].name);
		table_cell(t, say_number(keep, i + 1));
		table_cell(t, task->name);
		table_cell(t, kind_word(task->kind));
		table_cell(t, job != NULL ? job->title : task->target);
		table_cell(t, after);
		table_cell(
			t, task->kind == GRAPH_GATE || task->kind == GRAPH_MILESTONE ? "" : duration(p, f->seconds));
		if (p->run != NULL) {
			const struct status_task *s = &p->run->task[p->graph->order[i]];

			table_cell(t, say_state(s->state));
			table_cell(t, s->chunks > 0 ? say_number(keep, s->chunks) : "");
			table_cell(t, s->expected > 0 ? say_number(keep, s->expected) : "");
		}
	}
	table_print(t, p->cli->out, "  ");
}

static void say_plan(const struct plan *p)
{
	FILE *out = p->cli->out;

	fprintf(out, _("graph %s (%s), %d tasks\n"), p->graph->name, p->graph->title, p->graph->tasks);
	say_tasks(p);
	say_conditions(p);
	say_path(p);
	if (p->forecast.total < 0)
		fprintf(out, "%s\n", _("expected duration: — (no run of this graph was done here before)"));
	else
		fprintf(out,
			p->forecast.partial ? _("expected duration: more than %s, without waiting for persons\n")
								: _("expected duration: %s, without waiting for persons\n"),
			say_seconds(p->cli->keep, p->forecast.total));
}

/* When a run at work will have ended. */
static enum err_code say_end(const struct plan *p, struct db *db, struct err *e)
{
	const char *instant = NULL;

	if (!p->run->alive || p->forecast.left < 0)
		return ERR_OK;
	if (forecast_instant(db, p->forecast.left, p->cli->keep, &instant, e) != ERR_OK)
		return e->code;
	fprintf(p->cli->out, _("expected end: %s JST, in %s\n"), instant,
		say_seconds(p->cli->keep, p->forecast.left));
	return ERR_OK;
}

static struct forecast_state *states_of(const struct status_run *run, struct arena *keep)
{
	struct forecast_state *state = arena_array(keep, (size_t)run->tasks, sizeof(*state));

	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *t = &run->task[i];

		state[i] = (struct forecast_state){.state = t->state,
			.expected = t->expected,
			.chunks = t->chunks,
			.done = t->chunks_done,
			.seconds = t->seconds};
	}
	return state;
}

static enum err_code plan_of_run(struct cli *c, struct err *e)
{
	struct graph_problems *problems = arena_alloc(c->keep, sizeof(*problems));
	struct plan p = {.cli = c};
	struct forecast_history *history;
	struct status_run *run;
	struct graph *g = NULL;
	struct db *db = NULL;
	int run_id;

	if (operand_run(c, 0, &run_id, e) != ERR_OK || connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK)
		goto out;
	if (status_imported(run->graph)) {
		(void)status_not_from_graph(run_id, e);
		goto out;
	}
	if (graph_load(arena_printf(c->keep, "run %d", run_id), run->graph_text, strlen(run->graph_text),
			&catalogue, c->keep, &g, problems) != ERR_OK) {
		*e = problems->problem[0];
		goto out;
	}
	CHECK(g->tasks == run->tasks);
	if (forecast_load(db, run->graph, run->office_id, run_id, c->keep, &history, e) != ERR_OK)
		goto out;
	p.graph = g;
	p.run = run;
	forecast_make(g, history, states_of(run, c->keep), c->keep, &p.forecast);
	say_plan(&p);
	(void)say_end(&p, db, e);
out:
	db_close(db);
	return e->code;
}

/* What it took in an office; without one, a graph is shown without a database. */
static enum err_code load_history(
	struct cli *c, const struct graph *g, struct forecast_history **out, struct err *e)
{
	struct db *db = NULL;

	*out = NULL;
	if (c->options.text[OPT_office] == NULL)
		return ERR_OK;
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (forecast_load(db, g->name, (int)c->options.number[OPT_office], INT32_MAX, c->keep, out, e) != ERR_OK)
		*out = NULL;
	db_close(db);
	return e->code;
}

enum err_code command_plan(struct cli *c, struct err *e)
{
	struct graph_problems *problems = arena_alloc(c->keep, sizeof(*problems));
	const char *what = c->options.operand[0];
	struct forecast_history *history;
	struct plan p = {.cli = c};
	struct graph *g = NULL;

	if (strspn(what, "0123456789") == strlen(what))
		return plan_of_run(c, e);
	if (graph_open(what, &catalogue, c->keep, &g, problems, e) != ERR_OK) {
		if (problems->count > 1)
			err_context(e, "%d problems in all; see them with: getsuji check %s", problems->count, what);
		return e->code;
	}
	if (load_history(c, g, &history, e) != ERR_OK)
		return e->code;
	p.graph = g;
	forecast_make(g, history, NULL, c->keep, &p.forecast);
	say_plan(&p);
	return ERR_OK;
}
