/*
 * Beginning tasks; see begin.h.
 */
#include "engine/run/begin.h"

#include "engine/run/change.h"
#include "engine/run/resource.h"
#include "engine/run/steer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ASK_AGAIN_S 1.0
#define SLICE       500 /* tasks that begin in one statement */

/* Tasks of one kind that begin together. */
struct group {
	int *index;
	int count;
};

struct round {
	struct scheduler *s;
	struct group pass, single;
	struct condition_task *seen; /* how the tasks stand, for conditions; NULL until one asks */
};

/* The task waits; the ledger is told when what it waits for has changed. */
static enum err_code waits(struct scheduler *s, int i, enum task_wait wait, const char *text, struct err *e)
{
	struct run_task *t = &s->task[i];
	bool told = t->waiting_for && strcmp(t->waiting_for, text) == 0;

	t->wait = wait;
	t->ask_at = schedule_clock() + ASK_AGAIN_S;
	if (told || (wait == TASK_WAITS_PAUSE && steer_run_paused(s))) /* the run says it for all its tasks */
		return ERR_OK;
	if (!t->waiting_for)
		t->waiting_for = arena_alloc(s->life, CONDITION_TEXT_SIZE);
	snprintf(t->waiting_for, CONDITION_TEXT_SIZE, "%s", text);
	return ledger_task_waits(s->db, s->run.info.run_id, &t->row, t->waiting_for, s->scratch, e);
}

static const struct condition_task *tasks_seen(struct round *r)
{
	const struct scheduler *s = r->s;

	if (r->seen)
		return r->seen;
	r->seen = arena_array(s->scratch, (size_t)s->graph->tasks, sizeof *r->seen);
	for (int i = 0; i < s->graph->tasks; i++)
		r->seen[i] = (struct condition_task){
			.state = s->task[i].row.state, .count = s->task[i].row.count, .chunks = s->task[i].row.chunks};
	return r->seen;
}

static enum err_code skip(struct scheduler *s, int i, const char *comparison, struct err *e)
{
	struct err why = {0};
	enum err_code code;

	err_set(&why, ERR_NOT_DUE, 1559, "left out: %s", comparison);
	code = ledger_task_state(s->db, s->run.info.run_id, &s->task[i].row, "skipped", &why, s->scratch, e);
	if (code == ERR_OK)
		schedule_over(s, i);
	return code;
}

/* Conditions are for what has not begun: a task that failed or was stopped in the middle goes on. */
static bool has_begun(const struct run_task *t)
{
	return strcmp(t->row.state, "planned") != 0 &&
		   (strcmp(t->row.state, "waiting") != 0 || t->row.chunks > 0);
}

/* *may: conditions and resources allow it; else the task waits or is skipped. */
static enum err_code may_begin(struct round *r, int i, bool *may, struct err *e)
{
	struct scheduler *s = r->s;
	struct run_task *t = &s->task[i];
	struct condition_asker asker = {
		.db = s->db, .run = &s->run.info, .graph = s->graph, .artifact_dir = s->artifact_dir};
	enum condition_verdict verdict = CONDITION_MET;
	char text[CONDITION_TEXT_SIZE] = "";
	enum err_code code = ERR_OK;

	*may = false;
	if (steer_paused(s, i))
		return waits(s, i, TASK_WAITS_PAUSE, "pause", e);
	if (!has_begun(t)) {
		if (!s->memory)
			s->memory = condition_memory_new(s->life);
		asker.memory = s->memory;
		asker.task = tasks_seen(r);
		code = condition_check(&asker, i, s->scratch, &verdict, text, e);
	}
	if (code != ERR_OK || verdict == CONDITION_FALSE)
		return code == ERR_OK ? skip(s, i, text, e) : code;
	if (verdict == CONDITION_NOT_YET)
		return waits(s, i, TASK_WAITS_CONDITION, text, e);
	if (t->def->resource[0] && t->def->kind != GRAPH_GATE && t->def->kind != GRAPH_MILESTONE) {
		bool got = false;

		code = resource_take(s, i, &got, text, sizeof text, e);
		if (code == ERR_OK && !got)
			code = waits(s, i, TASK_WAITS_RESOURCE, text, e);
		*may = got;
		return code;
	}
	*may = true;
	return code;
}

static void need_pool(struct scheduler *s)
{
	if (s->pool)
		return;
	s->pool = pool_start(
		s->request->conninfo, s->run.info.run_id, s->request->workers, s->request->flight, s->life);
	if (s->request->reconnect_seconds > 0)
		pool_patience(s->pool, s->request->reconnect_seconds);
}

static void open_task(struct scheduler *s, int i)
{
	struct run_task *t = &s->task[i];
	int64_t left = t->row.chunks - t->row.chunks_done;

	t->seconds = schedule_clock();
	s->phase[i] = SCHEDULE_OPEN;
	s->open_count++;
	s->changed = true;
	pool_open(s->pool, i, &t->task, s->graph->path_length[i], left);
	if (left == 0)
		schedule_dry(s, i);
}

static enum err_code ask_gate(struct scheduler *s, int i, struct err *e)
{
	bool open = false;
	enum err_code code = tasks_gate(&s->task[i], s->graph, &open, e);

	if (code == ERR_OK && open) {
		tasks_close(&s->task[i]);
		schedule_over(s, i);
	} else if (code == ERR_OK) {
		s->task[i].wait = TASK_WAITS_GATE;
		s->task[i].ask_at = INFINITY;
	}
	return code;
}

