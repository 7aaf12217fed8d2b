/*
 * Implements the functions that job.h offers to jobs and reports, and the parameters by name.
 */
#include "engine/run/context.h"

#include "engine/base/failpoint.h"
#include "engine/run/flight.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- settings ---- */

static const struct job_param *find_param(const struct job *job, const char *name)
{
	for (const struct job_param *p = job->params; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static enum err_code setting_word(
	const struct job_param *p, const struct graph_setting *s, int64_t *out, struct err *e)
{
	for (int i = 0; p->words[i]; i++) {
		if (strcmp(p->words[i], s->value) == 0) {
			*out = i;
			return ERR_OK;
		}
	}
	err_set(e, ERR_DEFINITION, 1510, "parameter \"%s\" cannot be \"%s\"", s->name, s->value);
	for (int i = 0; p->words[i]; i++)
		err_context(e, "%s", p->words[i]);
	return err_hint(e, "Use one of the words named above.");
}

enum err_code context_setting(
	const struct job *job, const struct graph_setting *s, int64_t *out, struct err *e)
{
	const struct job_param *p = find_param(job, s->name);
	char *end = NULL;
	long long v;

	if (!p)
		return err_set(e, ERR_DEFINITION, 1511, "\"%s\" has no parameter \"%s\"", job->name, s->name);
	if (p->words)
		return setting_word(p, s, out, e);
	errno = 0;
	v = strtoll(s->value, &end, 10);
	if (!*s->value || *end || errno || v < p->min || v > p->max)
		return err_set(e, ERR_DEFINITION, 1512, "parameter \"%s\" must be a whole number from %lld to %lld",
			s->name, (long long)p->min, (long long)p->max);
	*out = v;
	return ERR_OK;
}

int64_t task_param(const struct task *t, const char *name)
{
	const struct job *job = t->engine->job;
	const struct job_param *p = job ? find_param(job, name) : NULL;
	const struct graph_task *def = t->engine->def;
	struct err ignored = {0};
	int64_t v;

	CHECK(p);
	for (int i = 0; i < def->setting_count; i++)
		if (strcmp(def->setting[i].name, name) == 0 &&
			context_setting(job, &def->setting[i], &v, &ignored) == ERR_OK)
			return v;
	return p->default_int;
}

/* ---- statement parameters ---- */

static bool bind_run(const char *name, const struct task *t, const struct chunk *c, struct db_args *args)
{
	const struct run_info *run = t->run;
	const struct task_engine *te = t->engine;

	if (strcmp(name, "run_id") == 0)
		db_arg_int(args, run->run_id);
	else if (strcmp(name, "office_id") == 0)
		db_arg_int(args, run->office_id);
	else if (strcmp(name, "key_lo") == 0)
		db_arg_int(args, te->key_lo);
	else if (strcmp(name, "key_hi") == 0)
		db_arg_int(args, te->key_hi);
	else if (strcmp(name, "as_of") == 0)
		db_arg_instant(args, c && c->as_of ? c->as_of : run->as_of);
	else if (strcmp(name, "month_on") == 0)
		db_arg_day(args, month_first(run->month));
	else if (strcmp(name, "month_end_on") == 0)
		db_arg_day(args, month_first(run->month + 1));
	else if (strcmp(name, "previous_month_on") == 0)
		db_arg_day(args, month_first(run->month - 1));
	else if (strcmp(name, "edition") == 0)
		db_arg_int(args, run->edition);
	else if (strcmp(name, "rate_set_id") == 0)
		db_arg_int(args, te->rate_set_id);
	else if (strcmp(name, "task_no") == 0)
		db_arg_int(args, t->task_no);
	else if (strcmp(name, "chunk_size") == 0)
		db_arg_int(args, te->chunk_size);
	else
		return false;
	return true;
}

static bool bind_chunk(const char *name, const struct chunk *c, int64_t key, struct db_args *args)
{
	if (strcmp(name, "key") == 0)
		db_arg_int(args, key);
	else if (strcmp(name, "lo") == 0)
		db_arg_int(args, c ? c->lo : key);
	else if (strcmp(name, "hi") == 0)
		db_arg_int(args, c ? c->hi : key + 1);
	else if (c && strcmp(name, "chunk_no") == 0)
		db_arg_int(args, c->chunk_no);
	else
		return false;
	return true;
}

enum err_code context_bind(const struct sql_stmt *q, const struct task *t, const struct chunk *c, int64_t key,
	struct db_args *args, struct err *e)
{
	args->n = 0;
	for (int i = 0; i < q->nparams; i++) {
		if (bind_run(q->params[i], t, c, args) || bind_chunk(q->params[i], c, key, args))
			continue;
		if (t->engine->job && find_param(t->engine->job, q->params[i])) {
			db_arg_int(args, task_param(t, q->params[i]));
			continue;
		}
		err_set(e, ERR_DEFINITION, 1513, "statement \"%s\" asks for \"%s\", which is not known here", q->name,
			q->params[i]);
		return err_place(e, "%s:%d", q->file, q->line);
	}
	return ERR_OK;
}

/* ---- reading ---- */

#define READS_MAX 16

static enum err_code read_all(struct db *db, const struct task *t, const struct chunk *c, int64_t key,
	struct arena *a, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	struct db_step step[READS_MAX] = {0};
	struct db_args args[READS_MAX];
	enum err_code code;

	CHECK(n >= 1 && n <= READS_MAX);
	for (size_t i = 0; i < n; i++) {
		CHECK(stmts[i]->kind == SQL_COPY_OUT);
		code = context_bind(stmts[i], t, c, key, &args[i], e);
		if (code != ERR_OK)
			return code;
		step[i].q = stmts[i];
		step[i].args = &args[i];
	}
	code = db_batch(db, step, n, a, e);
	if (code != ERR_OK)
		return code;
	if (c)
		failpoint("chunk.after_read");
	for (size_t i = 0; i < n; i++) {
		rows[i] = step[i].rows;
		if (c) {
			size_t length;
			const void *bytes = rows_bytes(rows[i], &length);

			digest_add(c->engine->input, bytes, length);
		}
	}
	return ERR_OK;
}

enum err_code task_read(
	struct task *t, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	return read_all(t->engine->db, t, NULL, t->engine->key, t->keep, stmts, n, rows, e);
}

enum err_code chunk_read(
	struct chunk *c, const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	return read_all(c->engine->db, c->task, c, 0, c->arena, stmts, n, rows, e);
}

enum err_code chunk_read_page(struct chunk *c, int64_t key, struct arena *page,
	const struct sql_stmt *const stmts[], size_t n, struct rows *rows[], struct err *e)
{
	return read_all(c->engine->db, c->task, c, key, page, stmts, n, rows, e);
}

/* ---- writing ---- */

/* The number of columns in a copy_in list: "table (a, b, c)". */
static int columns_of(const struct sql_stmt *q)
{
	const char *s = strchr(q->text, '(');
	int n = 1;

	CHECK(s);
	for (; *s && *s != ')'; s++)
		n += *s == ',';
	return n;
}

struct row_out *chunk_out(struct chunk *c, const struct sql_stmt *copy_in)
{
	struct chunk_engine *ce = c->engine;

	CHECK(copy_in->kind == SQL_COPY_IN);
	for (int i = 0; i < ce->outs; i++)
		if (ce->out[i].q == copy_in)
			return ce->out[i].rows;
	CHECK(ce->outs < CHUNK_OUTS_MAX);
	ce->out[ce->outs].q = copy_in;
	ce->out[ce->outs].rows = row_out_new(c->arena, columns_of(copy_in));
	return ce->out[ce->outs++].rows;
}

static void put_place(struct row_out *w, const struct chunk *c, int64_t key)
{
	row_begin(w);
	row_put_int4(w, c->task->run->run_id);
	row_put_int4(w, c->task->task_no);
	row_put_int4(w, c->chunk_no);
	row_put_int8(w, key);
}

static void put_quarantine(struct chunk *c, const struct chunk_aside *q)
{
	struct chunk_engine *ce = c->engine;

	if (!ce->quarantine)
		ce->quarantine = row_out_new(c->arena, columns_of(&sql_quarantine_rows));
	put_place(ce->quarantine, c, q->key);
	row_put_string(ce->quarantine, q->rule);
	row_put_int4(ce->quarantine, q->message_id);
	row_put_string(ce->quarantine, q->reason);
	row_end(ce->quarantine);
	c->count.quarantined++;
}

void chunk_quarantine(struct chunk *c, int64_t key, const char *rule, const struct err *why)
{
	put_quarantine(c, &(struct chunk_aside){key, rule, why->id, why->message});
}

static int compare_key(const void *key, const void *element)
{
	int64_t k = *(const int64_t *)key, other = ((const struct chunk_aside *)element)->key;

	return (k > other) - (k < other);
}

static void note_key(struct chunk_keys *k, int64_t key)
{
	if (k->count == k->room) {
		size_t room = k->room == 0 ? 1024 : k->room * 2;

		k->key = arena_grow(k->keep, k->key, k->room, room, sizeof *k->key);
		k->room = room;
	}
	k->key[k->count++] = key;
}

bool chunk_take(struct chunk *c, int64_t key)
{
	struct chunk_engine *ce = c->engine;
	const struct chunk_lease *l = ce->lease;
	const struct chunk_aside *aside =
		l->asides == 0 ? NULL : bsearch(&key, l->aside, l->asides, sizeof l->aside[0], compare_key);

	ce->working_on = key;
	if (aside) {
		c->count.read++;
		put_quarantine(c, aside);
		return false;
	}
	flight_key(ce->slot, key);
	if (ce->keys)
		note_key(ce->keys, key);
	failpoint_at("chunk.record", key);
	return true;
}

void chunk_hold(struct chunk *c, int64_t key, const char *hold, const char *reason)
{
	struct chunk_engine *ce = c->engine;

	if (!ce->hold)
		ce->hold = row_out_new(c->arena, columns_of(&sql_hold_rows));
	put_place(ce->hold, c, key);
	row_put_string(ce->hold, hold);
	row_put_string(ce->hold, reason);
	row_end(ce->hold);
	c->count.held++;
}

struct artifact *chunk_artifact(struct chunk *c, const char *name)
{
	struct chunk_engine *ce = c->engine;
	struct chunk_file *f = publish_file_new(c->task->engine->directory, name, ce->worker, c->arena);

	*ce->files_end = f;
	ce->files_end = &f->next;
	return &f->artifact;
}

void chunk_artifact_piece(
	struct chunk *c, const struct artifact *file, int64_t piece_no, int64_t first_page, int64_t pages)
{
	struct chunk_engine *ce = c->engine;
	struct chunk_file *f = ce->files;

	while (&f->artifact != file) /* it is one of the chunk's own */
		f = f->next;
	f->last_page = first_page > f->last_page && pages > 0 ? first_page + pages - 1 : DOCUMENTS_CROSSED;
	if (!ce->documents)
		ce->documents = row_out_new(c->arena, columns_of(&sql_artifact_piece_rows));
	row_begin(ce->documents);
	row_put_int4(ce->documents, c->task->run->run_id);
	row_put_string(ce->documents, file->name);
	row_put_int8(ce->documents, piece_no);
	row_put_int4(ce->documents, (int32_t)first_page);
	row_put_int4(ce->documents, (int32_t)pages);
	row_end(ce->documents);
}

/* ---- begin and commit ---- */

void context_chunk_begin(struct chunk *c, struct task *t, struct db *db, const char *worker,
	struct flight_slot *slot, const struct chunk_lease *lease, struct arena *a)
{
	struct chunk_engine *ce = arena_alloc(a, sizeof *ce);

	memset(c, 0, sizeof *c);
	c->task = t;
	c->chunk_no = lease->chunk_no;
	c->lo = lease->lo;
	c->hi = lease->hi;
	c->as_of = lease->as_of;
	c->arena = a;
	c->engine = ce;
	ce->db = db;
	ce->worker = worker;
	ce->slot = slot;
	ce->lease = lease;
	ce->files_end = &ce->files;
	ce->input = digest_new(a);
	ce->output = digest_new(a);
}

/* What the chunk said about the documents of its files, against the pages that the files have. */
static enum err_code check_documents(const struct chunk *c, struct err *e)
{
	for (const struct chunk_file *f = c->engine->files; f; f = f->next)
		if (f->last_page > f->artifact.pages)
			return err_set(e, ERR_INTERNAL, 1545,
				"a file of %lld pages has documents that cross each other or end beyond its last page",
				(long long)f->artifact.pages);
	return ERR_OK;
}

enum err_code context_chunk_compute(struct chunk *c, struct err *e)
{
	const struct chunk_counts *n = &c->count;
	enum err_code code = c->task->engine->job->chunk(c, e);

	if (code == ERR_OK && n->read != n->written + n->unchanged + n->held + n->quarantined)
		code = err_set(e, ERR_BALANCE, 1520,
			"read %lld is not written %lld + unchanged %lld + held %lld + quarantined %lld",
			(long long)n->read, (long long)n->written, (long long)n->unchanged, (long long)n->held,
			(long long)n->quarantined);
	return code == ERR_OK ? check_documents(c, e) : code;
}

static void put_artifacts(struct chunk *c, struct row_out *w)
{
	for (const struct chunk_file *f = c->engine->files; f; f = f->next) {
		row_begin(w);
		row_put_int4(w, c->task->run->run_id);
		row_put_int4(w, c->task->task_no);
		row_put_int4(w, c->chunk_no);
		row_put_string(w, f->artifact.name);
		row_put_text(w, (const char *)f->sha256, sizeof f->sha256);
		row_put_int8(w, f->bytes);
		row_put_int8(w, f->artifact.pages);
		row_put_int8(w, f->artifact.pieces);
		row_end(w);
	}
}

static void add_rows(struct chunk *c, struct db_step *step, size_t *n, const struct sql_stmt *q,
	const struct db_args *args, struct row_out *rows)
{
	size_t length;
	const void *bytes;

	if (!rows || row_out_count(rows) == 0)
		return;
	bytes = row_out_bytes(rows, &length);
	digest_add(c->engine->output, bytes, length);
	step[(*n)++] = (struct db_step){.q = q, .args = args, .out = rows};
}

void context_arg_counts(struct db_args *args, const struct chunk_counts *n)
{
	db_arg_int(args, n->read);
	db_arg_int(args, n->written);
	db_arg_int(args, n->unchanged);
	db_arg_int(args, n->held);
	db_arg_int(args, n->quarantined);
	db_arg_int(args, n->warnings);
	db_arg_int(args, n->yen);
}

static void arg_checkpoint(struct chunk *c, struct db_args *args, unsigned char digests[2][32])
{
	digest_end(c->engine->input, digests[0]);
	digest_end(c->engine->output, digests[1]);
	db_arg_int(args, c->task->run->run_id);
	db_arg_int(args, c->task->task_no);
	db_arg_int(args, c->chunk_no);
	context_arg_counts(args, &c->count);
	db_arg_bytes(args, digests[0], 32);
	db_arg_bytes(args, digests[1], 32);
}

/* The rows that the job put, as steps of a batch. */
static enum err_code add_outs(
	struct chunk *c, struct db_step *step, size_t *n, struct db_args args[CHUNK_OUTS_MAX], struct err *e)
{
	struct chunk_engine *ce = c->engine;

	for (int i = 0; i < ce->outs; i++) {
		enum err_code code = context_bind(ce->out[i].q, c->task, c, 0, &args[i], e);

		if (code != ERR_OK)
			return code;
		add_rows(c, step, n, ce->out[i].q, &args[i], ce->out[i].rows);
	}
	return ERR_OK;
}

enum err_code context_chunk_try_rows(struct chunk *c, struct err *e)
{
	struct db_step step[CHUNK_OUTS_MAX + 1];
	struct db_args args[CHUNK_OUTS_MAX];
	size_t n = 0;
	enum err_code code = add_outs(c, step, &n, args, e);

	if (code != ERR_OK)
		return code;
	step[n++] = (struct db_step){.q = &sql_transaction_check};
	return db_batch(c->engine->db, step, n, c->arena, e);
}

#define CHUNK_STEPS_MAX (CHUNK_OUTS_MAX + 4)

/* The rows of a chunk, as steps of a batch: at most CHUNK_STEPS_MAX. */
static enum err_code add_chunk(struct chunk *c, struct db_step *step, size_t *n, struct err *e)
{
	struct chunk_engine *ce = c->engine;
	struct db_args *args = arena_array(c->arena, CHUNK_OUTS_MAX, sizeof *args);
	struct row_out *artifacts = row_out_new(c->arena, columns_of(&sql_artifact_rows));
	enum err_code code = add_outs(c, step, n, args, e);

	if (code != ERR_OK)
		return code;
	add_rows(c, step, n, &sql_quarantine_rows, NULL, ce->quarantine);
	add_rows(c, step, n, &sql_hold_rows, NULL, ce->hold);
	put_artifacts(c, artifacts);
	add_rows(c, step, n, &sql_artifact_rows, NULL, artifacts);
	add_rows(c, step, n, &sql_artifact_piece_rows, NULL, ce->documents);
	return ERR_OK;
}

enum err_code context_chunk_commit(struct chunk *c, struct err *e)
{
	struct db_step step[CHUNK_STEPS_MAX + 2];
	struct db_args checkpoint = {0};
	unsigned char digests[2][32];
	size_t n = 0;
	enum err_code code = add_chunk(c, step, &n, e);

	if (code != ERR_OK)
		return code;
	arg_checkpoint(c, &checkpoint, digests);
	step[n++] = (struct db_step){.q = &sql_chunk_done, .args = &checkpoint};
	step[n++] = (struct db_step){.q = &sql_transaction_commit};
	return db_batch(c->engine->db, step, n, c->arena, e);
}

/* One array for each parameter of chunk_done_singles after the run: "{1,2,3}". */
#define SINGLES_ARRAYS 10

static void arg_singles(struct chunk *chunks, size_t count, struct db_args *args)
{
	struct arena *a = chunks[0].arena;
	const char *list[SINGLES_ARRAYS];

	for (int k = 0; k < SINGLES_ARRAYS; k++)
		list[k] = "{";
	for (size_t i = 0; i < count; i++) {
		const char *comma = i == 0 ? "" : ",";
		struct db_args one = {0};
		unsigned char digests[2][32];
		char hex[DIGEST_HEX_SIZE];

		arg_checkpoint(&chunks[i], &one, digests); /* run, task, chunk, seven counts, two digests */
		list[0] = arena_printf(a, "%s%s%lld", list[0], comma, (long long)one.arg[1].number);
		for (int k = 1; k <= 7; k++)
			list[k] = arena_printf(a, "%s%s%lld", list[k], comma, (long long)one.arg[k + 2].number);
		for (int k = 0; k < 2; k++)
			list[8 + k] = arena_printf(a, "%s%s\"\\\\x%s\"", list[8 + k], comma, digest_hex(digests[k], hex));
	}
	db_arg_int(args, chunks[0].task->run->run_id);
	for (int k = 0; k < SINGLES_ARRAYS; k++)
		db_arg_text(args, arena_printf(a, "%s}", list[k]));
}

enum err_code context_singles_commit(struct chunk *chunks, size_t count, struct err *e)
{
	struct arena *a = chunks[0].arena;
	struct db *db = chunks[0].engine->db;
	struct db_step *step = arena_array(a, count * CHUNK_STEPS_MAX, sizeof *step);
	struct db_result *done = NULL;
	struct db_args args = {0};
	enum err_code code = ERR_OK;
	size_t n = 0;

	for (size_t i = 0; i < count && code == ERR_OK; i++)
		code = add_chunk(&chunks[i], step, &n, e);
	if (code == ERR_OK && n > 0)
		code = db_batch(db, step, n, a, e);
	if (code != ERR_OK)
		return code;
	arg_singles(chunks, count, &args);
	code = db_query(db, &sql_chunk_done_singles, &args, a, &done, e);
	if (code == ERR_OK && db_rows(done) != (int)count)
		code = err_set(e, ERR_STATE, 2163, "%d of %zu chunks could be ended", db_rows(done), count);
	return code == ERR_OK ? db_query(db, &sql_transaction_commit, NULL, a, NULL, e) : code;
}
