/*
 * cmd_why.c: why: in plain words why a run or a task is as it is, and what to type.
 *
 * What is told comes from the ledger alone, and from the conditions as they are at this moment.  A task that
 * cannot begin is followed back through what it waits for to those that have no excuse: the root causes.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/condition.h"
#include "engine/run/history.h"
#include "engine/run/status.h"
#include "gen/sql.h"

#include <string.h>

#define ROOTS_SHOWN   5
#define CHAIN_SHOWN   12
#define TROUBLE_SHOWN 10 /* tasks of a large graph */
#define HOLDS_SHOWN   5  /* records of one hold */

struct why {
	struct cli *c;
	struct db *db;
	struct status_run *run;
	struct history_run *history;
	struct graph *graph; /* NULL: this program cannot read the definition */
	struct condition_task *task;
};

static bool is(const char *state, const char *word)
{
	return strcmp(state, word) == 0;
}

static bool behind_us(const struct status_task *t)
{
	return is(t->state, "done") || is(t->state, "skipped") || is(t->state, "accepted");
}

/* What could begin has no reason of its own: the run must go on for it. */
static bool could_begin(const struct status_task *t)
{
	return is(t->state, "planned") && t->paused_by[0] == '\0';
}

static const char *plain(const struct why *w, const char *text)
{
	return say_plain(w->c->keep, text);
}

static const char *instant(const struct why *w, int64_t ms)
{
	char text[20];

	return arena_strdup(w->c->keep, instant_format(ms, text));
}

static void say_trouble(
	const struct why *w, int id, const char *message, const char *detail, const char *remedy)
{
	if (message[0] == '\0')
		return;
	fprintf(w->c->out, "    GJ%04d %s\n", id, plain(w, message));
	if (detail[0] != '\0')
		fprintf(w->c->out, "    %s\n", plain(w, detail));
	if (remedy[0] != '\0')
		fprintf(w->c->out, "    → %s\n", plain(w, remedy));
}

/* When a person did this last; NULL: never. */
static const struct history_action *last_action(const struct why *w, const char *command)
{
	const struct history_action *last = NULL;

	for (int k = 0; k < w->history->actions; k++) {
		if (is(w->history->action[k].command, command))
			last = &w->history->action[k];
	}
	return last;
}

/* What was held in a task (empty: in all), and the first records of each hold with their reasons. */
static enum err_code say_holds(const struct why *w, const char *task, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, w->run->run_id);
	db_arg_text(&args, task);
	db_arg_int(&args, HOLDS_SHOWN);
	if (db_query(w->db, &sql_why_holds, &args, w->c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0, end; i < db_rows(r); i = end) {
		struct table *t = table_new(w->c->keep, 2, "ll");

		fprintf(w->c->out, _("  %s: %s records held (%s)\n"), db_text(r, i, 0),
			say_number(w->c->keep, db_int(r, i, 2)), db_text(r, i, 1));
		for (end = i; end < db_rows(r) && is(db_text(r, end, 0), db_text(r, i, 0)) &&
					  is(db_text(r, end, 1), db_text(r, i, 1));
			 end++) {
			table_cell(t, say_key(w->c->keep, db_int(r, end, 3)));
			table_cell(t, plain(w, db_text(r, end, 4)));
		}
		table_print(t, w->c->out, "    ");
		if (db_int(r, i, 2) > end - i)
			fputs("    …\n", w->c->out);
	}
	return ERR_OK;
}

/* ---- a task ---- */

static void say_gate(const struct why *w, const struct status_task *t)
{
	const struct status_run *run = w->run;
	const struct history_action *act = last_action(w, "reject");
	FILE *out = w->c->out;

	fprintf(out, _("  %s is a gate. It opens when the results are confirmed.\n"), t->name);
	if (is(run->decision, "computed")) {
		fprintf(out, _("  Nobody has approved the results yet. Their digest is %s.\n"), run->digest);
		fprintf(out, _("  %s started the run: another login must approve.\n"), run->started_by);
	} else if (is(run->decision, "approved")) {
		fprintf(out, _("  Approved by %s JST. They are not confirmed yet.\n"), run->approved);
	} else if (is(run->decision, "rejected")) {
		fputs(_("  The results were refused. This run ends here.\n"), out);
		if (act != NULL)
			fprintf(out, _("  %s refused them at %s JST. Reason: %s\n"), act->who, act->at,
				plain(w, act->reason));
	} else if (is(run->decision, "confirmed")) {
		fputs(_("  The results are confirmed. The gate opens when the run goes on.\n"), out);
	}
}

