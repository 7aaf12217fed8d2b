/*
 * The run's rows in schema run.  State changes are checked against the tables of state.h first.
 */
#include "engine/run/ledger.h"

#include "engine/base/failpoint.h"
#include "engine/run/catalogue.h"
#include "engine/run/state.h"
#include "gen/sql.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum err_code ledger_load(
	struct db *db, int run_id, struct arena *keep, struct ledger_run *run, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	unsigned char *sha = NULL;
	enum err_code code;

	db_arg_int(&args, run_id);
	code = db_query(db, &sql_run_by_id, &args, keep, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 1501, "there is no run %d", run_id);
		return err_hint(e, "See the runs with: getsuji status");
	}
	memset(run, 0, sizeof *run);
	run->info.run_id = run_id;
	run->info.graph = arena_strdup(keep, db_text(r, 0, 1));
	run->info.office_id = (int)db_int(r, 0, 2);
	run->info.month = month_of_day(db_day(r, 0, 3));
	run->info.edition = (int)db_int(r, 0, 4);
	CHECK(db_bytes(r, 0, 5, keep, &sha) == sizeof run->graph_sha256);
	memcpy(run->graph_sha256, sha, sizeof run->graph_sha256);
	run->graph_text = arena_strdup(keep, db_text(r, 0, 6));
	run->rate_set_id = db_is_null(r, 0, 7) ? 0 : (int)db_int(r, 0, 7);
	run->info.as_of = arena_strdup(keep, db_text(r, 0, 8));
	run->execution = arena_strdup(keep, db_text(r, 0, 9));
	run->decision = arena_strdup(keep, db_text(r, 0, 10));
	run->runner = db_is_null(r, 0, 13) ? NULL : arena_strdup(keep, db_text(r, 0, 13));
	run->runner_since = db_is_null(r, 0, 14) ? NULL : arena_strdup(keep, db_text(r, 0, 14));
	return ERR_OK;
}

enum err_code ledger_load_tasks(
	struct db *db, int run_id, struct arena *keep, struct ledger_task **tasks, int *count, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, run_id);
	code = db_query(db, &sql_run_tasks, &args, keep, &r, e);
	if (code != ERR_OK)
		return code;
	*count = db_rows(r);
	*tasks = arena_array(keep, (size_t)*count, sizeof **tasks);
	for (int i = 0; i < *count; i++) {
		struct ledger_task *t = &(*tasks)[i];

		t->task_no = (int)db_int(r, i, 0);
		t->name = arena_strdup(keep, db_text(r, i, 1));
		t->state = arena_strdup(keep, db_text(r, i, 2));
		t->chunks = db_int(r, i, 3);
		t->expected = db_int(r, i, 4);
		t->count = (struct chunk_counts){db_int(r, i, 5), db_int(r, i, 6), db_int(r, i, 7), db_int(r, i, 8),
			db_int(r, i, 9), db_int(r, i, 10), db_int(r, i, 11)};
		t->chunks_done = strcmp(t->state, "done") == 0 ? t->chunks : 0;
	}
	return ERR_OK;
}

enum err_code ledger_find(
	struct db *db, const struct execute_request *q, struct arena *keep, int *run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_text(&args, q->graph);
	db_arg_int(&args, q->office_id);
	db_arg_day(&args, month_first(q->month));
	db_arg_int(&args, q->edition);
	code = db_query(db, &sql_run_by_key, &args, keep, &r, e);
	if (code == ERR_OK)
		*run_id = db_rows(r) == 0 ? 0 : (int)db_int(r, 0, 0);
	return code;
}

static const char *kind_word(enum graph_kind kind)
{
	return kind == GRAPH_SQL         ? "sql"
		   : kind == GRAPH_GATE      ? "gate"
		   : kind == GRAPH_MILESTONE ? "milestone"
									 : "job";
}

/* Which tasks are approved at a gate: those that it names, and all that they come from. */
static bool *tasks_in_digest(const struct graph *g, struct arena *keep)
{
	bool *in = arena_array(keep, (size_t)g->tasks, sizeof *in);

	for (int i = 0; i < g->tasks; i++)
		for (int k = 0; k < g->task[i].digest_count; k++)
			in[g->task[i].digest[k]] = true;
	for (int n = g->tasks - 1; n >= 0; n--) {
		const struct graph_task *t = &g->task[g->order[n]];

		for (int k = 0; in[g->order[n]] && k < t->after_count; k++)
			in[t->after[k]] = true;
	}
	return in;
}

