/*
 * The run's rows in schema run.  State changes are checked against the tables of state.h first.
 */
#include "engine/run/ledger.h"

#include "engine/base/failpoint.h"
#include "engine/base/process.h"
#include "engine/run/catalogue.h"
#include "engine/run/state.h"
#include "gen/sql.h"

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
	run->seconds = db_int(r, 0, 17);
	run->attempt_no = 0;
	return ERR_OK;
}

bool ledger_task_over(const struct ledger_task *t)
{
	return strcmp(t->state, "done") == 0 || strcmp(t->state, "skipped") == 0 ||
		   strcmp(t->state, "accepted") == 0;
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
		t->waived = db_int(r, i, 12);
		t->chunks_done = ledger_task_over(t) ? t->chunks : 0;
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
static const bool *tasks_in_digest(const struct graph *g, struct arena *keep)
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

/* The tables of schema result that a task fills, separated by commas; NULL for none. */
static const char *partitions_of(const struct graph_task *t, struct arena *keep)
{
	const struct job *job = catalogue_job(t->kind, t->target);
	const char *const *names = job ? job->partitions : t->partitions;
	const char *list = NULL;

	for (; names && *names; names++)
		list = list ? arena_printf(keep, "%s,%s", list, *names) : *names;
	return list;
}

static enum err_code insert_filling(struct db *db, const struct graph_task *t, int run_id, int task_no,
	bool in_digest, const char *partitions, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	db_arg_int(&args, task_no);
	db_arg_text(&args, t->name);
	db_arg_text(&args, kind_word(t->kind));
	db_arg_text(&args, t->target);
	db_arg_bool(&args, in_digest);
	db_arg_text(&args, partitions);
	return db_query(db, &sql_task_insert, &args, keep, NULL, e);
}

/* One by one those few that fill tables, all others in one go. */
static enum err_code insert_tasks(
	struct db *db, const struct graph *g, int run_id, struct arena *keep, struct err *e)
{
	struct row_out *w = row_out_new(keep, 7);
	const bool *in_digest = tasks_in_digest(g, keep);
	struct db_step step = {.q = &sql_task_rows, .out = w};
	enum err_code code = ERR_OK;

	for (int i = 0; i < g->tasks && code == ERR_OK; i++) {
		const struct graph_task *t = &g->task[i];
		const char *partitions = partitions_of(t, keep);

		if (partitions) {
			code = insert_filling(db, t, run_id, i + 1, in_digest[i], partitions, keep, e);
			continue;
		}
		row_begin(w);
		row_put_int4(w, run_id);
		row_put_int4(w, i + 1);
		row_put_string(w, t->name);
		row_put_string(w, kind_word(t->kind));
		row_put_string(w, t->target ? t->target : "");
		row_put_string(w, "planned");
		row_put_bool(w, in_digest[i]);
		row_end(w);
	}
	return code == ERR_OK && row_out_count(w) > 0 ? db_batch(db, &step, 1, keep, e) : code;
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
	code = db_end(db, code, keep, e);
	if (code == ERR_OK)
		failpoint("plan.after_commit");
	if (code == ERR_DATA && db_alive(db)) /* another starter was faster: its run is ours to go on with */
		return ledger_find(db, q, keep, run_id, e);
	return code;
}

enum err_code ledger_renew_cut(
	struct db *db, struct ledger_run *run, struct arena *keep, bool *renewed, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, run->info.run_id);
	failpoint("cut.before");
	code = db_query(db, &sql_run_renew_cut, &args, keep, &r, e);
	*renewed = code == ERR_OK && db_rows(r) > 0;
	if (!*renewed)
		return code;
	run->info.as_of = db_text(r, 0, 0);
	failpoint("cut.after");
	return ERR_OK;
}

#define HOST_SIZE \
	33 /* the server keeps 63 bytes of a session's name, and process and token stand in it, too */

static void own_host(char out[static HOST_SIZE])
{
	char host[256] = "";

	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	snprintf(out, HOST_SIZE, "%.*s", HOST_SIZE - 1, host);
}

const char *ledger_runner(struct arena *keep)
{
	char host[HOST_SIZE];

	own_host(host);
	return arena_printf(keep, "%s:%d~%s", host, (int)getpid(), process_token());
}

