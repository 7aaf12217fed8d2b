/*
 * bare.c: the job `recalculate` by a program that does it once and is right if nothing goes wrong: the same
 * statements, rules and rows, two threads, the same chunks and the same key, but no ledger, no lease, no
 * checkpoint, no digests, no quarantine, no totals.  What the engine takes beyond it is the price of going
 * on after a crash and of being able to say what was done.
 *
 *   bare OFFICE AS_OF RATE_SET RUN [WORKERS]
 *       computes January 2027 as of that instant into result.decision_rRUN, which must be there and empty;
 *       on the database that libpq's environment names; prints "SECONDS HOUSEHOLDS"
 */
#include "engine/db/db.h"
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHUNK_SIZE = 10000, WORKERS_MAX = 64, READS_MAX = 16 };

extern const struct job job_recalculate;

/* What stands behind the job's task and chunks here. */
struct task_engine {
	struct db *db;
	int64_t key_lo, key_hi;
	int rate_set_id;
	struct db_result *targets;
	atomic_int next;
	atomic_llong households;
};

struct chunk_engine {
	struct db *db;
	const struct sql_stmt *q;
	struct row_out *rows;
};

static struct run_info run = {.graph = "bare", .edition = 1};
static struct task_engine engine;
static struct task task = {.run = &run, .name = "recalculate", .engine = &engine};

static void bind(const struct sql_stmt *q, const struct chunk *c, struct db_args *args)
{
	args->n = 0;
	for (int i = 0; i < q->nparams; i++) {
		const char *name = q->params[i];

		if (strcmp(name, "lo") == 0 && c != NULL)
			db_arg_int(args, c->lo);
		else if (strcmp(name, "hi") == 0 && c != NULL)
			db_arg_int(args, c->hi);
		else if (strcmp(name, "key_lo") == 0)
			db_arg_int(args, engine.key_lo);
		else if (strcmp(name, "key_hi") == 0)
			db_arg_int(args, engine.key_hi);
		else if (strcmp(name, "as_of") == 0)
			db_arg_instant(args, run.as_of);
		else if (strcmp(name, "month_on") == 0)
			db_arg_day(args, month_first(run.month));
		else if (strcmp(name, "month_end_on") == 0)
			db_arg_day(args, month_first(run.month + 1));
		else if (strcmp(name, "rate_set_id") == 0)
			db_arg_int(args, engine.rate_set_id);
		else if (strcmp(name, "run_id") == 0)
			db_arg_int(args, run.run_id);
		else
			db_arg_int(args, CHUNK_SIZE);
	}
}

static enum err_code read_all(struct db *db, const struct chunk *c, struct arena *a,
	const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	struct db_step step[READS_MAX] = {0};
	struct db_args args[READS_MAX];
	enum err_code code;

	CHECK(n <= READS_MAX);
	for (size_t i = 0; i < n; i++) {
		bind(stmts[i], c, &args[i]);
		step[i] = (struct db_step){.q = stmts[i], .args = &args[i]};
	}
	code = db_batch(db, step, n, a, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		rows[i] = step[i].rows;
	return code;
}

/* ---- what job.h promises, as little of it as the job needs ---- */

enum err_code task_read(
	struct task *t, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	return read_all(engine.db, NULL, t->keep, stmts, n, rows, e);
}

enum err_code chunk_read(
	struct chunk *c, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	return read_all(c->engine->db, c, c->arena, stmts, n, rows, e);
}

struct row_out *chunk_out(struct chunk *c, const struct sql_stmt *copy_in)
{
	int columns = 1;

	if (c->engine->rows == NULL) {
		for (const char *s = strchr(copy_in->text, '('); *s != ')'; s++)
			columns += *s == ',';
		c->engine->q = copy_in;
		c->engine->rows = row_out_new(c->arena, columns);
	}
	return c->engine->rows;
}

bool chunk_take(struct chunk *c, int64_t key)
{
	(void)c;
	(void)key;
	return true;
}

void chunk_quarantine(struct chunk *c, int64_t key, const char *rule, const struct err *why)
{
	(void)key;
	(void)rule;
	(void)why;
	c->count.quarantined++;
}

/* ---- the program ---- */

static enum err_code do_chunk(struct db *db, int i, struct arena *a, struct err *e)
{
	struct chunk_engine ce = {.db = db};
	struct chunk c = {.task = &task,
		.chunk_no = i + 1,
		.lo = db_int(engine.targets, i, 0),
		.hi = db_int(engine.targets, i, 1),
		.arena = a,
		.engine = &ce};
	struct db_args args;
	enum err_code code = job_recalculate.chunk(&c, e);

	if (code != ERR_OK || ce.rows == NULL)
		return code;
	bind(ce.q, &c, &args);
	atomic_fetch_add(&engine.households, c.count.read);
	return db_batch(db, &(struct db_step){.q = ce.q, .args = &args, .out = ce.rows}, 1, a, e);
}

static void *work(void *failed)
{
	struct arena *life = arena_new(), *a = arena_new();
	struct db *db = NULL;
	struct err e = {0};
	enum err_code code = db_open("", "bare", life, &db, &e);
	int i;

	while (code == ERR_OK && (i = atomic_fetch_add(&engine.next, 1)) < db_rows(engine.targets)) {
		code = do_chunk(db, i, a, &e);
		arena_reset(a);
	}
	if (code != ERR_OK) {
		fprintf(stderr, "bare: %s\n", e.message);
		*(atomic_bool *)failed = true;
	}
	arena_free(a);
	arena_free(life);
	return NULL;
}

static enum err_code run_all(int workers, bool *failed, struct err *e)
{
	pthread_t thread[WORKERS_MAX];
	atomic_bool any = false;
	struct db_args args;
	enum err_code code = job_recalculate.start(&task, e);

	bind(job_recalculate.targets, NULL, &args);
	if (code == ERR_OK)
		code = db_query(engine.db, job_recalculate.targets, &args, task.keep, &engine.targets, e);
	if (code != ERR_OK)
		return code;
	for (int i = 0; i < workers; i++)
		CHECK(pthread_create(&thread[i], NULL, work, &any) == 0);
	for (int i = 0; i < workers; i++)
		CHECK(pthread_join(thread[i], NULL) == 0);
	*failed = any;
	bind(job_recalculate.finish[0], NULL, &args);
	return db_query(engine.db, job_recalculate.finish[0], &args, task.keep, NULL, e);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct err e = {0};
	double began = now();
	bool failed = false;
	enum err_code code;

	if (argc < 5 || argc > 6) {
		fprintf(stderr, "usage: bare OFFICE AS_OF RATE_SET RUN [WORKERS]\n");
		return 16;
	}
	run.office_id = atoi(argv[1]);
	run.as_of = argv[2];
	run.run_id = atoi(argv[4]);
	run.month = month_of(2027, 1);
	engine.rate_set_id = atoi(argv[3]);
	engine.key_lo = run.office_id * HOUSEHOLD_PER_OFFICE;
	engine.key_hi = (run.office_id + 1) * HOUSEHOLD_PER_OFFICE;
	task.keep = arena_new();
	code = db_open("", "bare", task.keep, &engine.db, &e);
	if (code == ERR_OK)
		code = run_all(argc > 5 ? atoi(argv[5]) : 2, &failed, &e);
	if (code != ERR_OK)
		fprintf(stderr, "bare: %s\n", e.message);
	else if (!failed)
		printf("%.4f %lld\n", now() - began, (long long)atomic_load(&engine.households));
	arena_free(task.keep);
	return failed ? 8 : err_exit_code(code);
}
