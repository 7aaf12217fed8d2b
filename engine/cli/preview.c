/*
 * preview.c: see preview.h.
 */
#include "engine/cli/preview.h"

#include "engine/base/intl.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/undo.h"

#include <string.h>
#include <unistd.h>

#define TASKS_SHOWN 200 /* of those that stay or just run; what is undone is shown in full */

static const char *fate_word(struct cli *c, const struct rerun_task *t)
{
	if (t->refused)
		return _("stays: was decided on");
	switch (t->fate) {
	case RERUN_RUNS:
		return _("runs");
	case RERUN_UNDONE:
		return strcmp(t->kind, "gate") == 0 ? _("is asked again") : _("undone, runs again");
	case RERUN_RETRIED:
		return arena_printf(c->keep, _("tries %s set aside again"), say_number(c->keep, t->open));
	case RERUN_TAKEN:
		return _("taken as good");
	case RERUN_STAYS:
		break;
	}
	return t->stale ? _("stays, may no longer fit") : _("stays");
}

static void count_cell(struct cli *c, struct table *t, bool shown, int64_t n)
{
	table_cell(t, shown ? say_number(c->keep, n) : "");
}

static void show_tasks(struct cli *c, const struct rerun_plan *p)
{
	struct table *t = table_new(c->keep, 8, "lllrrrrr");
	int left_out = 0, shown = 0;

	table_cell(t, _("task"));
	table_cell(t, _("state"));
	table_cell(t, _("then"));
	table_cell(t, _("records"));
	table_cell(t, _("files"));
	table_cell(t, _("chunks"));
	table_cell(t, _("set aside"));
	table_cell(t, _("held"));
	for (int i = 0; i < p->tasks; i++) {
		const struct rerun_task *task = &p->task[i];
		bool undone = task->fate == RERUN_UNDONE,
			 quiet = task->fate == RERUN_STAYS || task->fate == RERUN_RUNS;

		if (quiet && !task->refused && shown++ >= TASKS_SHOWN) {
			left_out++;
			continue;
		}
		table_cell(t, task->name);
		table_cell(t, say_state(task->state));
		table_cell(t, fate_word(c, task));
		count_cell(c, t, undone, task->records);
		count_cell(c, t, undone, task->files);
		count_cell(c, t, undone, task->chunks);
		count_cell(c, t, undone || task->fate == RERUN_RETRIED, undone ? task->quarantined : task->open);
		count_cell(c, t, undone, task->held);
	}
	table_print(t, c->out, "  ");
	if (left_out > 0)
		fprintf(c->out, _("  and %d more that stay or run\n"), left_out);
}

static void show(struct cli *c, const struct preview *preview)
{
	const struct rerun_plan *p = preview->plan;
	char month[8];

	fprintf(c->out, _("run %d: %s, office %05d, %s, edition %d; %s, decision %s\n"), p->run.run_id,
		p->run.graph, p->run.office_id, month_format(p->run.month, month), p->run.edition,
		say_state(p->execution), say_state(p->decision));
	fprintf(c->out, _("rerun %s:\n"), preview->wish->text);
	show_tasks(c, p);
	if (p->expected >= 0)
		fprintf(c->out,
			p->partial ? _("expected duration: more than %s, without waiting for persons\n")
					   : _("expected duration: %s, without waiting for persons\n"),
			say_seconds(c->keep, p->expected));
	if (p->refused > 0)
		fprintf(c->out,
			_("what was approved, confirmed or rejected is not undone: %d tasks; a further execution for the "
			  "month is asked for with --edition\n"),
			p->refused);
}

/* Nothing of the kind: over, or simply to be gone on with. */
static enum err_code nothing(struct cli *c, struct preview *p, struct err *e)
{
	const struct rerun_plan *plan = p->plan;

	if (strcmp(plan->execution, "done") == 0 || strcmp(plan->execution, "waiting") == 0) {
		err_set(e, ERR_NOT_DUE, 2057, "run %d has nothing that %s would do again", p->run_id, p->wish->text);
		return err_hint(e, "The command getsuji status %d tells what to do next.", p->run_id);
	}
	p->go_on = c->options.number[OPT_yes] != 0;
	if (p->go_on && c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("nothing is left to undo; run %d goes on\n"), p->run_id);
	else if (!p->go_on)
		fprintf(c->out, _("nothing is to be undone\nnext: getsuji resume %d\n"), p->run_id);
	return ERR_OK;
}

static enum err_code is_possible(const struct preview *p, struct err *e)
{
	if (!p->plan->impossible && (p->plan->changes > 0 || p->plan->refused == 0))
		return ERR_OK;
	err_set(e, ERR_STATE, 2056, "what was decided on run %d is not undone", p->run_id);
	err_detail(e, "its decision is %s", say_state(p->plan->decision));
	return err_hint(e,
		"Tasks after the gate can be done again with --mode task=NAME; a further execution for "
		"the month is asked for with getsuji run ... --edition N.");
}

/* The run's files go on to where they are, unless somebody says otherwise. */
static void stay_in_folder(struct cli *c, const struct rerun_plan *p)
{
	if (c->options.text[OPT_artifacts] == NULL && p->artifact_dir[0] != '\0' &&
		access(p->artifact_dir, W_OK | X_OK) == 0)
		c->options.text[OPT_artifacts] = p->artifact_dir;
}

static enum err_code undo(struct cli *c, struct db *db, struct preview *p, struct err *e)
{
	const char *reason = c->options.text[OPT_reason];

	stay_in_folder(c, p->plan);
	if (undo_ready(db, p->plan, c->options.text[OPT_accept], c->keep, e) != ERR_OK ||
		undo_apply(db, p->plan, p->wish, cli_artifact_dir(c), p->command, reason != NULL ? reason : "",
			c->keep, e) != ERR_OK)
		return e->code;
	p->go_on = true;
	if (c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("undone; run %d goes on\n"), p->run_id);
	return ERR_OK;
}

static enum err_code look_and_do(struct cli *c, struct db *db, struct preview *p, struct err *e)
{
	bool yes = c->options.number[OPT_yes] != 0, undoes = yes && !p->only_ask;

	if (rerun_plan_make(db, p->run_id, p->wish, c->keep, &p->plan, e) != ERR_OK)
		return e->code;
	if (p->plan->alive)
		return undo_refused(db, p->plan, c->keep, e);
	/* Again under the lock: somebody may have worked on it until just now. */
	if (undoes && (undo_lock(db, p->plan, c->keep, e) != ERR_OK ||
					  rerun_plan_make(db, p->run_id, p->wish, c->keep, &p->plan, e) != ERR_OK))
		return e->code;
	if (p->plan->changes == 0 && p->plan->refused == 0)
		return nothing(c, p, e);
	if (!yes || c->options.number[OPT_quiet] == 0)
		show(c, p);
	if (is_possible(p, e) != ERR_OK)
		return e->code;
	if (undoes)
		return undo(c, db, p, e);
	p->go_on = yes;
	if (!yes)
		fprintf(c->out, _("next: %s\n"), p->next);
	return ERR_OK;
}

enum err_code preview_do(struct cli *c, struct preview *p, struct err *e)
{
	struct db *db = NULL;

	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	look_and_do(c, db, p, e);
	db_close(db);
	fflush(c->out);
	return e->code;
}