/* Whether a runner, HOST:PID~TOKEN, is a process of this host that is no more: then its session is about to end. */
static bool is_gone(const char *runner)
{
	char host[HOST_SIZE];
	size_t length;

	own_host(host);
	length = strlen(host);
	return strncmp(runner, host, length) == 0 && runner[length] == ':' &&
		   !process_lives((pid_t)strtol(runner + length + 1, NULL, 10));
}

/* Somebody has the lock: who?  *gone: nobody any more, or soon. */
static enum err_code lock_refused(
	struct db *db, const struct ledger_run *run, struct arena *keep, bool *gone, struct err *e)
{
	struct db_args args = {0}, session = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, run->info.run_id);
	code = db_query(db, &sql_run_lock_holder, &args, keep, &r, e);
	if (code != ERR_OK)
		return code;
	*gone = db_rows(r) == 0 || is_gone(db_text(r, 0, 0));
	if (db_rows(r) == 0)
		return ERR_OK;
	if (strcmp(db_text(r, 0, 0), ledger_runner(keep)) == 0) {
		*gone = true;
		db_arg_int(&session, db_int(r, 0, 3));
		return db_query(db, &sql_steer_end_session, &session, keep, NULL, e);
	}
	err_set(e, ERR_ACTIVE, 1504, "run %d is active elsewhere", run->info.run_id);
	err_detail(e, "runner %s, login %s, since %s JST", db_text(r, 0, 0), db_text(r, 0, 1), db_text(r, 0, 2));
	err_hint(e,
		"Leave it to that one: getsuji status %d shows how far it is; with --wait it is watched to its end.",
		run->info.run_id);
	return *gone ? ERR_OK : ERR_ACTIVE;
}

#define LOCK_TRIES    60 /* for holders that are gone: three seconds */
#define LOCK_PAUSE_MS 50

enum err_code ledger_lock(struct db *db, const struct ledger_run *run, struct arena *keep, struct err *e)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000};
	struct db_args args = {0};
	enum err_code code = ERR_OK;
	bool gone = true;

	db_arg_int(&args, run->info.run_id);
	err_set(e, ERR_ACTIVE, 1504, "run %d is active elsewhere", run->info.run_id);
	for (int tries = 0; tries < LOCK_TRIES && code == ERR_OK && gone; tries++) {
		struct db_result *r = NULL;

		if (tries > 0)
			nanosleep(&pause, NULL);
		code = db_query(db, &sql_run_lock, &args, keep, &r, e);
		if (code == ERR_OK && db_int(r, 0, 0)) {
			failpoint("lock.after");
			err_clear(e);
			return ERR_OK;
		}
		if (code == ERR_OK)
			code = lock_refused(db, run, keep, &gone, e);
	}
	return code == ERR_OK ? ERR_ACTIVE : code; /* told in *e */
}

static enum err_code tell_event(
	struct db *db, int run_id, const char *event, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	db_arg_text(&args, event);
	return db_query(db, &sql_run_event, &args, keep, NULL, e);
}

static enum err_code begin_rows(
	struct db *db, struct ledger_run *run, const char *artifact_dir, struct arena *keep, struct err *e)
{
	struct db_args args = {0}, attempt = {0};
	struct db_result *r = NULL;
	const char *runner = ledger_runner(keep);
	enum err_code code;

	db_arg_int(&args, run->info.run_id);
	db_arg_text(&args, runner);
	db_arg_text(&args, artifact_dir);
	code = db_query(db, &sql_run_begin, &args, keep, NULL, e);
	db_arg_int(&attempt, run->info.run_id);
	db_arg_text(&attempt, runner);
	if (code == ERR_OK)
		code = db_query(db, &sql_attempt_begin, &attempt, keep, &r, e);
	if (code == ERR_OK)
		run->attempt_no = (int)db_int(r, 0, 0);
	return code == ERR_OK ? tell_event(db, run->info.run_id, "run.started", keep, e) : code;
}

/* Tests: as if the answer of a COMMIT had been lost with the connection. */
static enum err_code answer_lost(struct db *db, bool lost, struct err *e)
{
	if (!lost)
		return ERR_OK;
	db_close(db);
	return err_set(e, ERR_CONNECTION, 1579, "the answer to a COMMIT was lost");
}

