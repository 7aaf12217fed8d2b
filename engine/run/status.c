/*
 * status.c: reads the ledger for those who look.  See status.h.
 */
#include "engine/run/status.h"

#include "engine/run/catalogue.h"
#include "engine/run/change.h"
#include "gen/sql.h"

#include <string.h>

/* Digits of a digest that are shown and asked back: enough to be unique, short enough to type. */
#define DIGEST_SHOWN 16

static bool is(const char *state, const char *word)
{
	return strcmp(state, word) == 0;
}

static const char *text(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? "" : db_text(r, row, column);
}

static int64_t number(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? 0 : db_int(r, row, column);
}

static enum err_code load_run(
	struct db *db, int run_id, struct arena *keep, struct status_run *out, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_status_run, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 1501, "there is no run %d", run_id);
		return err_hint(e, "The command getsuji status lists the runs.");
	}
	*out = (struct status_run){.run_id = (int)db_int(r, 0, 0),
		.graph = text(r, 0, 1),
		.office_id = (int)db_int(r, 0, 2),
		.month = month_of_day(db_day(r, 0, 3)),
		.edition = (int)db_int(r, 0, 4),
		.execution = text(r, 0, 5),
		.decision = text(r, 0, 6),
		.digest = text(r, 0, 7),
		.graph_digest = text(r, 0, 8),
		.started_by = text(r, 0, 9),
		.created = text(r, 0, 10),
		.ended = text(r, 0, 11),
		.cut = text(r, 0, 12),
		.message_id = (int)number(r, 0, 13),
		.message = text(r, 0, 14),
		.runner = text(r, 0, 15),
		.since = text(r, 0, 16),
		.approved = text(r, 0, 17),
		.alive = db_int(r, 0, 18) != 0,
		.seconds = (double)db_int(r, 0, 19),
		.login = text(r, 0, 20),
		.next_exists = db_int(r, 0, 21) != 0,
		.graph_text = text(r, 0, 22),
		.exit_code = (int)number(r, 0, 23),
		.detail = text(r, 0, 24),
		.remedy = text(r, 0, 25),
		.waiting_for = text(r, 0, 26),
		.stop_asked = text(r, 0, 27),
		.waived = db_int(r, 0, 28),
		.workers = db_int(r, 0, 29),
		.attempts = (int)number(r, 0, 30),
		.last_ended = text(r, 0, 31),
		.last_exit_code = (int)number(r, 0, 32),
		.created_ms = db_int(r, 0, 33),
		.now_ms = db_int(r, 0, 34),
		.rate_set_id = (int)number(r, 0, 35),
		.artifact_dir = text(r, 0, 36),
		.unsent = db_int(r, 0, 37),
		.too_late = db_int(r, 0, 38),
		.unpacked = db_int(r, 0, 39) == 1,
		.unclosed = db_int(r, 0, 39) == 2,
		.last_edition = (int)db_int(r, 0, 40),
		.successor = (int)db_int(r, 0, 41),
		.reversal = (int)db_int(r, 0, 42)};
	return ERR_OK;
}

/* A gate is timed as it stands open, in the clock of the wall; till now where it has no end. */
static double seconds_of(const struct status_run *run, const struct status_task *t)
{
	int64_t end = t->ended_ms > 0 ? t->ended_ms : run->now_ms;

	return t->started_ms == 0 || end < t->started_ms ? 0 : (double)(end - t->started_ms) / 1000.0;
}

static struct status_task task_of(const struct status_run *run, const struct db_result *r, int i)
{
	struct status_task t = {.task_no = (int)db_int(r, i, 0),
		.name = text(r, i, 1),
		.kind = text(r, i, 2),
		.job = text(r, i, 3),
		.state = text(r, i, 4),
		.chunks = db_int(r, i, 5),
		.chunks_done = db_int(r, i, 6),
		.expected = db_int(r, i, 7),
		.count = {.read = db_int(r, i, 8),
			.written = db_int(r, i, 9),
			.unchanged = db_int(r, i, 10),
			.held = db_int(r, i, 11),
			.quarantined = db_int(r, i, 12),
			.warnings = db_int(r, i, 13),
			.yen = db_int(r, i, 14)},
		.started_ms = number(r, i, 15),
		.ended_ms = number(r, i, 16),
		.message_id = (int)number(r, i, 17),
		.message = text(r, i, 18),
		.detail = text(r, i, 19),
		.remedy = text(r, i, 20),
		.waiting_for = text(r, i, 21),
		.paused_by = "",
		.pause_reason = ""};

