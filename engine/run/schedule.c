/*
 * The scheduler's loop; see schedule.h.
 */
#include "engine/run/schedule.h"

#include "engine/run/alarm.h"
#include "engine/run/begin.h"
#include "engine/run/estimate.h"
#include "engine/run/limit.h"
#include "engine/run/progress.h"
#include "engine/run/resource.h"
#include "engine/run/state.h"
#include "engine/run/steer.h"
#include "engine/run/watchdog.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TICK_MS       200
#define TELL_AT_ONCE  100 /* tasks */
#define TELL_MANY_S   0.05
#define END_TOGETHER  200 /* dry tasks */
#define END_WITHIN_S  0.02
#define MESSAGES_MOST 1000 /* heard before the scheduler looks around again */

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
			.seconds = s->phase[i] == SCHEDULE_OPEN ? schedule_clock() - t->seconds : 0};
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
		.remaining_seconds = estimate_remaining(shown, s->graph->tasks),
		.waiting_for = s->waits_told,
		.alarms = s->alarms};
	p->update(p, &run);
	s->told_at = schedule_clock();
	s->changed = false;
}

void schedule_event(struct scheduler *s, const char *event, const char *details)
{
	if (s->request->progress)
		s->request->progress->event(s->request->progress, event, details);
}

void schedule_incident(struct scheduler *s, int task_no, const char *event, const char *details)
{
	struct err ignored = {0};

	schedule_event(s, event, details);
	if (ledger_incident(s->db, s->run.info.run_id, task_no, 0, event, details, s->scratch, &ignored) !=
		ERR_OK)
		schedule_event(s, "ledger.behind", ignored.message);
}

/* ---- the graph ---- */

static void ready(struct scheduler *s, int task)
{
	s->phase[task] = SCHEDULE_READY;
	s->task[task].ask_at = 0;
	s->ready[s->ready_count++] = task;
	s->fresh++;
}

/* Lists the successors of each task, as many as name it. */
static void list_successors(struct scheduler *s)
{
	const struct graph *g = s->graph;
	int *next = arena_array(s->scratch, (size_t)g->tasks, sizeof *next);

	s->successor_first = arena_array(s->life, (size_t)g->tasks + 1, sizeof *s->successor_first);
	for (int i = 0; i < g->tasks; i++)
		for (int k = 0; k < g->task[i].after_count; k++)
			s->successor_first[g->task[i].after[k] + 1]++;
	for (int i = 0; i < g->tasks; i++) {
		s->successor_first[i + 1] += s->successor_first[i];
		next[i] = s->successor_first[i];
	}
	s->successor = arena_array(s->life, (size_t)s->successor_first[g->tasks] + 1, sizeof *s->successor);
	for (int i = 0; i < g->tasks; i++)
		for (int k = 0; k < g->task[i].after_count; k++)
			s->successor[next[g->task[i].after[k]]++] = i;
}

void schedule_prepare(struct scheduler *s)
{
	size_t tasks = (size_t)s->graph->tasks;

	s->phase = arena_array(s->life, tasks, sizeof *s->phase);
	s->unmet = arena_array(s->life, tasks, sizeof *s->unmet);
	s->ready = arena_array(s->life, tasks, sizeof *s->ready);
	s->dry = arena_array(s->life, tasks, sizeof *s->dry);
	s->ready_count = s->fresh = s->dry_count = s->open_count = s->over_count = 0;
	list_successors(s);
	s->cut_open = false;
	for (int i = 0; i < s->graph->tasks; i++) {
		s->cut_open = s->cut_open || s->graph->task[i].waits > 0;
		if (ledger_task_over(&s->task[i].row)) {
			s->phase[i] = SCHEDULE_OVER;
			s->over_count++;
		}
	}
	for (int i = 0; i < s->graph->tasks; i++) {
		const struct graph_task *t = &s->graph->task[i];

		for (int k = 0; k < t->after_count; k++)
			s->unmet[i] += s->phase[t->after[k]] != SCHEDULE_OVER;
		if (s->phase[i] == SCHEDULE_LATER && s->unmet[i] == 0)
			ready(s, i);
	}
}