/* Who uses what the task needs for itself; other runs only. */
static enum err_code say_resources(const struct why *w, int i, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, w->run->run_id);
	if (w->graph->task[i].resource[0] == NULL)
		return ERR_OK;
	if (db_query(w->db, &sql_why_resources, &args, w->c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int k = 0; w->graph->task[i].resource[k] != NULL; k++) {
		for (int row = 0; row < db_rows(r); row++) {
			if (is(db_text(r, row, 0), w->graph->task[i].resource[k]))
				fprintf(w->c->out, _("  It needs %s. Task %s of run %d has it since %s JST.\n"),
					db_text(r, row, 0), db_text(r, row, 2), (int)db_int(r, row, 1), db_text(r, row, 3));
		}
	}
	return ERR_OK;
}

/* What the task's conditions say at this moment. */
static enum err_code say_conditions(const struct why *w, int i, struct err *e)
{
	const struct status_run *run = w->run;
	const struct run_info info = {.run_id = run->run_id,
		.graph = run->graph,
		.office_id = run->office_id,
		.month = run->month,
		.edition = run->edition};
	const struct condition_asker asker = {.db = w->db,
		.run = &info,
		.graph = w->graph,
		.task = w->task,
		.artifact_dir = run->artifact_dir[0] != '\0' ? run->artifact_dir : cli_artifact_dir(w->c)};
	enum condition_verdict verdict;
	char text[CONDITION_TEXT_SIZE];

	if (w->graph->task[i].waits == 0 && w->graph->task[i].when == NULL)
		return ERR_OK;
	if (condition_check(&asker, i, w->c->keep, &verdict, text, e) != ERR_OK)
		return e->code;
	if (verdict == CONDITION_NOT_YET)
		fprintf(w->c->out, _("  It waits for %s\n"), plain(w, text));
	else if (verdict == CONDITION_FALSE)
		fprintf(w->c->out, _("  Its condition is false: %s\n"), plain(w, text));
	else
		fputs(_("  Its conditions are met now.\n"), w->c->out);
	return ERR_OK;
}

static enum err_code say_skipped(const struct why *w, int i, struct err *e)
{
	const struct status_task *t = &w->run->task[i];

	for (int k = 0; k < w->history->agreements; k++) {
		const struct history_agreed *a = &w->history->agreed[k];

		if (!is(a->task, t->name) && a->task[0] != '\0')
			continue;
		fprintf(w->c->out, _("  %s asked for it (%s), %s agreed at %s JST. Reason: %s\n"), a->asked_by,
			a->command, a->agreed_by, a->at, plain(w, a->reason));
		return ERR_OK;
	}
	return w->graph == NULL ? ERR_OK : say_conditions(w, i, e);
}

static void say_alarms(const struct why *w, const char *task)
{
	for (int k = 0; k < w->run->notes; k++) {
		const struct status_note *n = &w->run->note[k];

		if (n->kind == STATUS_ALARM && is(n->task, task))
			fprintf(w->c->out, _("  Alarm %s since %s JST: %s\n"), n->what_kind, n->at, plain(w, n->what));
	}
}

/* Why nobody begins what could begin: the run itself. */
static void say_idle_run(const struct why *w)
{
	const struct status_run *run = w->run;
	int told = 0;

	fprintf(w->c->out, _("  It could begin, but nobody runs the run: %s.\n"),
		status_interrupted(run) ? _("interrupted") : say_state(run->execution));
	for (int i = 0; i < run->tasks && told < ROOTS_SHOWN; i++) {
		const struct status_task *t = &run->task[i];

		if (!is(t->state, "failed") && !is(t->state, "out_of_balance"))
			continue;
		fprintf(
			w->c->out, _("  %s: %s since %s JST.\n"), t->name, say_state(t->state), instant(w, t->ended_ms));
		say_trouble(w, t->message_id, t->message, t->detail, t->remedy);
		told++;
	}
	if (told == 0)
		say_trouble(w, run->message_id, run->message, run->detail, run->remedy);
}

/* Why a task that may begin as far as its predecessors go has not: the end of the chain. */
static enum err_code say_root(const struct why *w, int i, struct err *e)
{
	const struct status_task *t = &w->run->task[i];
	FILE *out = w->c->out;