	t.seconds = db_is_null(r, i, 22) ? seconds_of(run, &t) : (double)db_int(r, i, 22) / 1000.0;
	return t;
}

static enum err_code load_tasks(struct db *db, struct arena *keep, struct status_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run->run_id);
	if (db_query(db, &sql_status_tasks, &args, keep, &r, e) != ERR_OK)
		return e->code;
	run->tasks = db_rows(r);
	run->task = arena_array(keep, (size_t)run->tasks, sizeof(*run->task));
	for (int i = 0; i < run->tasks; i++) {
		run->task[i] = task_of(run, r, i);
		run->quarantined += run->task[i].count.quarantined;
		run->held += run->task[i].count.held;
		run->warnings += run->task[i].count.warnings;
	}
	return ERR_OK;
}

static enum status_note_kind note_kind(const char *word)
{
	static const char *const words[] = {"pause", "alarm", "proposal", "incident"};
	enum status_note_kind kind = STATUS_PAUSE;

	while (strcmp(words[kind], word) != 0)
		CHECK(++kind <= STATUS_INCIDENT);
	return kind;
}

static void note_pause(struct status_run *run, const struct status_note *n)
{
	if (n->task[0] == '\0')
		run->paused = true;
	for (int i = 0; i < run->tasks; i++) {
		if (strcmp(run->task[i].name, n->task) != 0)
			continue;
		run->task[i].paused_by = n->who;
		run->task[i].pause_reason = n->what;
	}
}

static enum err_code load_notes(struct db *db, struct arena *keep, struct status_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run->run_id);
	if (db_query(db, &sql_status_notes, &args, keep, &r, e) != ERR_OK)
		return e->code;
	run->notes = db_rows(r);
	run->note = arena_array(keep, (size_t)run->notes, sizeof(*run->note));
	for (int i = 0; i < run->notes; i++) {
		run->note[i] = (struct status_note){.kind = note_kind(db_text(r, i, 0)),
			.task = text(r, i, 1),
			.who = text(r, i, 2),
			.at = text(r, i, 3),
			.what = text(r, i, 4),
			.what_kind = text(r, i, 5),
			.times = db_int(r, i, 6)};
		if (run->note[i].kind == STATUS_PAUSE)
			note_pause(run, &run->note[i]);
		run->alarms += run->note[i].kind == STATUS_ALARM;
	}
	return ERR_OK;
}

static enum err_code load_groups(struct db *db, struct arena *keep, struct status_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *q, *h;

	db_arg_int(&args, run->run_id);
	if (db_query(db, &sql_status_quarantine, &args, keep, &q, e) != ERR_OK ||
		db_query(db, &sql_status_holds, &args, keep, &h, e) != ERR_OK)
		return e->code;
	run->quarantines = db_rows(q);
	run->quarantine = arena_array(keep, (size_t)run->quarantines, sizeof(*run->quarantine));
	for (int i = 0; i < run->quarantines; i++) {
		run->quarantine[i] = (struct status_group){.task = text(q, i, 0),
			.rule = text(q, i, 1),
			.message_id = (int)db_int(q, i, 2),
			.records = db_int(q, i, 3),
			.first_key = db_int(q, i, 4),
			.reason = text(q, i, 5),
			.waived = db_int(q, i, 6) != 0};
	}
	run->holds = db_rows(h);
	run->hold = arena_array(keep, (size_t)run->holds, sizeof(*run->hold));
	for (int i = 0; i < run->holds; i++) {
		run->hold[i] = (struct status_group){.task = text(h, i, 0),
			.rule = text(h, i, 1),
			.records = db_int(h, i, 2),
			.first_key = db_int(h, i, 3),
			.reason = text(h, i, 4)};
	}
	return ERR_OK;
}

