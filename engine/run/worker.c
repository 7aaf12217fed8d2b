/*
 * A worker thread; see worker.h for the protocol.
 */
#include "engine/run/worker.h"

#include "engine/run/pool.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RETRIES_MAX    12 /* of one chunk, or of connecting, before the task fails */
#define BACKOFF_MS     20 /* doubled each time */
#define BACKOFF_MAX_MS 5000

struct worker {
	struct pool *pool;
	int number;
	char name[16];               /* "w1" */
	struct arena *life;          /* the thread's */
	struct arena *session;       /* reset with the connection */
	struct arena *chunk;         /* reset with each chunk */
	struct db *db;               /* NULL: not connected */
	int cursor[GRAPH_TASKS_MAX]; /* the last chunk_no claimed, by task */
	int tries;                   /* failures in a row */
	unsigned jitter;             /* state of the waiting times' generator: never part of a result */
};

static int backoff_ms(struct worker *w)
{
	int ms = BACKOFF_MS << (w->tries < 9 ? w->tries : 9);

	w->jitter = w->jitter * 1103515245u + 12345u;
	if (ms > BACKOFF_MAX_MS)
		ms = BACKOFF_MAX_MS;
	return ms / 2 + (int)((w->jitter >> 16) % (unsigned)(ms / 2 + 1));
}

static void tell(struct worker *w, const char *event, int task, const struct err *why)
{
	struct pool_message m = {.kind = POOL_EVENT, .task = task, .event = event};

	snprintf(m.details, sizeof m.details, "worker=%s try=%d code=%s sqlstate=%s", w->name, w->tries,
		err_name(why->code), why->sqlstate);
	pool_send(w->pool, &m);
}

static void disconnect(struct worker *w)
{
	w->db = NULL;
	arena_reset(w->session);
}

static enum err_code connect(struct worker *w, struct err *e)
{
	const char *application;

	if (w->db)
		return ERR_OK;
	application = arena_printf(w->session, "getsuji run %d %s", pool_run_id(w->pool), w->name);
	return db_open(pool_conninfo(w->pool), application, w->session, &w->db, e);
}

/* Back to a clean state after an error: rolled back, or disconnected where that fails. */
static void recover(struct worker *w)
{
	struct err ignored = {0};

	if (w->db && (!db_alive(w->db) ||
					 db_query(w->db, &sql_transaction_rollback, NULL, w->chunk, NULL, &ignored) != ERR_OK))
		disconnect(w);
}

/* BEGIN and the lease.  *claimed is false (and the transaction closed) where no chunk is ready. */
static enum err_code claim(
	struct worker *w, struct task *t, int task_index, struct chunk *c, bool *claimed, struct err *e)
{
	struct db_args args = {0};
	struct db_step step[2] = {{.q = &sql_transaction_begin}, {.q = &sql_chunk_claim, .args = &args}};
	enum err_code code;

	db_arg_int(&args, t->run->run_id);
	db_arg_int(&args, t->task_no);
	db_arg_int(&args, w->cursor[task_index]);
	code = db_batch(w->db, step, 2, w->chunk, e);
	if (code != ERR_OK)
		return code;
	*claimed = db_rows(step[1].result) == 1;
	if (!*claimed)
		return db_query(w->db, &sql_transaction_rollback, NULL, w->chunk, NULL, e);
	w->cursor[task_index] = (int)db_int(step[1].result, 0, 0);
	context_chunk_begin(c, t, w->db, w->name, w->cursor[task_index], db_int(step[1].result, 0, 1),
		db_int(step[1].result, 0, 2), w->chunk);
	return ERR_OK;
}

static enum err_code work(struct chunk *c, struct err *e)
{
	const struct chunk_counts *n = &c->count;
	enum err_code code = c->task->engine->job->chunk(c, e);

	if (code == ERR_OK && n->read != n->written + n->unchanged + n->held + n->quarantined)
		code = err_set(e, ERR_BALANCE, 1520,
			"read %lld is not written %lld + unchanged %lld + held %lld + quarantined %lld",
			(long long)n->read, (long long)n->written, (long long)n->unchanged, (long long)n->held,
			(long long)n->quarantined);
	if (code == ERR_OK)
		code = publish_files(c, e);
	if (code == ERR_OK)
		code = context_chunk_commit(c, e);
	if (code != ERR_OK) {
		publish_discard(c);
		err_context(e, "task %s, chunk %d, last record %lld", c->task->name, c->chunk_no,
			(long long)c->engine->working_on);
	}
	return code;
}

/* One chunk of a task, or the finding that none is ready. */
static enum err_code one_chunk(struct worker *w, struct pool_slot *s, bool *found_none, struct err *e)
{
	int index = pool_slot_index(s);
	struct pool_message m = {.kind = POOL_CHUNK_DONE, .task = index};
	bool claimed = false;
	struct chunk c;
	enum err_code code = connect(w, e);

	if (code == ERR_OK)
		code = claim(w, pool_slot_task(s), index, &c, &claimed, e);
	if (code == ERR_OK && !claimed && w->cursor[index] > 0) {
		w->cursor[index] = 0; /* once around, for chunks that were given back */
		code = claim(w, pool_slot_task(s), index, &c, &claimed, e);
	}
	if (code != ERR_OK)
		return code;
	*found_none = !claimed;
	if (!claimed)
		return ERR_OK;
	code = work(&c, e);
	if (code == ERR_OK) {
		m.count = c.count;
		pool_send(w->pool, &m);
	} else {
		w->cursor[index]--; /* the same chunk again */
	}
	return code;
}

/* Whether it is worth trying again; waits if so. */
static bool try_again(struct worker *w, int task, const struct err *e)
{
	bool may = err_class(e->code) == ERR_CLASS_RETRY || (e->code == ERR_SERVER && w->tries > 0);

	if (!may || w->tries >= RETRIES_MAX)
		return false;
	w->tries++;
	tell(w, e->code == ERR_RETRY ? "chunk.retry" : "worker.reconnect", task, e);
	pool_nap(w->pool, backoff_ms(w));
	return true;
}

static void serve(struct worker *w, struct pool_slot *s)
{
	int index = pool_slot_index(s);
	bool found_none = false;
	struct err e = {0};

	if (one_chunk(w, s, &found_none, &e) == ERR_OK) {
		w->tries = 0;
	} else {
		recover(w);
		if (!try_again(w, index, &e)) {
			struct pool_message m = {.kind = POOL_TASK_FAILED, .task = index, .why = e};

			found_none = true;
			w->tries = 0;
			pool_send(w->pool, &m);
		}
	}
	arena_reset(w->chunk);
	pool_give_back(w->pool, s, found_none, w->number);
}

void *worker_main(void *start)
{
	const struct worker_start *ws = start;
	struct arena *life = arena_new();
	struct worker *w = arena_alloc(life, sizeof *w);
	struct pool_slot *s;
	struct err e = {0};

	w->pool = ws->pool;
	w->number = ws->worker;
	w->life = life;
	w->session = arena_new();
	w->chunk = arena_new();
	w->jitter = (unsigned)getpid() * 31u + (unsigned)ws->worker;
	snprintf(w->name, sizeof w->name, "w%d", ws->worker + 1);
	if (connect(w, &e) != ERR_OK) /* the first chunk tries again, and tells */
		disconnect(w);
	while ((s = pool_take(w->pool, w->number)))
		serve(w, s);
	arena_free(w->chunk);
	arena_free(w->session);
	arena_free(w->life);
	return NULL;
}