/* The tables of schema result that a task fills, separated by commas. */
static const char *partitions_of(const struct graph_task *t, struct arena *keep)
{
	const struct job *job = catalogue_job(t->kind, t->target);
	const char *const *names = job ? job->partitions : t->partitions;
	const char *list = "";

	for (; names && *names; names++)
		list = arena_printf(keep, "%s%s%s", list, *list ? "," : "", *names);
	return list;
}

static enum err_code insert_tasks(
	struct db *db, const struct graph *g, int run_id, struct arena *keep, struct err *e)
{
	const bool *in_digest = tasks_in_digest(g, keep);

	for (int i = 0; i < g->tasks; i++) {
		struct db_args args = {0};
		enum err_code code;

		db_arg_int(&args, run_id);
		db_arg_int(&args, i + 1);
		db_arg_text(&args, g->task[i].name);
		db_arg_text(&args, kind_word(g->task[i].kind));
		db_arg_text(&args, g->task[i].target);
		db_arg_bool(&args, in_digest[i]);
		db_arg_text(&args, partitions_of(&g->task[i], keep));
		code = db_query(db, &sql_task_insert, &args, keep, NULL, e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

/* The office must be known and there must be rates: checked before anything is written. */
static enum err_code check_inputs(
	struct db *db, const struct execute_request *q, struct arena *keep, int64_t *rate_set_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, q->office_id);
	code = db_query(db, &sql_run_inputs, &args, keep, &r, e);
	if (code != ERR_OK)
		return code;
	if (!db_int(r, 0, 0)) {
		err_set(e, ERR_INPUT, 1502, "there is no office %05d", q->office_id);
		return err_hint(e, "Check --office, or import the office first: getsuji import facts DIR");
	}
	if (db_is_null(r, 0, 1)) {
		err_set(e, ERR_INPUT, 1503, "no rate set has been imported");
		return err_hint(e, "Import the official tables first: getsuji import rates");
	}
	*rate_set_id = db_int(r, 0, 1);
	return ERR_OK;
}

static enum err_code insert_run(struct db *db, const struct execute_request *q, const struct graph *g,
	int64_t rate_set_id, struct arena *keep, int *run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	code = db_query(db, &sql_run_take_cut, NULL, keep, &r, e);
	if (code != ERR_OK)
		return code;
	db_arg_text(&args, g->name);
	db_arg_int(&args, q->office_id);
	db_arg_day(&args, month_first(q->month));
	db_arg_int(&args, q->edition);
	db_arg_bytes(&args, g->sha256, sizeof g->sha256);
	db_arg_text(&args, arena_strndup(keep, g->text, g->length));
	db_arg_int(&args, rate_set_id);
	db_arg_instant(&args, db_text(r, 0, 0));
	code = db_query(db, &sql_run_insert, &args, keep, &r, e);
	if (code != ERR_OK)
		return code;
	*run_id = (int)db_int(r, 0, 0);
	return insert_tasks(db, g, *run_id, keep, e);
}

enum err_code ledger_plan(struct db *db, const struct execute_request *q, const struct graph *g,
	struct arena *keep, int *run_id, struct err *e)
{
	struct err ignored = {0};
	int64_t rate_set_id = 0;
	enum err_code code;

	code = check_inputs(db, q, keep, &rate_set_id, e);
	if (code != ERR_OK)
		return code;
	code = db_query(db, &sql_transaction_begin, NULL, keep, NULL, e);
	if (code != ERR_OK)
		return code;
	code = insert_run(db, q, g, rate_set_id, keep, run_id, e);
	failpoint("plan.before_commit");
	if (code == ERR_OK) {
		code = db_query(db, &sql_transaction_commit, NULL, keep, NULL, e);
		failpoint("plan.after_commit");
		return code;
	}
	if (db_alive(db) && db_query(db, &sql_transaction_rollback, NULL, keep, NULL, &ignored) != ERR_OK)
		return code;
	if (code == ERR_DATA) /* another starter was faster: its run is ours to go on with */
		return ledger_find(db, q, keep, run_id, e);
	return code;
}

/* Who has the lock.  A runner that has taken it writes its name a moment later: waits for that, for a while. */
static enum err_code load_holder(
	struct db *db, int run_id, struct arena *keep, struct ledger_run *holder, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 50 * 1000000};
	enum err_code code = ledger_load(db, run_id, keep, holder, e);

	for (int tries = 0; code == ERR_OK && strcmp(holder->execution, "running") != 0 && tries < 40; tries++) {
		nanosleep(&pause, NULL);
		code = ledger_load(db, run_id, keep, holder, e);
	}
	return code;
}

/* Whether a runner, host:pid, is a process of this host that is no more: then its session is about to end. */
static bool is_gone(const char *runner)
{
	char host[128] = "";
	size_t length;

	if (!runner || gethostname(host, sizeof host - 1) != 0)
		return false;
	length = strlen(host);
	return strncmp(runner, host, length) == 0 && runner[length] == ':' &&
		   kill((pid_t)strtol(runner + length + 1, NULL, 10), 0) != 0 && errno == ESRCH;
}

enum err_code ledger_lock(struct db *db, const struct ledger_run *run, struct arena *keep, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 50 * 1000000};
	struct ledger_run holder = {.runner = NULL};
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, run->info.run_id);
	for (int tries = 0; tries == 0 || (tries < 60 && is_gone(holder.runner)); tries++) {
		if (tries > 0)
			nanosleep(&pause, NULL);
		code = db_query(db, &sql_run_lock, &args, keep, &r, e);
		if (code != ERR_OK || db_int(r, 0, 0))
			return code;
		code = load_holder(db, run->info.run_id, keep, &holder, e);
		if (code != ERR_OK)
			return code;
	}
	err_set(e, ERR_ACTIVE, 1504, "run %d is active elsewhere", run->info.run_id);
	err_detail(e, "runner %s, since %.19s UTC", holder.runner ? holder.runner : "?",
		holder.runner_since ? holder.runner_since : "?");
	return err_hint(e,
		"Leave it to that one: getsuji status %d shows how far it is; with --wait it is watched to its end.",
		run->info.run_id);
}

