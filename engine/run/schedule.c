/*
 * The scheduler's loop; see schedule.h.
 */
#include "engine/run/schedule.h"

#include "engine/run/estimate.h"
#include "engine/run/progress.h"
#include "engine/run/state.h"

#include <string.h>
#include <time.h>

#define TICK_MS 200

double schedule_clock(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- telling ---- */

void schedule_tell(struct scheduler *s)
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
			.seconds = s->open[i] ? schedule_clock() - t->seconds : 0};
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
		.seconds = schedule_clock() - s->began,
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
		s->pool = pool_start(
			s->request->conninfo, s->run.info.run_id, s->request->workers, s->request->flight, s->keep);
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
	t->seconds = schedule_clock();
	s->open[i] = true;
	pool_open(s->pool, i, &t->task, s->graph->path_length[i], t->row.chunks - t->row.chunks_done);
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
			schedule_tell(s);
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
	pool_reopen(s->pool, i, left);
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

enum err_code schedule_work(struct scheduler *s, struct err *e)
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
		if (schedule_clock() - told > TICK_MS / 1000.0) {
			told = schedule_clock();
			schedule_tell(s);
			arena_reset(s->scratch);
		}
	}
	return code;
}
