/*
 * One task from planned to done; see tasks.h.
 */
#include "engine/run/tasks.h"

#include "engine/base/failpoint.h"
#include "engine/run/catalogue.h"
#include "engine/run/state.h"
#include "gen/sql.h"
#include "getsuji/facts.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum err_code tasks_prepare(
	struct run_task *t, const struct ledger_run *run, struct db *db, const char *directory, struct err *e)
{
	const struct job *job = catalogue_job(t->def->kind, t->def->target);

	if (!job && (t->def->kind == GRAPH_JOB || t->def->kind == GRAPH_REPORT))
		return err_set(e, ERR_CHANGED, 1530, "this program has no \"%s\", which the run was planned with",
			t->def->target);
	t->title = job ? job->title : t->def->name;
	t->engine = (struct task_engine){.job = job,
		.def = t->def,
		.db = db,
		.rate_set_id = run->rate_set_id,
		.chunk_size = t->def->chunk_size       ? t->def->chunk_size
					  : job && job->chunk_size ? job->chunk_size
											   : 1,
		.key_lo = run->info.office_id * HOUSEHOLD_PER_OFFICE,
		.key_hi = (run->info.office_id ? run->info.office_id + 1 : 100000) * HOUSEHOLD_PER_OFFICE,
		.directory = directory};
	t->task = (struct task){
		.run = &run->info, .name = t->def->name, .task_no = t->row.task_no, .engine = &t->engine};
	return ERR_OK;
}

static void arg_task(const struct run_task *t, struct db_args *args)
{
	db_arg_int(args, t->task.run->run_id);
	db_arg_int(args, t->task.task_no);
}

static enum err_code command(struct run_task *t, const struct sql_stmt *q, const struct db_args *args,
	struct db_result **r, struct err *e)
{
	return db_query(t->engine.db, q, args, t->keep, r, e);
}

/* Ends the transaction of a step that failed or not; the step's code comes out, or the COMMIT's. */
static enum err_code end_transaction(struct run_task *t, enum err_code code, struct err *e)
{
	if (code == ERR_OK)
		failpoint("task.before_commit");
	code = db_end(t->engine.db, code, t->keep, e);
	if (code == ERR_OK)
		failpoint("task.after_commit");
	return code;
}

/* Calls a statement of (parent, run_id) for each partition named. */
static enum err_code each_partition(
	struct run_task *t, const struct sql_stmt *q, const char *const *names, struct err *e)
{
	enum err_code code = ERR_OK;

	for (const char *const *p = names; p && *p && code == ERR_OK; p++) {
		struct db_args args = {0};

		db_arg_text(&args, *p);
		db_arg_int(&args, t->task.run->run_id);
		code = command(t, q, &args, NULL, e);
	}
	return code;
}

static void put_chunk(
	struct row_out *w, const struct run_task *t, int chunk_no, int64_t lo, int64_t hi, int64_t expected)
{
	row_begin(w);
	row_put_int4(w, t->task.run->run_id);
	row_put_int4(w, t->task.task_no);
	row_put_int4(w, chunk_no);
	row_put_int8(w, lo);
	row_put_int8(w, hi);
	row_put_int8(w, expected);
	row_end(w);
}

/* The job's targets as chunk rows; without targets one chunk.  Counts to t->row. */
static enum err_code cut_chunks(struct run_task *t, struct row_out *w, struct err *e)
{
	const struct sql_stmt *q = t->engine.job->targets;
	struct db_result *r = NULL;
	struct db_args args;
	enum err_code code;

	t->row.chunks = t->row.expected = t->row.chunks_done = 0;
	if (!q) {
		put_chunk(w, t, 1, 0, 1, 1);
		t->row.chunks = t->row.expected = 1;
		return ERR_OK;
	}
	code = context_bind(q, &t->task, NULL, 0, &args, e);
	if (code == ERR_OK)
		code = command(t, q, &args, &r, e);
	if (code != ERR_OK)
		return code;
	for (int i = 0; i < db_rows(r); i++) {
		put_chunk(w, t, i + 1, db_int(r, i, 0), db_int(r, i, 1), db_int(r, i, 2));
		t->row.expected += db_int(r, i, 2);
	}
	t->row.chunks = db_rows(r);
	return ERR_OK;
}

/* Households that are done again as of a later instant (rerun --mode only-quarantined) get chunks of one. */
static enum err_code split_chunks(struct run_task *t, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	if (!t->engine.job->by_household)
		return ERR_OK;
	arg_task(t, &args);
	code = command(t, &sql_rerun_split, &args, &r, e);
	if (code == ERR_OK)
		t->row.chunks = db_int(r, 0, 0);
	return code;
}

