/*
 * status.c: reads the ledger for those who look.  See status.h.
 */
#include "engine/run/status.h"

#include "gen/sql.h"

#include <string.h>

/* Digits of a digest that are shown and asked back: enough to be unique, short enough to type. */
#define DIGEST_SHOWN 16

static const char *text(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? "" : db_text(r, row, column);
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
		err_set(e, ERR_INPUT, 1570, "there is no run %d", run_id);
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
		.message_id = db_is_null(r, 0, 13) ? 0 : (int)db_int(r, 0, 13),
		.message = text(r, 0, 14),
		.runner = text(r, 0, 15),
		.since = text(r, 0, 16),
		.approved = text(r, 0, 17),
		.alive = db_int(r, 0, 18) != 0,
		.seconds = (double)db_int(r, 0, 19),
		.login = text(r, 0, 20),
		.next_exists = db_int(r, 0, 21) != 0,
		.graph_text = text(r, 0, 22),
		.exit_code = db_is_null(r, 0, 23) ? 0 : (int)db_int(r, 0, 23)};
	return ERR_OK;
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
		run->task[i] = (struct status_task){.task_no = (int)db_int(r, i, 0),
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
			.seconds = (double)db_int(r, i, 15) / 1000.0,
			.message_id = (int)db_int(r, i, 16),
			.message = text(r, i, 17)};
		run->quarantined += run->task[i].count.quarantined;
		run->held += run->task[i].count.held;
		run->warnings += run->task[i].count.warnings;
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
			.reason = text(q, i, 5)};
	}
	run->holds = db_rows(h);
	run->hold = arena_array(keep, (size_t)run->holds, sizeof(*run->hold));
	for (int i = 0; i < run->holds; i++) {
		run->hold[i] = (struct status_group){.task = text(h, i, 0),
			.rule = text(h, i, 1),
			.records = db_int(h, i, 2),
			.first_key = db_int(h, i, 3),
			.reason = ""};
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

enum err_code status_load(
	struct db *db, int run_id, struct arena *keep, struct status_run **out, struct err *e)
{
	struct status_run *run = arena_alloc(keep, sizeof(*run));

	if (load_run(db, run_id, keep, run, e) != ERR_OK || load_tasks(db, keep, run, e) != ERR_OK ||
		load_groups(db, keep, run, e) != ERR_OK || load_artifacts(db, keep, run, e) != ERR_OK)
		return e->code;
	*out = run;
	return ERR_OK;
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
			.alive = db_int(r, i, 9) != 0};
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
	err_set(e, ERR_INPUT, 1571, "household %lld is not in run %d", (long long)household_id, run_id);
	return err_hint(
		e, "The run holds the households that were under protection in its month, in its office.");
}

static bool is(const char *state, const char *word)
{
	return strcmp(state, word) == 0;
}

const char *status_next_command(int run_id, const char *execution, const char *decision, const char *digest,
	bool alive, struct arena *keep)
{
	if (alive)
		return arena_printf(keep, "getsuji status %d", run_id);
	if (is(execution, "done"))
		return NULL;
	if (is(execution, "waiting")) {
		if (is(decision, "computed"))
			return arena_printf(keep, "getsuji approve %d --digest %.*s", run_id, DIGEST_SHOWN, digest);
		if (is(decision, "approved"))
			return arena_printf(keep, "getsuji confirm %d", run_id);
		if (is(decision, "rejected") || is(decision, "reversed"))
			return NULL;
	}
	return arena_printf(keep, "getsuji resume %d", run_id);
}

const char *status_next(const struct status_run *run, struct arena *keep)
{
	char month[8];
	const char *next =
		status_next_command(run->run_id, run->execution, run->decision, run->digest, run->alive, keep);

	if (next != NULL)
		return next;
	/* A refused run is computed anew, beside the old one; after a finished one comes the next month. */
	if (is(run->decision, "rejected"))
		return arena_printf(keep, "getsuji run %s --month %s --office %d --edition %d", run->graph,
			month_format(run->month, month), run->office_id, run->edition + 1);
	if (is(run->decision, "confirmed") && run->tasks > 0 && !run->next_exists)
		return arena_printf(keep, "getsuji run %s --month %s --office %d", run->graph,
			month_format(run->month + 1, month), run->office_id);
	return NULL;
}

int status_exit_code(const struct status_run *run, int gate_code)
{
	if (is(run->execution, "waiting"))
		return gate_code;
	if (is(run->execution, "done"))
		return run->quarantined + run->held > 0 ? err_exit_code(ERR_WARNINGS) : 0;
	if (is(run->execution, "stopped"))
		return err_exit_code(ERR_STOPPED);
	if (is(run->execution, "out_of_balance"))
		return err_exit_code(ERR_BALANCE);
	if (is(run->execution, "failed"))
		return run->exit_code;
	return err_exit_code(ERR_CONNECTION); /* it never said how it ended: its process was lost */
}
