/*
 * rerun.c: see rerun.h.
 */
#include "engine/run/rerun.h"

#include "engine/run/catalogue.h"
#include "engine/run/forecast.h"
#include "engine/run/status.h"
#include "gen/sql.h"

#include <string.h>

#define NAMES_MAX 64

static const struct {
	const char *word;
	enum rerun_mode mode;
} MODES[] = {{"from-top", RERUN_FROM_TOP}, {"from-abnormal", RERUN_FROM_ABNORMAL},
	{"after-abnormal", RERUN_AFTER_ABNORMAL}, {"warnings-only", RERUN_WARNINGS_ONLY},
	{"only-quarantined", RERUN_ONLY_QUARANTINED}};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- what is wished for ---- */

static enum err_code no_mode(const char *text, struct err *e)
{
	err_set(e, ERR_USAGE, 2050, "there is no mode %s", text);
	return err_hint(e, "Modes: from-top, from-abnormal, after-abnormal, warnings-only, only-quarantined, "
					   "task=NAME, task=NAME,downstream.");
}

/* "task=a,downstream,task=b": words separated by commas. */
static enum err_code parse_names(const char *text, struct arena *keep, struct rerun_wish *out, struct err *e)
{
	out->mode = RERUN_TASKS;
	out->name = arena_array(keep, NAMES_MAX, sizeof *out->name);
	for (const char *word = text; *word;) {
		size_t length = strcspn(word, ",");
		const char *copy = arena_strndup(keep, word, length);

		if (strncmp(copy, "task=", 5) == 0 && copy[5] && out->names < NAMES_MAX)
			out->name[out->names++].task = copy + 5;
		else if (is(copy, "downstream") && out->names)
			out->name[out->names - 1].downstream = true;
		else
			return no_mode(text, e);
		word += length + (word[length] == ',');
	}
	return out->names ? ERR_OK : no_mode(text, e);
}

enum err_code rerun_parse(const char *text, struct arena *keep, struct rerun_wish *out, struct err *e)
{
	*out = (struct rerun_wish){.text = text};
	for (size_t i = 0; i < sizeof MODES / sizeof MODES[0]; i++) {
		if (!is(text, MODES[i].word))
			continue;
		out->mode = MODES[i].mode;
		return ERR_OK;
	}
	return parse_names(text, keep, out, e);
}

/* ---- what there is ---- */

static enum err_code load_run(
	struct db *db, int run_id, struct arena *keep, struct rerun_plan *p, struct err *e)
{
	struct graph_problems *problems = arena_alloc(keep, sizeof *problems);
	struct db_args args = {0};
	struct db_result *r;
	struct graph *graph = NULL;
	const char *text;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_rerun_run, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 2051, "there is no run %d", run_id);
		return err_hint(e, "The command getsuji status lists the runs.");
	}
	p->run = (struct run_info){.run_id = run_id,
		.graph = db_text(r, 0, 0),
		.office_id = (int)db_int(r, 0, 1),
		.month = month_of_day(db_day(r, 0, 2)),
		.edition = (int)db_int(r, 0, 3)};
	p->execution = db_text(r, 0, 4);
	p->decision = db_text(r, 0, 5);
	p->alive = db_int(r, 0, 7) != 0;
	p->artifact_dir = db_text(r, 0, 8);
	text = db_text(r, 0, 6);
	if (status_imported(p->run.graph))
		return status_not_from_graph(run_id, e);
	if (is(p->decision, "reversed")) {
		err_set(e, ERR_STATE, 2177, "run %d was taken back: nothing of it is done again", run_id);
		return err_hint(e, "The command getsuji status %d tells how it is computed anew.", run_id);
	}
	if (graph_load(p->run.graph, text, strlen(text), &catalogue, keep, &graph, problems) != ERR_OK) {
		*e = problems->problem[0];
		return e->code;
	}
	p->graph = graph;
	return ERR_OK;
}