static enum err_code load_artifacts(struct db *db, struct arena *keep, struct status_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r, *x;

	db_arg_int(&args, run->run_id);
	if (db_query(db, &sql_status_artifacts, &args, keep, &r, e) != ERR_OK ||
		db_query(db, &sql_status_exclusions, &args, keep, &x, e) != ERR_OK)
		return e->code;
	run->excluded = db_int(x, 0, 0);
	run->artifacts = db_rows(r);
	run->artifact = arena_array(keep, (size_t)run->artifacts, sizeof(*run->artifact));
	for (int i = 0; i < run->artifacts; i++) {
		run->artifact[i] = (struct status_artifact){.name = text(r, i, 0),
			.sha256 = text(r, i, 1),
			.bytes = db_int(r, i, 2),
			.pages = db_int(r, i, 3),
			.pieces = db_int(r, i, 4)};
	}
	return ERR_OK;
}

/* A run that is approved cannot be confirmed where another one decided for the same households already. */
static enum err_code load_rival(struct db *db, struct arena *keep, struct status_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r, *shared;

	if (!is(run->decision, "approved"))
		return ERR_OK;
	db_arg_int(&args, run->run_id);
	if (db_query(db, &sql_status_rivals, &args, keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r) && run->rival == 0; i++) {
		struct db_args pair = {0};

		db_arg_int(&pair, run->run_id);
		db_arg_int(&pair, db_int(r, i, 0));
		if (db_query(db, &sql_status_shares, &pair, keep, &shared, e) != ERR_OK)
			return e->code;
		run->rival = db_int(shared, 0, 0) != 0 ? (int)db_int(r, i, 0) : 0;
	}
	return ERR_OK;
}

/* What resume would refuse because graph or rates are others by now.  Who may not ask is not told. */
static void load_changes(struct db *db, struct arena *keep, struct status_run *run)
{
	struct graph_problems *problems = arena_alloc(keep, sizeof(*problems));
	struct ledger_run *planned = arena_alloc(keep, sizeof(*planned));
	struct err *e = arena_alloc(keep, sizeof(*e));
	struct graph *then = NULL, *today = NULL;
	struct err ignored = {0};

	if (run->alive || is(run->execution, "done") || is(run->execution, "planned") ||
		ledger_load(db, run->run_id, keep, planned, e) != ERR_OK ||
		status_graph(run, keep, &then, e) != ERR_OK)
		return;
	if (graph_open(run->graph, &catalogue, keep, &today, problems, &ignored) != ERR_OK)
		today = NULL; /* of a file that is named only when a run is planned */
	if (change_check(db, planned, today, then, NULL, keep, e) == ERR_CHANGED)
		run->changed = e;
}

enum err_code status_load(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e)
{
	struct status_run *run = arena_alloc(keep, sizeof(*run));

	if (load_run(db, run_id, keep, run, e) != ERR_OK || load_tasks(db, keep, run, e) != ERR_OK ||
		load_notes(db, keep, run, e) != ERR_OK || load_groups(db, keep, run, e) != ERR_OK ||
		load_artifacts(db, keep, run, e) != ERR_OK || load_rival(db, keep, run, e) != ERR_OK)
		return e->code;
	load_changes(db, keep, run);
	*out = run;
	return ERR_OK;
}

enum err_code status_glance(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e)
{
	*out = arena_alloc(keep, sizeof(**out));
	return load_run(db, run_id, keep, *out, e);
}