enum err_code ledger_begin(
	struct db *db, struct ledger_run *run, const char *artifact_dir, struct arena *keep, struct err *e)
{
	enum err_code code = db_query(db, &sql_transaction_begin, NULL, keep, NULL, e);

	CHECK(state_run_can(run->execution, "running"));
	failpoint("run.before_begin");
	if (code != ERR_OK)
		return code;
	code = db_end(db, begin_rows(db, run, artifact_dir, keep, e), keep, e);
	if (code == ERR_OK)
		code = answer_lost(db, failpoint_fails("run.begin_answer"), e);
	if (code == ERR_OK) {
		run->execution = "running";
		failpoint("run.after_begin");
	} else {
		run->attempt_no = 0;
	}
	return code;
}

enum err_code ledger_attempt(struct db *db, const struct ledger_run *run, struct arena *keep, int *attempt_no,
	bool *ended, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	*attempt_no = 0;
	*ended = false;
	db_arg_int(&args, run->info.run_id);
	db_arg_text(&args, ledger_runner(keep));
	code = db_query(db, &sql_attempt_of, &args, keep, &r, e);
	if (code == ERR_OK && db_rows(r) == 1) {
		*attempt_no = (int)db_int(r, 0, 0);
		*ended = db_int(r, 0, 1) != 0;
	}
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

static enum err_code end_rows(struct db *db, const struct ledger_run *run, const struct ledger_ending *end,
	struct arena *keep, struct err *e)
{
	struct db_args args = {0}, attempt = {0};
	enum err_code code;

	db_arg_int(&args, run->info.run_id);
	db_arg_text(&args, end->execution);
	db_arg_int(&args, end->exit_code);
	arg_message(&args, end->why, keep);
	if (end->waiting_for)
		db_arg_text(&args, end->waiting_for);
	else
		db_arg_null(&args);
	code = db_query(db, &sql_run_end, &args, keep, NULL, e);
	db_arg_int(&attempt, run->info.run_id);
	db_arg_int(&attempt, run->attempt_no);
	db_arg_text(&attempt, end->execution);
	db_arg_int(&attempt, end->exit_code);
	if (end->why)
		db_arg_int(&attempt, end->why->id);
	else
		db_arg_null(&attempt);
	if (code == ERR_OK)
		code = db_query(db, &sql_attempt_end, &attempt, keep, NULL, e);
	return code == ERR_OK
			   ? tell_event(db, run->info.run_id, arena_printf(keep, "run.%s", end->execution), keep, e)
			   : code;
}

enum err_code ledger_end(
	struct db *db, struct ledger_run *run, const struct ledger_ending *end, struct arena *keep, struct err *e)
{
	enum err_code code;

	CHECK(state_run_can(run->execution, end->execution));
	failpoint("run.before_end");
	code = db_query(db, &sql_transaction_begin, NULL, keep, NULL, e);
	if (code != ERR_OK)
		return code;
	code = db_end(db, end_rows(db, run, end, keep, e), keep, e);
	if (code == ERR_OK)
		code = answer_lost(db, failpoint_fails("run.end_answer"), e);
	if (code == ERR_OK) {
		run->execution = end->execution;
		failpoint("run.after_end");
	}
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

enum err_code ledger_task_waits(struct db *db, int run_id, struct ledger_task *t, const char *waiting_for,
	struct arena *keep, struct err *e)
{
	struct db_args args = {0};
	bool planned = strcmp(t->state, "planned") == 0;
	enum err_code code;

	CHECK(!planned || state_task_can(t->state, "waiting"));
	db_arg_int(&args, run_id);
	db_arg_int(&args, t->task_no);
	db_arg_text(&args, waiting_for);
	code = db_query(db, &sql_task_waits, &args, keep, NULL, e);
	if (code == ERR_OK && planned)
		t->state = "waiting";
	return code;
}

enum err_code ledger_incident(struct db *db, int run_id, int task_no, int chunk_no, const char *kind,
	const char *detail, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	if (task_no != 0)
		db_arg_int(&args, task_no);
	else
		db_arg_null(&args);
	if (chunk_no != 0)
		db_arg_int(&args, chunk_no);
	else
		db_arg_null(&args);
	db_arg_text(&args, kind);
	db_arg_text(&args, detail);
	return db_query(db, &sql_incident, &args, keep, NULL, e);
}