static enum err_code load_tasks(
	struct db *db, const struct rerun_wish *wish, struct arena *keep, struct rerun_plan *p, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, p->run.run_id);
	db_arg_int(&args, wish->key);
	if (db_query(db, &sql_rerun_tasks, &args, keep, &r, e) != ERR_OK)
		return e->code;
	p->tasks = db_rows(r);
	if (p->tasks != p->graph->tasks)
		return err_set(e, ERR_CHANGED, 2053, "run %d has %d tasks, its graph %d", p->run.run_id, p->tasks,
			p->graph->tasks);
	p->task = arena_array(keep, (size_t)p->tasks, sizeof *p->task);
	for (int i = 0; i < p->tasks; i++) {
		p->task[i] = (struct rerun_task){.task_no = (int)db_int(r, i, 0),
			.name = db_text(r, i, 1),
			.kind = db_text(r, i, 2),
			.job = db_text(r, i, 3),
			.state = db_text(r, i, 4),
			.in_digest = db_int(r, i, 5) != 0,
			.records = db_int(r, i, 6),
			.chunks = db_int(r, i, 7),
			.files = db_int(r, i, 8),
			.quarantined = db_int(r, i, 9),
			.open = db_int(r, i, 10),
			.held = db_int(r, i, 11),
			.warnings = db_int(r, i, 12),
			.seconds = (double)db_int(r, i, 13) / 1000.0};
	}
	return ERR_OK;
}

/* ---- what becomes of it ---- */

void rerun_add_downstream(const struct graph *g, bool *in)
{
	for (int n = 0; n < g->tasks; n++) {
		const struct graph_task *t = &g->task[g->order[n]];

		for (int k = 0; k < t->after_count; k++)
			in[g->order[n]] = in[g->order[n]] || in[t->after[k]];
	}
}

static bool abnormal(const struct rerun_task *t)
{
	return is(t->state, "failed") || is(t->state, "out_of_balance");
}

static bool with_warnings(const struct rerun_task *t)
{
	return is(t->state, "done") && (t->open > 0 || t->held > 0 || t->warnings > 0);
}

static bool left_by_persons(const struct rerun_task *t)
{
	return is(t->state, "skipped") || is(t->state, "accepted");
}

static bool decided(const struct rerun_plan *p)
{
	return !is(p->decision, "none") && !is(p->decision, "computed");
}

/* Its quarantined records can be tried again one by one: they are households. */
static bool by_household(const struct rerun_plan *p, int i)
{
	const struct job *job = catalogue_job(p->graph->task[i].kind, p->graph->task[i].target);

	return job && job->by_household;
}

static bool wanted(const struct rerun_wish *wish, const struct rerun_task *t)
{
	switch (wish->mode) {
	case RERUN_FROM_TOP:
		return true;
	case RERUN_FROM_ABNORMAL:
	case RERUN_AFTER_ABNORMAL:
		return abnormal(t);
	case RERUN_WARNINGS_ONLY:
		return with_warnings(t);
	case RERUN_ONLY_QUARANTINED:
		return t->open > 0 && !left_by_persons(t);
	case RERUN_TASKS:
		for (int i = 0; i < wish->names; i++)
			if (is(wish->name[i].task, t->name))
				return true;
		break;
	}
	return false;
}

/* Whether what comes after a wanted task is undone with it. */
static bool with_downstream(const struct rerun_wish *wish, const struct rerun_task *t)
{
	if (wish->mode == RERUN_AFTER_ABNORMAL)
		return false;
	if (wish->mode != RERUN_TASKS)
		return true;
	for (int i = 0; i < wish->names; i++)
		if (is(wish->name[i].task, t->name) && wish->name[i].downstream)
			return true;
	return false;
}

static enum err_code names_known(const struct rerun_wish *wish, const struct rerun_plan *p, struct err *e)
{
	for (int i = 0; i < wish->names; i++) {
		if (graph_find(p->graph, wish->name[i].task) >= 0)
			continue;
		err_set(e, ERR_USAGE, 2054, "run %d has no task %s", p->run.run_id, wish->name[i].task);
		return err_hint(e, "The command getsuji status %d lists its tasks.", p->run.run_id);
	}
	return ERR_OK;
}

/* What was decided on stays; a mode that looks for its tasks does without it, one that names them cannot. */
static bool refuse(const struct rerun_wish *wish, struct rerun_plan *p, struct rerun_task *t)
{
	if (!decided(p) || !t->in_digest || is(t->state, "planned"))
		return false;
	t->refused = true;
	p->refused++;
	p->impossible = p->impossible || wish->mode == RERUN_FROM_TOP || wish->mode == RERUN_TASKS;
	return true;
}