enum err_code status_list(
	struct db *db, int how_many, struct arena *keep, struct status_line **out, int *count, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, how_many);
	if (db_query(db, &sql_status_runs, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*count = db_rows(r);
	*out = arena_array(keep, (size_t)*count, sizeof(**out));
	for (int i = 0; i < *count; i++) {
		(*out)[i] = (struct status_line){.run_id = (int)db_int(r, i, 0),
			.graph = text(r, i, 1),
			.office_id = (int)db_int(r, i, 2),
			.month = month_of_day(db_day(r, i, 3)),
			.edition = (int)db_int(r, i, 4),
			.execution = text(r, i, 5),
			.decision = text(r, i, 6),
			.created = text(r, i, 7),
			.quarantined = db_int(r, i, 8),
			.alive = db_int(r, i, 9) != 0,
			.paused = db_int(r, i, 10) != 0,
			.alarms = db_int(r, i, 11)};
	}
	return ERR_OK;
}

enum err_code status_household(
	struct db *db, int run_id, int64_t household_id, struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	db_arg_int(&args, household_id);
	if (db_query(db, &sql_status_household, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (db_int(r, 0, 0) != 0)
		return ERR_OK;
	err_set(e, ERR_INPUT, 2072, "household %lld is not in run %d", (long long)household_id, run_id);
	return err_hint(
		e, "The run holds the households that were under protection in its month, in its office.");
}

static bool any_target(enum graph_kind kind, const char *target, struct err *e)
{
	(void)kind, (void)target, (void)e;
	return true;
}

static bool any_setting(
	enum graph_kind kind, const char *target, const struct graph_setting *s, struct err *e)
{
	(void)kind, (void)target, (void)s, (void)e;
	return true;
}

enum err_code status_graph(
	const struct status_run *run, struct arena *keep, struct graph **out, struct err *e)
{
	static const struct graph_catalogue all = {.has_target = any_target, .setting_fits = any_setting};
	struct graph_problems *problems = arena_alloc(keep, sizeof(*problems));

	if (graph_load(arena_printf(keep, "run %d", run->run_id), run->graph_text, strlen(run->graph_text), &all,
			keep, out, problems) == ERR_OK)
		return ERR_OK;
	*e = problems->problem[0];
	return e->code;
}

bool status_imported(const char *graph)
{
	return is(graph, "baseline");
}

enum err_code status_not_from_graph(int run_id, struct err *e)
{
	err_set(e, ERR_STATE, 2052, "run %d was not made from a graph", run_id);
	return err_hint(e, "Decisions in force are imported again with: getsuji import facts");
}

bool status_interrupted(const struct status_run *run)
{
	return !run->alive && is(run->execution, "running");
}

static const char *command(const struct status_run *run, const char *name, struct arena *keep)
{
	return arena_printf(keep, "getsuji %s %d", name, run->run_id);
}

/* The same graph and office, for another month or edition. */
static const char *run_again(const struct status_run *run, month_t month, int edition, struct arena *keep)
{
	char text_of_month[8];
	const char *next = arena_printf(keep, "getsuji run %s --month %s --office %d", run->graph,
		month_format(month, text_of_month), run->office_id);

	return edition == 1 ? next : arena_printf(keep, "%s --edition %d", next, edition);
}

/* Whether a month of the graph that is done is followed by the next.  Where the definition cannot be read any
 * more, nobody is told to start anything. */
static bool recurs(const struct status_run *run, struct arena *keep)
{
	struct graph *graph = NULL;
	struct err ignored = {0};

	return status_graph(run, keep, &graph, &ignored) == ERR_OK && graph->monthly;
}

static const char *next_after_done(const struct status_run *run, struct arena *keep)
{
	if (run->quarantined > run->waived)
		return arena_printf(keep, "getsuji quarantine %d list", run->run_id);
	if (run->reversal != 0 && (run->unsent > run->too_late || run->unpacked))
		return arena_printf(keep, "getsuji reverse %d", run->reversal);
	/* One that is too late cannot be sent any more: the list says so, and sending it says what to do. */
	if (run->unsent > run->too_late)
		return command(run, "payment send", keep);
	if (run->too_late > 0)
		return command(run, "payment status", keep);
	if (run->unpacked)
		return arena_printf(keep, "getsuji spool pack %d --keys DIR --out DIR", run->run_id);
	if (run->unclosed)
		return command(run, "mail status", keep);
	if (is(run->decision, "confirmed") && run->tasks > 0 && !run->next_exists && recurs(run, keep))
		return run_again(run, run->month + 1, 1, keep);
	return NULL;
}

/* The task without which nothing goes on because somebody paused it; NULL: none. */
static const struct status_task *paused_task(const struct status_run *run)
{
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].paused_by[0] != '\0' && !is(run->task[i].state, "done"))
			return &run->task[i];
	}
	return NULL;
}

