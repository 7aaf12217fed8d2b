/*
 * undo.c: see undo.h.
 */
#include "engine/run/undo.h"

#include "engine/base/failpoint.h"
#include "engine/base/file.h"
#include "engine/run/catalogue.h"
#include "engine/run/change.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>

enum err_code undo_refused(struct db *db, const struct rerun_plan *plan, struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;

	db_arg_int(&args, plan->run.run_id);
	if (db_query(db, &sql_run_lock_holder, &args, keep, &r, e) != ERR_OK)
		return e->code;
	err_set(e, ERR_ACTIVE, 2055, "run %d is at work: nothing of it can be undone", plan->run.run_id);
	if (db_rows(r) > 0)
		err_detail(
			e, "runner %s, login %s, since %s JST", db_text(r, 0, 0), db_text(r, 0, 1), db_text(r, 0, 2));
	return err_hint(e, "Wait for its end, or stop it first with: getsuji stop %d", plan->run.run_id);
}

enum err_code undo_lock(struct db *db, const struct rerun_plan *plan, struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, plan->run.run_id);
	code = db_query(db, &sql_run_lock, &args, keep, &r, e);
	if (code != ERR_OK || db_int(r, 0, 0))
		return code;
	return undo_refused(db, plan, keep, e);
}

enum err_code undo_ready(
	struct db *db, const struct rerun_plan *plan, const char *accept, struct arena *keep, struct err *e)
{
	struct graph_problems *problems = arena_alloc(keep, sizeof *problems);
	struct ledger_run *run = arena_alloc(keep, sizeof *run);
	struct graph *today = NULL;
	struct err ignored = {0};
	enum err_code code = ledger_load(db, plan->run.run_id, keep, run, e);

	if (code != ERR_OK)
		return code;
	if (graph_open(plan->run.graph, &catalogue, keep, &today, problems, &ignored) != ERR_OK)
		today = NULL; /* of a file that is named only when a run is planned */
	code = change_check(db, run, today, plan->graph, accept, keep, e);
	if (code == ERR_CHANGED)
		return err_hint(e, "Start a new edition with --edition, or do it again as it was planned with: the "
						   "same command with --accept-changes REASON.");
	for (int i = 0; i < plan->tasks && code == ERR_OK; i++) {
		const struct job *job = catalogue_job(plan->graph->task[i].kind, plan->graph->task[i].target);

		if (job && job->ready)
			code = job->ready(plan->run.month, e);
	}
	return code;
}

#define DIGITS_MAX 12 /* of a task's number, with the comma */

/* The numbers of the tasks that are undone, as PostgreSQL writes an array; NULL where there is none. */
static const char *undone_numbers(const struct rerun_plan *plan, struct arena *keep)
{
	size_t room = (size_t)plan->tasks * DIGITS_MAX + 2, used = 0;
	char *list = arena_alloc(keep, room);

	for (int i = 0; i < plan->tasks; i++)
		if (plan->task[i].fate == RERUN_UNDONE)
			used +=
				(size_t)snprintf(list + used, room - used, "%c%d", used ? ',' : '{', plan->task[i].task_no);
	if (!used)
		return NULL;
	list[used] = '}';
	return list;
}

static enum err_code undo_whole(
	struct db *db, const struct rerun_plan *plan, struct arena *keep, struct err *e)
{
	const char *list = undone_numbers(plan, keep);
	struct db_args args = {0};
	struct db_result *r;

	if (!list)
		return ERR_OK;
	db_arg_int(&args, plan->run.run_id);
	db_arg_text(&args, list);
	return db_query(db, &sql_rerun_undo, &args, keep, &r, e);
}

/* Tasks of households that come after task `of` do the retried ones as of the same instant. */
static enum err_code recut_downstream(
	struct db *db, const struct rerun_plan *plan, int of, struct arena *keep, struct err *e)
{
	bool *after = arena_array(keep, (size_t)plan->tasks, sizeof *after);
	enum err_code code = ERR_OK;