	if (t->ended_ms > 0 || t->started_ms > 0)
		fprintf(out, _("  %s: %s since %s JST.\n"), t->name,
			!w->run->alive && is(t->state, "running") ? _("interrupted") : say_state(t->state),
			instant(w, is(t->state, "running") || t->ended_ms == 0 ? t->started_ms : t->ended_ms));
	else
		fprintf(out, _("  %s: %s.\n"), t->name, say_state(t->state));
	if (t->paused_by[0] != '\0')
		fprintf(out, _("  %s paused it. Reason: %s\n"), t->paused_by, plain(w, t->pause_reason));
	say_trouble(w, t->message_id, t->message, t->detail, t->remedy);
	say_alarms(w, t->name);
	if (is(t->state, "running"))
		fprintf(out, _("  %lld of %lld chunks are done.\n"), (long long)t->chunks_done, (long long)t->chunks);
	if (is(t->state, "skipped") || is(t->state, "accepted"))
		return say_skipped(w, i, e);
	if (is(t->kind, "gate") && !is(t->state, "done"))
		say_gate(w, t);
	if (w->graph == NULL || (!is(t->state, "planned") && !is(t->state, "waiting")))
		return ERR_OK;
	if (say_conditions(w, i, e) != ERR_OK || say_resources(w, i, e) != ERR_OK)
		return e->code;
	if (could_begin(t) && !w->run->alive)
		say_idle_run(w);
	return ERR_OK;
}

/* From task i back to those that wait for nothing unfinished; `from` keeps the way. */
struct search {
	int *from; /* [tasks]: the task that waits for this one; -2: not seen */
	int *root; /* first those with a reason of their own, then those that could begin */
	int found;
};

static void find_roots(const struct why *w, int start, struct search *s)
{
	const struct graph *g = w->graph;
	int *queue = arena_array(w->c->keep, (size_t)g->tasks, sizeof(*queue)), head = 0, tail = 0;

	int *idle = arena_array(w->c->keep, (size_t)g->tasks, sizeof(*idle)), idles = 0;

	s->from = arena_array(w->c->keep, (size_t)g->tasks, sizeof(*s->from));
	s->root = arena_array(w->c->keep, (size_t)g->tasks, sizeof(*s->root));
	for (int i = 0; i < g->tasks; i++)
		s->from[i] = -2;
	s->from[start] = -1;
	queue[tail++] = start;
	while (head < tail) {
		int i = queue[head++];
		bool root = true;

		for (int k = 0; k < g->task[i].after_count; k++) {
			int before = g->task[i].after[k];

			if (behind_us(&w->run->task[before]))
				continue;
			root = false;
			if (s->from[before] == -2) {
				s->from[before] = i;
				queue[tail++] = before;
			}
		}
		if (root && i != start && could_begin(&w->run->task[i]))
			idle[idles++] = i;
		else if (root && i != start)
			s->root[s->found++] = i;
	}
	for (int k = 0; k < idles; k++)
		s->root[s->found++] = idle[k];
}

/* "summary waits for notice, notice waits for approval." */
static void say_chain(const struct why *w, const struct search *s, int root)
{
	const char *text = w->run->task[root].name;
	int steps = 0;

	for (int i = s->from[root]; i >= 0; i = s->from[i]) {
		if (++steps > CHAIN_SHOWN && s->from[i] >= 0)
			continue;
		text = arena_printf(
			w->c->keep, steps > CHAIN_SHOWN ? "%s ← … ← %s" : "%s ← %s", w->run->task[i].name, text);
	}
	fprintf(w->c->out, _("  It waits for others: %s\n"), text);
}

static enum err_code why_task(const struct why *w, int i, struct err *e)
{
	const struct status_task *t = &w->run->task[i];
	struct search s = {0};

	if (w->graph != NULL && is(t->state, "planned"))
		find_roots(w, i, &s);
	if (s.found == 0)
		return say_root(w, i, e);
	fprintf(w->c->out, _("  %s: %s.\n"), t->name, say_state(t->state));
	if (t->paused_by[0] != '\0')
		fprintf(w->c->out, _("  %s paused it. Reason: %s\n"), t->paused_by, plain(w, t->pause_reason));
	for (int k = 0; k < s.found && k < ROOTS_SHOWN; k++) {
		say_chain(w, &s, s.root[k]);
		if (say_root(w, s.root[k], e) != ERR_OK)
			return e->code;
		if (could_begin(&w->run->task[s.root[k]]))
			break; /* one stands for all of its kind */
	}
	if (s.found > ROOTS_SHOWN)
		fprintf(w->c->out, _("  And for %s more.\n"), say_number(w->c->keep, s.found - ROOTS_SHOWN));
	return ERR_OK;
}

