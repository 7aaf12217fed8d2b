/*
 * cmd_plan.c: plan: the tasks of a graph or of a run in order, and what each waits for.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/catalogue.h"
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

/* run: where the graph was planned for one; NULL otherwise. */
static void say_plan(struct cli *c, const struct graph *g, const struct status_run *run)
{
	static const char *const titles[] = {
		N_("no."), N_("task"), N_("kind"), N_("does"), N_("waits for"), N_("chunks"), N_("records")};
	struct table *t = table_new(c->keep, 7, "rllllrr");

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_cell(t, _(titles[i]));
	for (int i = 0; i < g->tasks; i++) {
		const struct graph_task *task = &g->task[g->order[i]];
		const struct job *job = catalogue_job(task->kind, task->target);
		const char *after = "";

		for (int k = 0; k < task->after_count; k++)
			after = arena_printf(c->keep, "%s%s%s", after, k > 0 ? ", " : "", g->task[task->after[k]].name);
		table_cell(t, say_number(c->keep, i + 1));
		table_cell(t, task->name);
		table_cell(t, kind_word(task->kind));
		table_cell(t, job != NULL ? job->title : task->target);
		table_cell(t, after);
		if (run == NULL || run->task[g->order[i]].chunks == 0) {
			table_cell(t, "");
			table_cell(t, "");
		} else {
			table_cell(t, say_number(c->keep, run->task[g->order[i]].chunks));
			table_cell(t, say_number(c->keep, run->task[g->order[i]].expected));
		}
	}
	fprintf(c->out, _("graph %s (%s), %d tasks\n"), g->name, g->title, g->tasks);
	table_print(t, c->out, "  ");
}

static enum err_code plan_of_run(struct cli *c, struct err *e)
{
	struct graph_problems *problems = arena_alloc(c->keep, sizeof(*problems));
	struct status_run *run;
	struct graph *g = NULL;
	struct db *db = NULL;
	int run_id;

	if (operand_run(c, 0, &run_id, e) != ERR_OK || connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK)
		goto out;
	if (graph_load(arena_printf(c->keep, "run %d", run_id), run->graph_text, strlen(run->graph_text),
			&catalogue, c->keep, &g, problems) != ERR_OK) {
		*e = problems->problem[0];
		goto out;
	}
	CHECK(g->tasks == run->tasks);
	say_plan(c, g, run);
out:
	db_close(db);
	return e->code;
}

enum err_code command_plan(struct cli *c, struct err *e)
{
	struct graph_problems *problems = arena_alloc(c->keep, sizeof(*problems));
	const char *what = c->options.operand[0];
	struct graph *g = NULL;

	if (strspn(what, "0123456789") == strlen(what))
		return plan_of_run(c, e);
	if (graph_open(what, &catalogue, c->keep, &g, problems, e) != ERR_OK) {
		if (problems->count > 1)
			err_context(e, "%d problems in all; see them with: getsuji check %s", problems->count, what);
		return e->code;
	}
	say_plan(c, g, NULL);
	return ERR_OK;
}
