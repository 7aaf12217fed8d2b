/*
 * isolate.c: see isolate.h.
 */
#include "engine/run/isolate.h"

#include "engine/run/open.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <stdlib.h>
#include <string.h>

enum {
	BROKEN_MAX = 50, /* records of one chunk that break a constraint: more are not single records */
	CRASHED_MAX = 20 /* records that crash this program: more are the program's fault, not theirs */
};

void isolate_lease(const struct db_result *claimed, const struct db_result *asides, struct arena *keep,
	struct chunk_lease *out)
{
	size_t n = (size_t)db_rows(asides);
	struct chunk_aside *aside = n == 0 ? NULL : arena_array(keep, n, sizeof *aside);

	for (size_t i = 0; i < n; i++)
		aside[i] = (struct chunk_aside){.key = db_int(asides, (int)i, 0),
			.rule = db_text(asides, (int)i, 1),
			.message_id = (int)db_int(asides, (int)i, 2),
			.reason = db_text(asides, (int)i, 3)};
	*out = (struct chunk_lease){.chunk_no = (int)db_int(claimed, 0, 0),
		.lo = db_int(claimed, 0, 1),
		.hi = db_int(claimed, 0, 2),
		.as_of = db_is_null(claimed, 0, 4) ? NULL : db_text(claimed, 0, 4),
		.aside = aside,
		.asides = n};
}

static enum err_code write_aside(
	struct db *db, int run_id, int task_no, const struct chunk_aside *a, struct arena *scratch, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	db_arg_int(&args, task_no);
	db_arg_int(&args, a->key);
	db_arg_text(&args, a->rule);
	db_arg_int(&args, a->message_id);
	db_arg_text(&args, a->reason);
	return db_query(db, &sql_chunk_aside, &args, scratch, NULL, e);
}

/* ---- a record that breaks a constraint ---- */

struct search {
	const struct isolate_work *in;
	struct arena *keep, *probe; /* until the end; reset with each attempt */
	struct chunk_lease lease;   /* of the whole chunk; what was found is among its asides */
	struct chunk_keys keys;     /* in order */
	struct err why;             /* of the last attempt that failed */
	int count;                  /* what was found */
};

/* The chunk up to `hi`, undone afterwards.  ERR_OK: the tables take it.  A class DATA error is left in
 * s->why and reported by *breaks. */
static enum err_code attempt(struct search *s, int64_t hi, bool note, bool *breaks, struct err *e)
{
	struct chunk_lease upto = s->lease;
	struct err ignored = {0};
	struct chunk c;
	enum err_code code = db_query(s->in->db, &sql_transaction_mark, NULL, s->probe, NULL, e);

	if (code != ERR_OK)
		return code;
	upto.hi = hi;
	flight_begin(s->in->slot, s->in->task->run->run_id, s->in->task->task_no, upto.chunk_no);
	context_chunk_begin(&c, s->in->task, s->in->db, s->in->worker, s->in->slot, &upto, s->probe);
	if (note)
		c.engine->keys = &s->keys;
	code = context_chunk_compute(&c, e);
	if (code == ERR_OK)
		code = context_chunk_try_rows(&c, e);
	publish_discard(&c);
	flight_end(s->in->slot);
	*breaks = err_class(code) == ERR_CLASS_DATA;
	if (*breaks) {
		s->why = *e;
		err_clear(e);
		code = ERR_OK;
	}
	if (code == ERR_OK)
		code = db_query(s->in->db, &sql_transaction_back, NULL, s->probe, NULL, e);
	else if (db_alive(s->in->db) &&
			 db_query(s->in->db, &sql_transaction_back, NULL, s->probe, NULL, &ignored) != ERR_OK)
		err_context(e, "the rollback failed, too");
	arena_reset(s->probe);
	return code;
}