static const char *go_on(const struct status_run *run, struct arena *keep)
{
	return run->changed == NULL
			   ? command(run, "resume", keep)
			   : arena_printf(keep, "getsuji resume %d --accept-changes REASON", run->run_id);
}

/* What was refused or taken back is computed anew, beside the old one: in an edition that nobody has used, unless that
 * has been done. */
static const char *redo(const struct status_run *run, struct arena *keep)
{
	return run->successor != 0 ? arena_printf(keep, "getsuji status %d", run->successor)
							   : run_again(run, run->month, run->last_edition + 1, keep);
}

static const char *next_while_waiting(const struct status_run *run, struct arena *keep)
{
	const struct status_task *paused = paused_task(run);

	if (is(run->decision, "rejected"))
		return redo(run, keep);
	if (paused != NULL)
		return arena_printf(keep, "getsuji release %d %s", run->run_id, paused->name);
	if (is(run->decision, "computed"))
		return arena_printf(keep, "getsuji approve %d --digest %.*s", run->run_id, DIGEST_SHOWN, run->digest);
	if (is(run->decision, "approved") && run->rival != 0)
		return run_again(run, run->month, run->edition + 1, keep);
	if (is(run->decision, "approved"))
		return command(run, "confirm", keep);
	return go_on(run, keep);
}

const char *status_next(const struct status_run *run, struct arena *keep)
{
	if (is(run->decision, "reversed"))
		return run->graph == NULL || status_imported(run->graph) ? NULL : redo(run, keep);
	if (run->reversal != 0 && run->reversal == run->run_id &&
		!run->alive) /* before all else: what is done now is not what was listed */
		return command(run, "reverse", keep);
	if (is(run->execution, "done"))
		return next_after_done(run, keep);
	if (run->paused)
		return command(run, "release", keep);
	if (run->alive)
		return paused_task(run) != NULL
				   ? arena_printf(keep, "getsuji release %d %s", run->run_id, paused_task(run)->name)
				   : command(run, "status", keep);
	if (is(run->execution, "waiting"))
		return next_while_waiting(run, keep);
	/* A person must decide, or our own fault must be understood: first see what it was. */
	if (is(run->execution, "out_of_balance") ||
		(is(run->execution, "failed") &&
			(run->exit_code == err_exit_code(ERR_STATE) || run->exit_code == err_exit_code(ERR_INTERNAL))))
		return command(run, "why", keep);
	return go_on(run, keep);
}

const char *status_next_command(int run_id, const char *execution, const char *decision, const char *digest,
	bool alive, struct arena *keep)
{
	const struct status_run known = {
		.run_id = run_id, .execution = execution, .decision = decision, .digest = digest, .alive = alive};

	return is(decision, "rejected") ? NULL : status_next(&known, keep);
}

static bool at_gate(const struct status_run *run)
{
	for (int i = 0; i < run->tasks; i++) {
		if (is(run->task[i].kind, "gate") && is(run->task[i].state, "waiting"))
			return true;
	}
	return false;
}

int status_exit_code(const struct status_run *run, int gate_code)
{
	if (is(run->execution, "waiting"))
		return at_gate(run) && !run->paused ? gate_code : err_exit_code(ERR_NOT_DUE);
	if (is(run->execution, "done"))
		return run->quarantined - run->waived + run->held + run->alarms > 0 ? err_exit_code(ERR_WARNINGS) : 0;
	if (is(run->execution, "stopped"))
		return err_exit_code(ERR_STOPPED);
	if (is(run->execution, "out_of_balance"))
		return err_exit_code(ERR_BALANCE);
	if (is(run->execution, "failed"))
		return run->exit_code;
	return err_exit_code(ERR_CONNECTION); /* it never said how it ended: its process was lost */
}