void schedule_over(struct scheduler *s, int task)
{
	CHECK(s->phase[task] != SCHEDULE_OVER);
	if (s->phase[task] == SCHEDULE_OPEN)
		s->open_count--;
	s->phase[task] = SCHEDULE_OVER;
	s->over_count++;
	s->changed = true;
	for (int k = s->successor_first[task]; k < s->successor_first[task + 1]; k++) {
		int next = s->successor[k];

		if (--s->unmet[next] == 0 && s->phase[next] == SCHEDULE_LATER)
			ready(s, next);
	}
}

/* ---- ending tasks ---- */

void schedule_dry(struct scheduler *s, int task)
{
	if (s->dry_count == 0)
		s->dry_at = schedule_clock();
	s->dry[s->dry_count++] = task;
}

enum err_code schedule_failed(struct scheduler *s, int task, const struct err *why)
{
	const char *state = why->code == ERR_BALANCE ? "out_of_balance" : "failed";
	struct ledger_task *row = &s->task[task].row;
	struct err ignored = {0};

	if (!s->final && err_class(why->code) == ERR_CLASS_RETRY)
		return why->code; /* of the scheduler's own session: the run is loaded anew */
	s->final = true;
	if (why->code == ERR_STOPPED) /* the task is as it was before the statement that was broken off */
		return why->code;
	/* The ledger's view comes second: the reason itself is what the caller gets. */
	if (db_alive(s->db) && state_task_can(row->state, state) &&
		ledger_task_state(s->db, s->run.info.run_id, row, state, why, s->scratch, &ignored) != ERR_OK)
		schedule_event(s, "ledger.behind", ignored.message);
	return why->code;
}

/* What is left of a task that is done. */
static enum err_code end_open(struct scheduler *s, int i, struct err *e)
{
	tasks_close(&s->task[i]);
	schedule_over(s, i);
	s->progressed = true;
	return resource_release(s, i, e);
}

static enum err_code check_limits(
	struct scheduler *s, enum err_code (*check)(struct scheduler *s, int *task, struct err *e), struct err *e)
{
	int blamed = 0;

	s->limits_due = false;
	return check(s, &blamed, e) == ERR_OK ? ERR_OK : schedule_failed(s, blamed, e);
}

static enum err_code end_alone(struct scheduler *s, int i, struct err *e)
{
	int64_t left = 0;
	enum err_code code = tasks_left(&s->task[i], &left, e);

	if (code != ERR_OK)
		return code;
	if (left > 0) {
		/* Leased by another session, or given back by one that died: look again shortly. */
		s->reopen_at = schedule_clock() + TICK_MS / 4000.0;
		s->reopen[s->reopen_count++] = i;
		return ERR_OK;
	}
	pool_close(s->pool, i);
	steer_busy(s);
	code = tasks_end(&s->task[i], s->request->conninfo, e);
	steer_free(s);
	if (code != ERR_OK)
		return schedule_failed(s, i, e);
	code = alarm_expect(s, i, e);
	if (code == ERR_OK)
		code = end_open(s, i, e);
	/* Only now it is known what helping processes, and chunks whose answer was lost, set aside. */
	if (code == ERR_OK && s->task[i].row.count.quarantined > s->task[i].row.waived)
		code = check_limits(s, limit_check, e);
	return code;
}

/* Ends the tasks heard to be dry: the small ones together, the others one by one. */
static enum err_code end_dry(struct scheduler *s, struct err *e)
{
	int *single = arena_array(s->scratch, (size_t)s->dry_count + 1, sizeof *single), singles = 0, kept = 0;
	enum err_code code = ERR_OK;