static enum rerun_fate fate_of(
	const struct rerun_wish *wish, const struct rerun_plan *p, int i, bool seed, bool after)
{
	const struct rerun_task *t = &p->task[i];

	if (seed && wish->mode == RERUN_AFTER_ABNORMAL)
		return RERUN_TAKEN;
	if (seed && !after && wish->mode == RERUN_ONLY_QUARANTINED && by_household(p, i))
		return RERUN_RETRIED;
	if ((seed || after) && !is(t->state, "planned"))
		return RERUN_UNDONE;
	return is(t->state, "done") || left_by_persons(t) ? RERUN_STAYS : RERUN_RUNS;
}

/* A task that stays although one before it is done again may not fit it any more. */
static void mark_stale(struct rerun_plan *p, struct arena *keep)
{
	bool *changed = arena_array(keep, (size_t)p->tasks, sizeof *changed);

	for (int i = 0; i < p->tasks; i++)
		changed[i] = p->task[i].fate == RERUN_UNDONE || p->task[i].fate == RERUN_RETRIED;
	rerun_add_downstream(p->graph, changed);
	for (int i = 0; i < p->tasks; i++)
		p->task[i].stale = changed[i] && p->task[i].fate == RERUN_STAYS;
}

static void decide_fates(const struct rerun_wish *wish, struct rerun_plan *p, struct arena *keep)
{
	bool *seed = arena_array(keep, (size_t)p->tasks, sizeof *seed);
	bool *source = arena_array(keep, (size_t)p->tasks, sizeof *source); /* seeds that take downstream along */
	bool *after = arena_array(keep, (size_t)p->tasks, sizeof *after);

	for (int i = 0; i < p->tasks; i++) {
		struct rerun_task *t = &p->task[i];

		seed[i] = wanted(wish, t) && !refuse(wish, p, t);
		source[i] = seed[i] && with_downstream(wish, t);
	}
	/* What comes strictly after a source: propagated along the order, the sources themselves left out. */
	for (int n = 0; n < p->tasks; n++) {
		int i = p->graph->order[n];
		const struct graph_task *def = &p->graph->task[i];

		for (int k = 0; k < def->after_count; k++)
			after[i] = after[i] || source[def->after[k]] || after[def->after[k]];
	}
	for (int i = 0; i < p->tasks; i++) {
		p->task[i].fate = fate_of(wish, p, i, seed[i], after[i]);
		p->changes += p->task[i].fate != RERUN_STAYS && p->task[i].fate != RERUN_RUNS;
	}
	mark_stale(p, keep);
}

/* How long it will take: from the history of the graph, and from what the tasks of this run took. */
static enum err_code expect(struct db *db, struct rerun_plan *p, struct arena *keep, struct err *e)
{
	struct forecast_state *state = arena_array(keep, (size_t)p->tasks, sizeof *state);
	struct forecast_history *history;
	struct forecast forecast;

	if (forecast_load(db, p->run.graph, p->run.office_id, p->run.run_id, keep, &history, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < p->tasks; i++) {
		const struct rerun_task *t = &p->task[i];
		bool runs = t->fate == RERUN_UNDONE || t->fate == RERUN_RUNS;

		state[i].state = runs ? "planned" : "done"; /* a few records tried again take no time to speak of */
		if (is(t->state, "done"))
			forecast_add(history, t->name, t->seconds, 0);
	}
	forecast_make(p->graph, history, state, keep, &forecast);
	p->expected = forecast.left;
	p->partial = forecast.partial;
	return ERR_OK;
}

enum err_code rerun_plan_make(struct db *db, int run_id, const struct rerun_wish *wish, struct arena *keep,
	struct rerun_plan **out, struct err *e)
{
	struct rerun_plan *p = arena_alloc(keep, sizeof *p);

	if (load_run(db, run_id, keep, p, e) != ERR_OK || load_tasks(db, wish, keep, p, e) != ERR_OK ||
		names_known(wish, p, e) != ERR_OK)
		return e->code;
	decide_fates(wish, p, keep);
	*out = p;
	return expect(db, p, keep, e);
}