static enum err_code plan_chunks(struct run_task *t, struct err *e)
{
	struct row_out *w = row_out_new(t->keep, 6);
	struct db_args begin = {0}, run = {0};
	struct db_step step = {.q = &sql_chunk_rows, .args = &run, .out = w};
	enum err_code code;

	code = command(t, &sql_transaction_begin, NULL, NULL, e);
	if (code != ERR_OK)
		return code;
	code = each_partition(t, &sql_partition_make, t->engine.job->partitions, e);
	if (code == ERR_OK)
		code = cut_chunks(t, w, e);
	db_arg_int(&run, t->task.run->run_id);
	if (code == ERR_OK && row_out_count(w) > 0)
		code = db_batch(t->engine.db, &step, 1, t->keep, e);
	if (code == ERR_OK)
		code = split_chunks(t, e);
	arg_task(t, &begin);
	db_arg_int(&begin, t->row.chunks);
	db_arg_int(&begin, t->row.expected);
	if (code == ERR_OK)
		code = command(t, &sql_task_begin, &begin, NULL, e);
	return end_transaction(t, code, e);
}

static enum err_code mark_done(struct run_task *t, struct err *e)
{
	struct db_args args = {0};
	enum err_code code;

	CHECK(state_task_can(t->row.state, "done"));
	arg_task(t, &args);
	context_arg_counts(&args, &t->row.count);
	code = command(t, &sql_task_done, &args, NULL, e);
	if (code == ERR_OK) {
		t->row.state = "done";
		t->row.chunks_done = t->row.chunks;
	}
	return code;
}

#define STATEMENT_COLUMNS 6

/* In the transaction of the statement: partitions, state running, the statement itself. */
static enum err_code statement_rows(
	struct run_task *t, const struct sql_stmt *q, struct db_result **r, struct err *e)
{
	struct db_args args, begin = {0};
	struct db_step step[3] = {
		{.q = &sql_transaction_begin}, {.q = &sql_task_begin, .args = &begin}, {.q = q, .args = &args}};
	bool alone = !t->def->partitions[0];
	enum err_code code = context_bind(q, &t->task, NULL, 0, &args, e);

	arg_task(t, &begin);
	db_arg_int(&begin, 0);
	db_arg_int(&begin, 0);
	if (code == ERR_OK && !alone)
		code = command(t, &sql_transaction_begin, NULL, NULL, e);
	if (code == ERR_OK)
		code = each_partition(t, &sql_partition_make, t->def->partitions, e);
	if (code == ERR_OK)
		code = db_batch(t->engine.db, alone ? step : step + 1, alone ? 3 : 2, t->keep, e);
	if (code == ERR_OK)
		code = each_partition(t, &sql_partition_analyze, t->def->partitions, e);
	*r = step[2].result;
	return code;
}

/* A step that is one statement: it returns read, written, unchanged, held, quarantined, yen.  Two round
 * trips where it fills no partition. */
static enum err_code run_statement(struct run_task *t, struct err *e)
{
	const struct sql_stmt *q = catalogue_statement(t->def->target);
	struct db_result *r = NULL;
	struct db_args done = {0};
	struct db_step step[2] = {{.q = &sql_task_done, .args = &done}, {.q = &sql_transaction_commit}};
	enum err_code code;

	CHECK(q);
	code = statement_rows(t, q, &r, e);
	if (code == ERR_OK && db_columns(r) != STATEMENT_COLUMNS) {
		err_set(e, ERR_DEFINITION, 1534, "statement \"%s\" yields %d columns instead of %d", q->name,
			db_columns(r), STATEMENT_COLUMNS);
		code = err_place(e, "%s:%d", q->file, q->line);
	}
	if (code != ERR_OK)
		return end_transaction(t, code, e);
	t->row.count = (struct chunk_counts){.read = db_int(r, 0, 0),
		.written = db_int(r, 0, 1),
		.unchanged = db_int(r, 0, 2),
		.held = db_int(r, 0, 3),
		.quarantined = db_int(r, 0, 4),
		.yen = db_int(r, 0, 5)};
	t->row.expected = t->row.count.read;
	arg_task(t, &done);
	context_arg_counts(&done, &t->row.count);
	failpoint("statement.before_commit");
	code = db_batch(t->engine.db, step, 2, t->keep, e);
	if (code != ERR_OK)
		return end_transaction(t, code, e);
	failpoint("statement.after_commit");
	t->row.state = "done";
	return ERR_OK;
}