	after[of] = true;
	rerun_add_downstream(plan->graph, after);
	for (int i = 0; i < plan->tasks && code == ERR_OK; i++) {
		const struct graph_task *def = &plan->graph->task[i];
		const struct job *job = catalogue_job(def->kind, def->target);
		struct db_args args = {0};
		struct db_result *r;

		if (i == of || !after[i] || !job || !job->by_household)
			continue;
		db_arg_int(&args, plan->run.run_id);
		db_arg_int(&args, plan->task[i].task_no);
		db_arg_int(&args, plan->task[of].task_no);
		code = db_query(db, &sql_rerun_recut_like, &args, keep, &r, e);
	}
	return code;
}

static enum err_code retry_records(struct db *db, const struct rerun_plan *plan,
	const struct rerun_wish *wish, struct arena *keep, struct err *e)
{
	const char *cut = NULL;
	enum err_code code = ERR_OK;

	for (int i = 0; i < plan->tasks && code == ERR_OK; i++) {
		struct db_args args = {0};
		struct db_result *r = NULL;

		if (plan->task[i].fate != RERUN_RETRIED)
			continue;
		if (!cut) {
			code = db_query(db, &sql_run_take_cut, NULL, keep, &r, e);
			if (code != ERR_OK)
				return code;
			cut = db_text(r, 0, 0);
		}
		db_arg_int(&args, plan->run.run_id);
		db_arg_int(&args, plan->task[i].task_no);
		if (wish->key)
			db_arg_int(&args, wish->key);
		else
			db_arg_null(&args);
		db_arg_instant(&args, cut);
		code = db_query(db, &sql_rerun_retry, &args, keep, &r, e);
		if (code == ERR_OK)
			code = recut_downstream(db, plan, i, keep, e);
	}
	return code;
}

static enum err_code record(struct db *db, const struct rerun_plan *plan, const struct rerun_wish *wish,
	const char *command, const char *reason, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, plan->run.run_id);
	db_arg_text(&args, command);
	db_arg_text(&args, arena_printf(keep, "%s%s%s", wish->text, *reason ? ": " : "", reason));
	return db_query(db, &sql_decide_action, &args, keep, NULL, e);
}

static enum err_code apply(struct db *db, const struct rerun_plan *plan, const struct rerun_wish *wish,
	const char *command, const char *reason, struct arena *keep, struct err *e)
{
	if (undo_whole(db, plan, keep, e) != ERR_OK || retry_records(db, plan, wish, keep, e) != ERR_OK ||
		record(db, plan, wish, command, reason, keep, e) != ERR_OK)
		return e->code;
	failpoint("rerun.undone");
	return ERR_OK;
}

/* The files of what was undone go, once the ledger says so. */
static enum err_code withdraw(
	const struct rerun_plan *plan, const char *artifact_dir, struct arena *keep, struct err *e)
{
	if (publish_withdraw(publish_folder(artifact_dir, &plan->run, keep), e) != ERR_OK ||
		(*plan->artifact_dir &&
			publish_withdraw(publish_folder(plan->artifact_dir, &plan->run, keep), e) != ERR_OK))
		return e->code;
	failpoint("rerun.withdrawn");
	return ERR_OK;
}

enum err_code undo_apply(struct db *db, const struct rerun_plan *plan, const struct rerun_wish *wish,
	const char *artifact_dir, const char *command, const char *reason, struct arena *keep, struct err *e)
{
	enum err_code code = db_query(db, &sql_transaction_begin, NULL, keep, NULL, e);

	if (code != ERR_OK)
		return code;
	code = db_end(db, apply(db, plan, wish, command, reason, keep, e), keep, e);
	if (code != ERR_OK)
		return code;
	failpoint("rerun.committed");
	return withdraw(plan, artifact_dir, keep, e);
}