static enum err_code begin_alone(struct scheduler *s, int i, struct err *e)
{
	struct run_task *t = &s->task[i];
	enum err_code code;

	if (t->def->kind != GRAPH_SQL)
		need_pool(s); /* the workers connect while the chunks are cut */
	steer_busy(s);
	code = tasks_begin(t, e);
	steer_free(s);
	if (code != ERR_OK)
		return schedule_failed(s, i, e);
	s->progressed = true;
	s->limits_due =
		s->limits_due || t->row.count.quarantined > 0; /* a statement's, or of chunks done before */
	if (strcmp(t->row.state, "done") == 0) {
		tasks_close(t);
		schedule_over(s, i);
		return resource_release(s, i, e);
	}
	open_task(s, i);
	return ERR_OK;
}

/* The first task that reads begins.  Where it waited, or what came before it (milestones), the run is about what is
 * known now: its cut is taken anew.  The rates stay those it was planned with; newer ones are refused as on resume. */
static enum err_code settle_cut(struct scheduler *s, int first, struct err *e)
{
	bool waited = s->graph->task[first].waits > 0, renewed = false;
	enum err_code code;

	s->cut_open = false;
	for (int i = 0; i < s->graph->tasks && !waited; i++)
		waited = s->phase[i] == SCHEDULE_OVER && s->graph->task[i].waits > 0;
	if (!waited)
		return ERR_OK;
	code = ledger_renew_cut(s->db, &s->run, s->life, &renewed, e);
	if (code != ERR_OK || !renewed) /* of a run that has begun the ledger keeps it */
		return code;
	return change_check(s->db, &s->run, s->today, s->graph, s->request->accept_changes, s->scratch, e);
}

/* Begins a task, or puts it to those that begin together. */
static enum err_code ask(struct round *r, int i, struct err *e)
{
	struct scheduler *s = r->s;
	struct run_task *t = &s->task[i];
	bool may = false;
	enum err_code code = may_begin(r, i, &may, e);

	if (code != ERR_OK || !may)
		return code;
	t->wait = TASK_WAITS_NOT;
	if (s->cut_open && t->def->kind != GRAPH_MILESTONE)
		code = settle_cut(s, i, e);
	if (code != ERR_OK)
		return code;
	if (t->def->kind == GRAPH_GATE)
		return ask_gate(s, i, e);
	if (t->def->kind == GRAPH_MILESTONE)
		r->pass.index[r->pass.count++] = i;
	else if (tasks_is_single(t) && t->row.chunks == 0)
		r->single.index[r->single.count++] = i;
	else
		return begin_alone(s, i, e);
	return ERR_OK;
}

/* In slices, so that the workers are at the first ones while the next are begun. */
static enum err_code begin_singles(struct scheduler *s, const struct group *g, struct err *e)
{
	enum err_code code = ERR_OK;

	need_pool(s);
	for (int at = 0; at < g->count && code == ERR_OK; at += SLICE) {
		const int *index = g->index + at;
		int count = g->count - at < SLICE ? g->count - at : SLICE, failed = 0;

		code = tasks_begin_singles(s->task, index, count, &failed, s->scratch, e);
		if (code != ERR_OK)
			return schedule_failed(s, index[failed], e);
		for (int n = 0; n < count; n++)
			open_task(s, index[n]);
		s->progressed = true;
	}
	return code;
}

static enum err_code begin_groups(struct round *r, struct err *e)
{
	struct scheduler *s = r->s;
	enum err_code code = ERR_OK;

	if (r->pass.count > 0)
		code = tasks_pass(s->task, r->pass.index, r->pass.count, s->scratch, e);
	for (int n = 0; n < r->pass.count && code == ERR_OK; n++)
		schedule_over(s, r->pass.index[n]);
	return code == ERR_OK && r->single.count > 0 ? begin_singles(s, &r->single, e) : code;
}

/* Asks each ready task that is due; those that wait stay in the list, successors of what is over join it. */
static enum err_code ask_all(struct round *r, struct err *e)
{
	struct scheduler *s = r->s;
	double now = schedule_clock();
	int count = s->ready_count, kept = 0;
	enum err_code code = ERR_OK;

	s->fresh = 0;
	for (int n = 0; n < count; n++) {
		int i = s->ready[n];

		if (code == ERR_OK && now >= s->task[i].ask_at) {
			s->task[i].wait = TASK_WAITS_NOT;
			code = ask(r, i, e);
			if (code == ERR_OK && s->task[i].wait == TASK_WAITS_NOT)
				continue;
		}
		s->ready[kept++] = i;
	}
	memmove(&s->ready[kept], &s->ready[count], (size_t)(s->ready_count - count) * sizeof *s->ready);
	s->ready_count -= count - kept;
	return code;
}

enum err_code begin_ready(struct scheduler *s, struct err *e)
{
	enum err_code code;

	do {
		struct round r = {.s = s};

		r.pass.index = arena_array(s->scratch, (size_t)s->ready_count + 1, sizeof(int));
		r.single.index = arena_array(s->scratch, (size_t)s->ready_count + 1, sizeof(int));
		code = ask_all(&r, e);
		if (code == ERR_OK)
			code = begin_groups(&r, e);
	} while (code == ERR_OK && s->fresh > 0);
	return code;
}