static int compare_keys(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The index of the key that ends the shortest prefix that breaks; the whole does.  `from`: the prefix that
 * ends there passes, -1 for the empty one. */
static enum err_code halve(struct search *s, ptrdiff_t from, ptrdiff_t *at, struct err *e)
{
	ptrdiff_t lo = from, hi = (ptrdiff_t)s->keys.count - 1;

	while (hi - lo > 1) {
		ptrdiff_t middle = lo + (hi - lo) / 2;
		struct err whole = s->why;
		bool breaks;
		enum err_code code = attempt(s, s->keys.key[middle] + 1, false, &breaks, e);

		if (code != ERR_OK)
			return code;
		if (breaks)
			hi = middle;
		else {
			lo = middle;
			s->why = whole;
		}
	}
	*at = hi;
	return ERR_OK;
}

static void add_found(struct search *s, int64_t key)
{
	size_t n = s->lease.asides, at = 0;
	struct chunk_aside *all = arena_array(s->keep, n + 1, sizeof *all);

	while (at < n && s->lease.aside[at].key < key) {
		all[at] = s->lease.aside[at];
		at++;
	}
	all[at] = (struct chunk_aside){.key = key,
		.rule = "constraint",
		.message_id = s->why.id,
		.reason = arena_strdup(s->keep, s->why.message)};
	for (; at < n; at++)
		all[at + 1] = s->lease.aside[at];
	s->lease.aside = all;
	s->lease.asides = n + 1;
	s->count++;
}

static enum err_code search(struct search *s, struct err *e)
{
	ptrdiff_t at = -1;
	bool breaks;
	enum err_code code = attempt(s, s->lease.hi, true, &breaks, e);

	qsort(s->keys.key, s->keys.count, sizeof s->keys.key[0], compare_keys);
	while (code == ERR_OK && breaks) {
		if (s->keys.count == 0 || at == (ptrdiff_t)s->keys.count - 1) {
			*e = s->why; /* no record is to blame */
			return e->code;
		}
		if (s->count == BROKEN_MAX) {
			err_set(e, ERR_LIMIT, 1570, "more than %d records of one chunk break a constraint", BROKEN_MAX);
			err_context(e, "%s", s->why.message);
			return e->code;
		}
		code = halve(s, at, &at, e);
		if (code != ERR_OK)
			return code;
		add_found(s, s->keys.key[at]);
		code = attempt(s, s->lease.hi, false, &breaks, e);
	}
	return code;
}

static enum err_code lease_again(struct search *s, int chunk_no, bool *claimed, struct err *e)
{
	struct db_args task = {0}, chunk;
	struct db_step step[3] = {{.q = &sql_transaction_begin}, {.q = &sql_chunk_claim_one, .args = &chunk},
		{.q = &sql_chunk_asides, .args = &task}};
	enum err_code code;

	db_arg_int(&task, s->in->task->run->run_id);
	db_arg_int(&task, s->in->task->task_no);
	chunk = task;
	db_arg_int(&chunk, chunk_no);
	code = db_batch(s->in->db, step, 3, s->keep, e);
	if (code != ERR_OK)
		return code;
	*claimed = db_rows(step[1].result) == 1;
	if (*claimed)
		isolate_lease(step[1].result, step[2].result, s->keep, &s->lease);
	return ERR_OK;
}

enum err_code isolate_constraint(const struct isolate_work *in, int chunk_no, int *found, struct err *e)
{
	struct search s = {.in = in, .keep = arena_new(), .probe = arena_new()};
	bool claimed = false;
	enum err_code code;

	err_clear(e);
	*found = 0;
	s.keys.keep = s.keep;
	code = lease_again(&s, chunk_no, &claimed, e);
	if (code == ERR_OK && claimed)
		code = search(&s, e);
	for (size_t i = 0; code == ERR_OK && s.count > 0 && i < s.lease.asides; i++)
		code = write_aside(in->db, in->task->run->run_id, in->task->task_no, &s.lease.aside[i], s.probe, e);
	if (code == ERR_OK)
		code = db_query(in->db, &sql_transaction_commit, NULL, s.probe, NULL, e);
	if (code == ERR_OK)
		*found = s.count;
	arena_free(s.probe);
	arena_free(s.keep);
	return code;
}

/* ---- a record that crashes the process ---- */

struct trial {
	const char *conninfo, *artifact_dir;
	struct flight *flight;
	struct arena *keep, *scratch;
	struct open_run *open; /* of the run that was tried last; NULL: none yet */
};

static enum err_code open_for(struct trial *t, int run_id, struct err *e)
{
	if (t->open && t->open->run.info.run_id == run_id)
		return ERR_OK;
	if (t->open)
		open_close(t->open);
	t->open = NULL;
	arena_reset(t->keep);
	return open_run(t->conninfo, "getsuji isolate", run_id, t->artifact_dir, t->keep, t->keep, &t->open, e);
}

static enum err_code set_aside(struct trial *t, struct flight_suspect *k, struct err *e)
{
	struct chunk_aside a = {.key = k->key, .rule = "crash", .message_id = 1571};
	struct err why = {0};
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	if (k->verdict == FLIGHT_PROVEN) {
		err_set(&why, ERR_DATA, 1571, "この記録を処理するとプログラムが異常終了するため、処理から外しました");
	} else {
		a.message_id = 1572;
		err_set(&why, ERR_DATA, 1572,
			"この記録の処理中にプログラムが繰り返し異常終了したため、処理から外しました（単独では再現しません"
			"）");
	}
	a.reason = why.message;
	db_arg_int(&args, k->run_id);
	db_arg_text(&args, a.rule);
	code = open_for(t, k->run_id, e);
	if (code == ERR_OK)
		code = db_query(t->open->db, &sql_chunk_aside_count, &args, t->scratch, &r, e);
	if (code == ERR_OK && db_int(r, 0, 0) >= CRASHED_MAX) {
		err_set(e, ERR_LIMIT, 1573, "the program crashed on more than %d records", CRASHED_MAX);
		return err_hint(
			e, "The program is broken rather than the records: report it, with the run's number.");
	}
	if (code == ERR_OK)
		code = db_query(t->open->db, &sql_transaction_begin, NULL, t->scratch, NULL, e);
	if (code == ERR_OK)
		code = write_aside(t->open->db, k->run_id, k->task_no, &a, t->scratch, e);
	if (code == ERR_OK)
		code = ledger_incident(t->open->db, k->run_id, k->task_no, k->chunk_no, "record.crashed",
			arena_printf(t->scratch, "key=%lld signal=%d", (long long)k->key, k->signal), t->scratch, e);
	if (code == ERR_OK)
		code = db_query(t->open->db, &sql_transaction_commit, NULL, t->scratch, NULL, e);
	if (code == ERR_OK)
		k->verdict = FLIGHT_ASIDE;
	return code;
}

/* The record alone.  Returning at all means that it does not crash here; what else the job says of it shows
 * when its chunk is done. */
static enum err_code try_alone(struct trial *t, int index, struct err *e)
{
	struct flight_suspect *k = &t->flight->suspect[index];
	struct chunk_lease lease;
	struct db_args place = {0}, task = {0};
	struct db_step step[3] = {{.q = &sql_transaction_begin}, {.q = &sql_chunk_place, .args = &place},
		{.q = &sql_chunk_asides, .args = &task}};
	struct err ignored = {0};
	struct chunk c;
	enum err_code code = open_for(t, k->run_id, e);

	if (code == ERR_OK)
		code = open_start(t->open, k->task_no - 1, e);
	if (code != ERR_OK)
		return code;
	db_arg_int(&task, k->run_id);
	db_arg_int(&task, k->task_no);
	place = task;
	db_arg_int(&place, k->chunk_no);
	code = db_batch(t->open->db, step, 3, t->scratch, e);
	if (code != ERR_OK)
		return code;
	if (db_rows(step[1].result) == 1) {
		isolate_lease(step[1].result, step[2].result, t->scratch, &lease);
		lease.lo = k->key;
		lease.hi = k->key + 1;
		context_chunk_begin(
			&c, &t->open->task[k->task_no - 1].task, t->open->db, "trial", NULL, &lease, t->scratch);
		t->flight->trying = index + 1;
		if (context_chunk_compute(&c, &ignored) != ERR_OK)
			err_clear(&ignored);
		t->flight->trying = 0;
		publish_discard(&c);
	}
	k->verdict = FLIGHT_CLEARED;
	return db_query(t->open->db, &sql_transaction_rollback, NULL, t->scratch, NULL, e);
}

static enum err_code look_into(struct trial *t, struct err *e)
{
	struct flight *f = t->flight;
	enum err_code code = ERR_OK;
	int i;

	if (f->run_id) {
		code = open_for(t, f->run_id, e);
		if (code == ERR_OK)
			code = ledger_incident(t->open->db, f->run_id, f->task_no, f->chunk_no, "process.died",
				arena_printf(t->scratch, "signal=%d memory_short=%d", f->signal, f->memory), t->scratch, e);
	}
	while (code == ERR_OK &&
		   ((i = flight_find(f, FLIGHT_PROVEN)) >= 0 || (i = flight_find(f, FLIGHT_AGAIN)) >= 0)) {
		code = set_aside(t, &f->suspect[i], e);
		arena_reset(t->scratch);
	}
	while (code == ERR_OK && (i = flight_find(f, FLIGHT_UNTRIED)) >= 0) {
		code = try_alone(t, i, e);
		arena_reset(t->scratch);
	}
	return code;
}

enum err_code isolate_suspects(
	const char *conninfo, const char *artifact_dir, struct flight *flight, struct err *e)
{
	struct trial t = {.conninfo = conninfo, .artifact_dir = artifact_dir, .flight = flight};
	enum err_code code;

	if (flight->deaths == 0)
		return ERR_OK;
	t.keep = arena_new();
	t.scratch = arena_new();
	code = look_into(&t, e);
	if (t.open)
		open_close(t.open);
	arena_free(t.scratch);
	arena_free(t.keep);
	return code;
}

enum err_code isolate_bury(const char *conninfo, int run_id, const struct err *why, struct err *e)
{
	struct ledger_ending end = {.execution = why->code == ERR_STOPPED ? "stopped" : "failed",
		.exit_code = err_exit_code(why->code),
		.why = why};
	struct arena *keep = arena_new();
	struct ledger_run run;
	struct db *db = NULL;
	enum err_code code = db_open(conninfo, "getsuji isolate", keep, &db, e);

	if (code == ERR_OK)
		code = ledger_load(db, run_id, keep, &run, e);
	if (code == ERR_OK)
		code = ledger_lock(db, &run, keep, e);
	if (code == ERR_OK)
		code = ledger_load(db, run_id, keep, &run, e);
	if (code == ERR_OK && strcmp(run.execution, "running") == 0)
		code = ledger_end(db, &run, &end, keep, e);
	arena_free(keep);
	return code;
}