	for (int n = 0; n < s->dry_count; n++)
		if (tasks_is_single(&s->task[s->dry[n]]))
			single[singles++] = s->dry[n];
	if (singles > 0)
		code = tasks_end_singles(s->task, single, singles, s->scratch, e);
	for (int n = 0; n < s->dry_count && code == ERR_OK; n++) {
		int i = s->dry[n];

		if (strcmp(s->task[i].row.state, "done") == 0) {
			pool_close(s->pool, i);
			code = end_open(s, i, e);
		} else {
			s->dry[kept++] = i;
		}
	}
	for (int n = 0; n < kept && code == ERR_OK; n++)
		code = end_alone(s, s->dry[n], e);
	s->dry_count = 0;
	return code;
}

/* What is dry is ended at once, unless the workers have enough to do meanwhile: then some are waited for that
 * can be ended together. */
static bool end_due(const struct scheduler *s)
{
	return s->dry_count > 0 &&
		   (s->dry_count >= END_TOGETHER || schedule_clock() >= s->dry_at + END_WITHIN_S || !s->pool ||
			   pool_ready(s->pool) < s->request->workers);
}

static enum err_code reopen_due(struct scheduler *s, struct err *e)
{
	enum err_code code = ERR_OK;

	if (s->reopen_count == 0 || schedule_clock() < s->reopen_at)
		return ERR_OK;
	for (int n = 0; n < s->reopen_count && code == ERR_OK; n++) {
		int64_t left = 0;

		code = tasks_left(&s->task[s->reopen[n]], &left, e);
		if (code == ERR_OK && left > 0)
			pool_reopen(s->pool, s->reopen[n], left);
		else
			schedule_dry(s, s->reopen[n]);
	}
	s->reopen_count = 0;
	return code;
}

/* ---- hearing ---- */

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

static void hear_done(struct scheduler *s, const struct pool_message *m)
{
	struct run_task *t = &s->task[m->task];

	t->row.chunks_done++;
	add_counts(&t->row.count, &m->count);
	s->limits_due = s->limits_due || m->count.quarantined > 0;
	s->progressed = true;
}

/* A worker that cannot reach the server says so first sometimes; then it is the connection, not the task. */
static enum err_code hear_failed(struct scheduler *s, const struct pool_message *m, struct err *e)
{
	struct err lost = {0};

	if (err_class(m->why.code) == ERR_CLASS_RETRY || m->why.code == ERR_SERVER) {
		s->look_at = 0;
		if (steer_look(s, &lost) != ERR_OK && !db_alive(s->db)) {
			*e = lost;
			return lost.code;
		}
	}
	*e = m->why;
	s->final = true;
	return schedule_failed(s, m->task, e);
}

static enum err_code hear(struct scheduler *s, const struct pool_message *m, struct err *e)
{
	switch (m->kind) {
	case POOL_CHUNK_DONE:
		hear_done(s, m);
		break;
	case POOL_DRY:
		if (s->phase[m->task] == SCHEDULE_OPEN)
			schedule_dry(s, m->task);
		break;
	case POOL_TASK_FAILED:
		return hear_failed(s, m, e);
	case POOL_EVENT:
		schedule_incident(s, m->task < 0 ? 0 : m->task + 1, m->event, m->details);
		break;
	}
	return ERR_OK;
}

/* What the workers said, or nothing within a tick. */
static enum err_code listen(struct scheduler *s, struct err *e)
{
	const struct timespec nap = {.tv_nsec = TICK_MS * 1000000L};
	struct pool_message m;
	int timeout = s->dry_count > 0 ? (int)(END_WITHIN_S * 1000) : s->reopen_count > 0 ? TICK_MS / 4 : TICK_MS;
	enum err_code code = ERR_OK;

	if (!s->pool) {
		(void)nanosleep(&nap, NULL); /* cut short by a signal: so much the better */
		return ERR_OK;
	}
	for (int n = 0; n < MESSAGES_MOST && code == ERR_OK && pool_wait(s->pool, n == 0 ? timeout : 0, &m); n++)
		code = hear(s, &m, e);
	return code;
}