enum err_code ledger_begin(struct db *db, struct ledger_run *run, struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	char host[128] = "";
	enum err_code code;

	CHECK(state_run_can(run->execution, "running"));
	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	db_arg_int(&args, run->info.run_id);
	db_arg_text(&args, arena_printf(keep, "%s:%d", host, (int)getpid()));
	failpoint("run.before_begin");
	code = db_query(db, &sql_run_begin, &args, keep, NULL, e);
	failpoint("run.after_begin");
	if (code == ERR_OK)
		run->execution = "running";
	return code;
}

/* message_id, message, detail, remedy: what `why` tells later. */
static void arg_message(struct db_args *args, const struct err *why, struct arena *keep)
{
	if (!why) {
		for (int i = 0; i < 4; i++)
			db_arg_null(args);
		return;
	}
	db_arg_int(args, why->id);
	db_arg_text(args, why->message);
	db_arg_text(args,
		arena_printf(keep, "%s%s%s", why->place, why->place[0] && why->detail[0] ? "\n" : "", why->detail));
	db_arg_text(args, why->hint);
}

enum err_code ledger_end(struct db *db, struct ledger_run *run, const char *execution, const struct err *why,
	struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	enum err_code code;

	CHECK(state_run_can(run->execution, execution));
	db_arg_int(&args, run->info.run_id);
	db_arg_text(&args, execution);
	if (why)
		db_arg_int(&args, err_exit_code(why->code));
	else
		db_arg_null(&args);
	arg_message(&args, why, keep);
	failpoint("run.before_end");
	code = db_query(db, &sql_run_end, &args, keep, NULL, e);
	failpoint("run.after_end");
	if (code == ERR_OK)
		run->execution = execution;
	return code;
}

enum err_code ledger_task_state(struct db *db, int run_id, struct ledger_task *t, const char *state,
	const struct err *why, struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	enum err_code code;

	CHECK(state_task_can(t->state, state));
	db_arg_int(&args, run_id);
	db_arg_int(&args, t->task_no);
	db_arg_text(&args, state);
	arg_message(&args, why, keep);
	code = db_query(db, &sql_task_state, &args, keep, NULL, e);
	if (code == ERR_OK)
		t->state = state;
	return code;
}