/* What the chunks say that are done; *left: how many are not. */
static enum err_code add_up(struct run_task *t, int64_t *left, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	arg_task(t, &args);
	code = command(t, &sql_task_totals, &args, &r, e);
	if (code != ERR_OK)
		return code;
	*left = db_int(r, 0, 0);
	t->row.chunks = db_int(r, 0, 1);
	t->row.chunks_done = t->row.chunks - *left;
	t->row.count = (struct chunk_counts){.read = db_int(r, 0, 2),
		.written = db_int(r, 0, 3),
		.unchanged = db_int(r, 0, 4),
		.held = db_int(r, 0, 5),
		.quarantined = db_int(r, 0, 6),
		.warnings = db_int(r, 0, 7),
		.yen = db_int(r, 0, 8)};
	return ERR_OK;
}

/* Chunks of an earlier runner: how far it came. */
static enum err_code continue_chunks(struct run_task *t, struct err *e)
{
	struct db_args args = {0};
	int64_t left = 0;
	enum err_code code;

	arg_task(t, &args);
	code = command(t, &sql_task_again, &args, NULL, e);
	return code == ERR_OK ? add_up(t, &left, e) : code;
}

enum err_code tasks_begin(struct run_task *t, struct err *e)
{
	enum err_code code;

	if (!t->keep)
		t->keep = arena_new();
	t->task.keep = t->keep;
	if (t->def->kind == GRAPH_SQL)
		return run_statement(t, e);
	CHECK(state_task_can(t->row.state, "running"));
	/* One that failed while its chunks were being cut has none, nor has one whose work was undone. */
	code = t->row.chunks == 0 ? plan_chunks(t, e) : continue_chunks(t, e);
	if (code != ERR_OK)
		return code;
	t->row.state = "running";
	if (t->engine.job->start && t->row.chunks_done < t->row.chunks)
		code = t->engine.job->start(&t->task, e);
	return code;
}

enum err_code tasks_left(struct run_task *t, int64_t *left, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	arg_task(t, &args);
	code = command(t, &sql_task_left, &args, &r, e);
	if (code == ERR_OK)
		*left = db_int(r, 0, 0);
	return code;
}

/* What the chunks say against what stands in the tables, and against the frozen target list. */
static enum err_code compare_totals(struct run_task *t, struct err *e)
{
	const struct chunk_counts *n = &t->row.count;
	const struct sql_stmt *q = t->engine.job->balance;
	struct db_result *r = NULL;
	struct db_args args;
	enum err_code code;

	if (n->read != n->written + n->unchanged + n->held + n->quarantined ||
		(t->engine.job->targets && n->read != t->row.expected)) {
		err_set(e, ERR_BALANCE, 1531, "the counts of task \"%s\" do not balance", t->def->name);
		return err_detail(e,
			"targets %lld, read %lld, written %lld, unchanged %lld, held %lld, quarantined %lld",
			(long long)t->row.expected, (long long)n->read, (long long)n->written, (long long)n->unchanged,
			(long long)n->held, (long long)n->quarantined);
	}
	if (!q)
		return ERR_OK;
	code = context_bind(q, &t->task, NULL, 0, &args, e);
	if (code == ERR_OK)
		code = command(t, q, &args, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_int(r, 0, 0) == n->written && db_int(r, 0, 1) == n->yen)
		return ERR_OK;
	err_set(e, ERR_BALANCE, 1532, "what task \"%s\" wrote is not what stands in the tables", t->def->name);
	err_detail(e, "written %lld and %lld yen, in the tables %lld and %lld yen", (long long)n->written,
		(long long)n->yen, (long long)db_int(r, 0, 0), (long long)db_int(r, 0, 1));
	return err_hint(
		e, "Nothing has been confirmed. Report this run with its number; do not repair rows by hand.");
}

/* The job's finish statements, in a thread and a session of their own: building a key and adding the
 * results up both read everything, and there are two cores. */
struct finisher {
	const struct run_task *task;
	const char *conninfo;
	pthread_t thread;
	struct err e;
	enum err_code code;
};

/* A task that set aside all it read, or most of many, has a cause that is not in the records. */
static bool mostly_set_aside(const struct ledger_task *row)
{
	int64_t read = row->count.read, aside = row->count.quarantined - row->waived;

	return read > 0 && (aside == read || (read >= 20 && aside > read / 2));
}

static void *finish(void *p)
{
	struct finisher *f = p;
	struct arena *a = arena_new();
	struct db *db = NULL;

	f->code = db_open(
		f->conninfo, arena_printf(a, "getsuji run %d finish", f->task->task.run->run_id), a, &db, &f->e);
	if (f->code == ERR_SERVER) /* it was there a moment ago: as a connection that was lost */
		f->code = f->e.code = ERR_CONNECTION;
	for (const struct sql_stmt *const *q = f->task->engine.job->finish; *q && f->code == ERR_OK; q++) {
		struct db_args args;

		f->code = context_bind(*q, &f->task->task, NULL, 0, &args, &f->e);
		if (f->code == ERR_OK)
			f->code = db_query(db, *q, &args, a, NULL, &f->e);
	}
	arena_free(a);
	return NULL;
}