/* ---- the loop ---- */

static enum err_code look_around(struct scheduler *s, struct err *e)
{
	enum err_code code = s->limits_due ? check_limits(s, limit_check, e) : ERR_OK;

	if (code == ERR_OK)
		code = steer_look(s, e);
	if (code == ERR_OK && schedule_clock() >= s->alarm_at) {
		s->alarm_at = schedule_clock() + 1;
		code = alarm_deadlines(s, e);
	}
	return code == ERR_OK ? watchdog_look(s, e) : code;
}

static enum err_code stop_asked(struct scheduler *s, struct err *e)
{
	switch (steer_stop_asked(s)) {
	case STEER_GO_ON:
		return ERR_OK;
	case STEER_STOP:
		s->final = true;
		return err_set(e, ERR_STOPPED, 1553, "stopped on request");
	case STEER_STOP_NOW:
		break;
	}
	s->final = true;
	if (s->pool)
		pool_halt(s->pool);
	steer_break_off(s);
	return err_set(e, ERR_STOPPED, 1556, "stopped at once on request");
}

/* Whether workers are at work, or will be. */
static bool at_work(const struct scheduler *s)
{
	if (s->dry_count > 0 || s->reopen_count > 0 || (s->pool && !pool_idle(s->pool)))
		return true;
	for (int i = 0; s->open_count > 0 && i < s->graph->tasks; i++)
		if (s->phase[i] == SCHEDULE_OPEN && !steer_paused(s, i))
			return true;
	return false;
}

static const char *wait_text(const struct scheduler *s, int i)
{
	const struct run_task *t = &s->task[i];

	if (t->wait == TASK_WAITS_GATE)
		return t->def->name;
	return t->wait == TASK_WAITS_PAUSE ? arena_printf(s->scratch, "pause: %s", t->def->name)
									   : arena_printf(s->scratch, "%s: %s", t->def->name, t->waiting_for);
}

/* Nothing can be done now: what is waited for?  *wait is the kind that decides how to go on; a thing that
 * another run uses is only a matter of time, a gate comes last. */
static const char *why_idle(const struct scheduler *s, enum task_wait *wait)
{
	static const enum task_wait order[] = {
		TASK_WAITS_RESOURCE, TASK_WAITS_PAUSE, TASK_WAITS_CONDITION, TASK_WAITS_GATE};

	*wait = TASK_WAITS_PAUSE;
	if (s->over_count < s->graph->tasks && steer_run_paused(s))
		return "pause";
	for (int i = 0; s->open_count > 0 && i < s->graph->tasks; i++)
		if (s->phase[i] == SCHEDULE_OPEN)
			return arena_printf(s->scratch, "pause: %s", s->task[i].def->name);
	for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
		*wait = order[k];
		for (int n = 0; n < s->ready_count; n++)
			if (s->task[s->ready[n]].wait == order[k])
				return wait_text(s, s->ready[n]);
	}
	*wait = TASK_WAITS_NOT;
	return NULL;
}

static enum err_code not_due(const struct scheduler *s, enum task_wait wait, struct err *e)
{
	static const char paused[] = "pause:"; /* " TASK" follows where it is not the whole run */
	const char *task;

	CHECK(s->waiting_for);
	task = strncmp(s->waiting_for, paused, strlen(paused)) == 0 ? s->waiting_for + strlen(paused) : "";
	err_set(e, ERR_NOT_DUE, 1558, "nothing can be done now; the run waits");
	err_detail(e, "%s", s->waiting_for);
	return wait == TASK_WAITS_PAUSE
			   ? err_hint(e, "Let it go on with: getsuji release %d%s", s->run.info.run_id, task)
			   : err_hint(e,
					 "Try again later with: getsuji resume %d; with --wait it looks until it may go on.",
					 s->run.info.run_id);
}