/* ---- the run ---- */

static void say_pause(const struct why *w)
{
	for (int i = 0; i < w->run->notes; i++) {
		const struct status_note *n = &w->run->note[i];

		if (n->kind == STATUS_PAUSE && n->task[0] == '\0')
			fprintf(w->c->out, _("  %s paused it at %s JST. Reason: %s\n"), n->who, n->at, plain(w, n->what));
		if (n->kind == STATUS_PROPOSAL)
			fprintf(w->c->out, _("  %s asked at %s JST: %s %s. Nobody has agreed yet. Reason: %s\n"), n->who,
				n->at, n->what_kind, n->task, plain(w, n->what));
	}
	say_alarms(w, "");
}

/* Why a run that is done has warnings. */
static enum err_code say_warnings(const struct why *w, struct err *e)
{
	const struct status_run *run = w->run;

	for (int i = 0; i < run->quarantines; i++) {
		const struct status_group *g = &run->quarantine[i];

		fprintf(w->c->out,
			g->waived ? _("  %s: %s records set aside, left out by decision (%s GJ%04d): %s\n")
					  : _("  %s: %s records set aside (%s GJ%04d): %s\n"),
			g->task, say_number(w->c->keep, g->records), g->rule, g->message_id, plain(w, g->reason));
	}
	if (say_holds(w, "", e) != ERR_OK)
		return e->code;
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].count.warnings > 0)
			fprintf(w->c->out, _("  %s: %s records with a warning\n"), run->task[i].name,
				say_number(w->c->keep, run->task[i].count.warnings));
	}
	return ERR_OK;
}

/* Which tasks explain the state of the run. */
static bool explains(const struct status_run *run, const struct status_task *t)
{
	if (is(t->state, "skipped") || is(t->state, "accepted") || t->paused_by[0] != '\0')
		return true;
	if (is(run->execution, "done") || is(t->state, "done") || is(t->state, "planned"))
		return false;
	return true;
}

/* Released, and nobody went on with it since: what it is said to wait for is not so any more.  Instants of the
 * ledger are texts that sort. */
static void say_released(const struct why *w)
{
	const struct history_action *act = last_action(w, "release");
	const struct history_run *h = w->history;

	if (act == NULL || w->run->alive || is(w->run->execution, "done"))
		return;
	if (h->attempts == 0 || strcmp(h->attempt[h->attempts - 1].began, act->at) < 0)
		fprintf(w->c->out, _("  It was released at %s JST by %s. Nobody has started it since.\n"), act->at,
			act->who);
}

static void say_headline(const struct why *w)
{
	const struct status_run *run = w->run;
	FILE *out = w->c->out;

	if (status_interrupted(run)) {
		fprintf(out, _("Run %d was interrupted. Its process ended without a word: %s, begun %s JST.\n"),
			run->run_id, run->runner, run->since);
		fputs(_("  What is committed stays. It goes on from there.\n"), out);
	} else if (run->alive) {
		fprintf(out, _("Run %d is at work: runner %s since %s JST.\n"), run->run_id, run->runner, run->since);
	} else if (is(run->execution, "planned")) {
		fprintf(out, _("Run %d is planned. Nobody runs it.\n"), run->run_id);
	} else {
		fprintf(out, _("Run %d: %s since %s JST.\n"), run->run_id, say_state(run->execution), run->ended);
	}
	say_released(w);
	if (run->stop_asked[0] != '\0')
		fputs(_("  Somebody asked it to stop.\n"), out);
	say_pause(w);
}

static bool task_told_it(const struct status_run *run)
{
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].message_id == run->message_id && is(run->task[i].message, run->message))
			return true;
	}
	return false;
}

static enum err_code why_run(const struct why *w, struct err *e)
{
	const struct status_run *run = w->run;
	int told = 0;