enum err_code tasks_end(struct run_task *t, const char *conninfo, struct err *e)
{
	struct finisher f = {.task = t, .conninfo = conninfo};
	bool finishing = t->engine.job->finish != NULL;
	int64_t left = 0;
	enum err_code code;

	if (finishing)
		CHECK(pthread_create(&f.thread, NULL, finish, &f) == 0);
	code = add_up(t, &left, e);
	CHECK(code != ERR_OK || left == 0);
	if (code == ERR_OK)
		code = compare_totals(t, e);
	if (code == ERR_OK && mostly_set_aside(&t->row)) {
		err_set(e, ERR_LIMIT, 1535, "%lld of %lld records of task \"%s\" were set aside",
			(long long)t->row.count.quarantined, (long long)t->row.count.read, t->def->name);
		code = err_hint(
			e, "Is it the right month? The reasons stand in getsuji status %d.", t->task.run->run_id);
	}
	if (finishing)
		CHECK(pthread_join(f.thread, NULL) == 0);
	if (code == ERR_OK && f.code != ERR_OK) {
		*e = f.e;
		code = f.code;
	}
	/* Not before the finisher is back: a session that idles in a transaction for long is ended. */
	if (code == ERR_OK)
		code = command(t, &sql_transaction_begin, NULL, NULL, e);
	return code == ERR_OK ? end_transaction(t, mark_done(t, e), e) : code;
}

/* The digest to be approved: those of the chunks of the tasks named, in the order of the households. */
static enum err_code digest_results(
	struct run_task *t, const struct graph *g, unsigned char out[DIGEST_SIZE], struct err *e)
{
	struct digest *d = digest_new(t->keep);

	for (int i = 0; i < t->def->digest_count; i++) {
		const char *name = g->task[t->def->digest[i]].name;
		struct db_args args = {0};
		struct db_result *r = NULL;
		enum err_code code;

		db_arg_int(&args, t->task.run->run_id);
		db_arg_int(&args, t->def->digest[i] + 1);
		code = command(t, &sql_run_digests, &args, &r, e);
		if (code != ERR_OK)
			return code;
		digest_add(d, name, strlen(name) + 1);
		for (int row = 0; row < db_rows(r); row++) {
			unsigned char *bytes = NULL;
			size_t length = db_bytes(r, row, 0, t->keep, &bytes);

			digest_add(d, bytes, length);
		}
	}
	digest_end(d, out);
	return ERR_OK;
}

/* The digest and the state in one transaction. */
static enum err_code gate_closed(struct run_task *t, const struct graph *g, struct err *e)
{
	unsigned char digest[DIGEST_SIZE];
	struct db_args args = {0};
	enum err_code code = digest_results(t, g, digest, e);

	if (code != ERR_OK)
		return code;
	db_arg_int(&args, t->task.run->run_id);
	db_arg_bytes(&args, digest, sizeof digest);
	code = command(t, &sql_transaction_begin, NULL, NULL, e);
	if (code != ERR_OK)
		return code;
	code = command(t, &sql_run_computed, &args, NULL, e);
	if (code == ERR_OK)
		code = ledger_task_waits(t->engine.db, t->task.run->run_id, &t->row, TASKS_GATE_WAITS, t->keep, e);
	code = end_transaction(t, code, e);
	if (code == ERR_OK)
		failpoint("gate.after");
	return code;
}

enum err_code tasks_gate(struct run_task *t, const struct graph *g, bool *open, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	if (!t->keep)
		t->keep = arena_new();
	db_arg_int(&args, t->task.run->run_id);
	code = command(t, &sql_run_decision, &args, &r, e);
	if (code != ERR_OK)
		return code;
	*open = strcmp(db_text(r, 0, 0), "confirmed") == 0;
	if (strcmp(db_text(r, 0, 0), "rejected") == 0) {
		err_set(e, ERR_STATE, 1533, "run %d was rejected", t->task.run->run_id);
		return err_hint(e, "Correct the facts, then start a new edition with: getsuji run ... --edition N");
	}
	return *open ? mark_done(t, e) : gate_closed(t, g, e);
}

void tasks_close(struct run_task *t)
{
	if (!t->keep)
		return;
	arena_free(t->keep);
	t->keep = NULL;
	t->task.keep = NULL;
	t->task.state = NULL;
}