/* While it polls, the ledger says what for. */
static enum err_code tell_waiting(struct scheduler *s, const char *waiting_for, struct err *e)
{
	struct db_args args = {0};

	if (strcmp(s->waits_told, waiting_for ? waiting_for : "") == 0)
		return ERR_OK;
	snprintf(s->waits_told, sizeof s->waits_told, "%s", waiting_for ? waiting_for : "");
	db_arg_int(&args, s->run.info.run_id);
	if (waiting_for)
		db_arg_text(&args, waiting_for);
	else
		db_arg_null(&args);
	return db_query(s->db, &sql_run_waits, &args, s->scratch, NULL, e);
}

/* *over: nothing is left to do for this runner. */
static enum err_code standing(struct scheduler *s, bool *over, struct err *e)
{
	enum task_wait wait;
	const char *waiting_for;

	*over = false;
	if (at_work(s) || s->fresh > 0)
		return tell_waiting(s, NULL, e);
	waiting_for = why_idle(s, &wait);
	if (wait == TASK_WAITS_RESOURCE ||
		(s->request->wait_conditions && (wait == TASK_WAITS_PAUSE || wait == TASK_WAITS_CONDITION)))
		return tell_waiting(s, waiting_for, e);
	*over = true;
	s->waiting_for = waiting_for ? arena_strdup(s->keep, waiting_for) : NULL;
	CHECK(waiting_for || s->over_count == s->graph->tasks);
	return wait == TASK_WAITS_PAUSE || wait == TASK_WAITS_CONDITION ? not_due(s, wait, e) : ERR_OK;
}

/* Whether a task may be due to be asked again. */
static bool any_due(const struct scheduler *s)
{
	double now = schedule_clock();

	for (int n = 0; n < s->ready_count; n++)
		if (now >= s->task[s->ready[n]].ask_at)
			return true;
	return false;
}

/* Changes of state at once, unless there are thousands of tasks; else now and then. */
static void tell_in_time(struct scheduler *s)
{
	double since = schedule_clock() - s->told_at;

	if (since > TICK_MS / 1000.0 ||
		(s->changed && (s->graph->tasks <= TELL_AT_ONCE || since > TELL_MANY_S))) {
		schedule_tell(s);
		arena_reset(s->scratch);
	}
}

enum err_code schedule_work(struct scheduler *s, struct err *e)
{
	enum err_code code = steer_start(s, e);
	bool over = false;

	s->reopen = arena_array(s->life, (size_t)s->graph->tasks, sizeof *s->reopen);
	s->reopen_count = 0;
	if (code == ERR_OK)
		code = check_limits(s, limit_first, e);
	while (code == ERR_OK) {
		code = stop_asked(s, e);
		if (code == ERR_OK && end_due(s))
			code = end_dry(s, e);
		if (code == ERR_OK && any_due(s))
			code = begin_ready(s, e);
		if (code == ERR_OK)
			code = standing(s, &over, e);
		if (code != ERR_OK || over)
			break;
		tell_in_time(s);
		code = listen(s, e);
		if (code == ERR_OK)
			code = reopen_due(s, e);
		if (code == ERR_OK)
			code = look_around(s, e);
	}
	return code;
}

void schedule_quiet(struct scheduler *s)
{
	struct pool_message m;
	struct err ignored = {0};

	steer_end(s);
	if (!s->pool)
		return;
	pool_halt(s->pool);
	while (!pool_idle(s->pool)) {
		if (pool_wait(s->pool, TICK_MS, &m) && m.kind == POOL_CHUNK_DONE)
			hear_done(s, &m);
		if (db_alive(s->db) && s->steer && steer_look(s, &ignored) == ERR_OK &&
			steer_stop_asked(s) == STEER_STOP_NOW)
			steer_break_off(s);
	}
	pool_stop(s->pool);
	s->pool = NULL;
}