	say_headline(w);
	if (run->changed != NULL)
		say_trouble(w, run->changed->id, run->changed->message, run->changed->detail, run->changed->hint);
	if (run->rival != 0)
		fprintf(w->c->out,
			_("  It cannot be confirmed: run %d is confirmed for the same households, month and edition.\n"),
			run->rival);
	if (!task_told_it(run) && !is(run->execution, "waiting")) /* what is waited for follows */
		say_trouble(w, run->message_id, run->message, run->detail, run->remedy);
	for (int i = 0; i < run->tasks; i++) {
		if (!explains(run, &run->task[i]))
			continue;
		if (++told > TROUBLE_SHOWN) {
			fputs(_("  And more tasks; see them with status.\n"), w->c->out);
			break;
		}
		if (why_task(w, i, e) != ERR_OK)
			return e->code;
	}
	if (status_imported(run->graph))
		fputs(_("  It was not computed here: its decisions were imported from a file.\n"), w->c->out);
	if (say_warnings(w, e) != ERR_OK)
		return e->code;
	if (is(run->execution, "done") && status_exit_code(run, 0) == 0)
		fputs(_("  All is well.\n"), w->c->out);
	return ERR_OK;
}

/* ---- the command ---- */

static enum err_code load(struct why *w, int run_id, struct err *e)
{
	struct err unreadable = {0};
	struct arena *keep = w->c->keep;

	if (status_load(w->db, run_id, keep, &w->run, e) != ERR_OK ||
		history_load(w->db, run_id, keep, &w->history, e) != ERR_OK)
		return e->code;
	if (status_imported(w->run->graph))
		return ERR_OK;
	if (status_graph(w->run, keep, &w->graph, &unreadable) != ERR_OK || w->graph->tasks != w->run->tasks) {
		w->graph = NULL;
		fputs(_("This program cannot read the run's definition: what waits for what is not shown.\n"),
			w->c->out);
		return ERR_OK;
	}
	w->task = arena_array(keep, (size_t)w->run->tasks, sizeof(*w->task));
	for (int i = 0; i < w->run->tasks; i++)
		w->task[i] = (struct condition_task){
			.state = w->run->task[i].state, .count = w->run->task[i].count, .chunks = w->run->task[i].chunks};
	return ERR_OK;
}

static enum err_code find_task(const struct why *w, const char *name, int *found, struct err *e)
{
	const char **names = arena_array(w->c->keep, (size_t)w->run->tasks, sizeof(*names)), *nearest;

	for (int i = 0; i < w->run->tasks; i++) {
		names[i] = w->run->task[i].name;
		if (is(names[i], name)) {
			*found = i;
			return ERR_OK;
		}
	}
	nearest = option_nearest(name, names, (size_t)w->run->tasks);
	err_set(e, ERR_INPUT, 2071, "run %d has no task %s", w->run->run_id, plain(w, name));
	if (nearest != NULL)
		return err_hint(e, "Did you mean %s?", nearest);
	return err_hint(e, "The command getsuji status %d lists its tasks.", w->run->run_id);
}

/* Where the next command would be this one: first what was set aside; else to try again, which compares the
 * totals anew and does no finished chunk again. */
static const char *next_after_why(const struct why *w)
{
	const struct status_run *run = w->run;
	const char *next = status_next(run, w->c->keep);

	if (next == NULL || !is(next, arena_printf(w->c->keep, "getsuji why %d", run->run_id)))
		return next;
	if (run->quarantined > run->waived)
		return arena_printf(w->c->keep, "getsuji quarantine %d list", run->run_id);
	return arena_printf(w->c->keep, "getsuji resume %d", run->run_id);
}

static enum err_code tell(struct why *w, int run_id, struct err *e)
{
	const char *next;
	int task = 0;

	if (load(w, run_id, e) != ERR_OK)
		return e->code;
	if (w->c->options.operands < 2) {
		if (why_run(w, e) != ERR_OK)
			return e->code;
	} else if (find_task(w, w->c->options.operand[1], &task, e) != ERR_OK || why_task(w, task, e) != ERR_OK ||
			   say_holds(w, w->run->task[task].name, e) != ERR_OK) {
		return e->code;
	}
	next = next_after_why(w);
	if (next != NULL)
		fprintf(w->c->out, _("next: %s\n"), next);
	else
		fputs(_("next: nothing to do\n"), w->c->out);
	return ERR_OK;
}

enum err_code command_why(struct cli *c, struct err *e)
{
	struct why w = {.c = c};
	int run_id = 0;

	if (operand_run(c, 0, &run_id, e) != ERR_OK || connect_open(c, CONNECT_RUNNER, &w.db, e) != ERR_OK)
		return e->code;
	tell(&w, run_id, e);
	db_close(w.db);
	return e->code;
}
