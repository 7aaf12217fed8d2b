/*
 * A worker thread; see worker.h for the protocol.
 */
#include "engine/run/worker.h"

#include "engine/base/failpoint.h"
#include "engine/base/file.h"
#include "engine/base/process.h"
#include "engine/run/bundle.h"
#include "engine/run/flight.h"
#include "engine/run/isolate.h"
#include "engine/run/pool.h"
#include "engine/run/publish.h"
#include "engine/run/schedule.h"
#include "gen/sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RETRIES_MAX    12 /* of one chunk before the task fails */
#define BACKOFF_MS     20 /* doubled each time */
#define BACKOFF_MAX_MS 5000
#define FOUND_NONE_MAX 3 /* constraint errors in a row for which no record is found */

struct worker {
	struct pool *pool;
	int number;
	char name[64];               /* "HOST-PID~TOKEN-w1" */
	struct flight_slot *slot;    /* NULL: nowhere */
	struct arena *life;          /* the thread's */
	struct arena *session;       /* reset with the connection */
	struct arena *chunk;         /* reset with each chunk */
	struct db *db;               /* NULL: not connected */
	int cursor[GRAPH_TASKS_MAX]; /* the last chunk_no claimed, by task */
	int tries;                   /* failures in a row */
	double gone;                 /* since when the server is gone; 0: it is there */
	int64_t drawn;               /* bytes of the files of the last chunk of task `drawn_task` */
	int drawn_task;
	int unanswered;      /* chunk whose COMMIT was not answered; 0: none */
	int unanswered_task; /* its task, by index */
	struct chunk_lease lease;
	bool one_by_one; /* a bundle failed: no more of them */
	unsigned jitter; /* state of the waiting times' generator: never part of a result */
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

	snprintf(m.details, sizeof m.details, "worker=%s chunk=%d try=%d code=%s sqlstate=%s", w->name,
		w->lease.chunk_no, w->tries, err_name(why->code), why->sqlstate);
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
	failpoint("worker.connect");
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
static enum err_code claim(struct worker *w, struct task *t, int task_index, bool *claimed, struct err *e)
{
	struct db_args ready = {0}, task = {0};
	struct db_step step[3] = {{.q = &sql_transaction_begin}, {.q = &sql_chunk_claim, .args = &ready},
		{.q = &sql_chunk_asides, .args = &task}};
	enum err_code code;

	db_arg_int(&task, t->run->run_id);
	db_arg_int(&task, t->task_no);
	ready = task;
	db_arg_int(&ready, w->cursor[task_index]);
	failpoint("claim.before");
	code = db_batch(w->db, step, 3, w->chunk, e);
	if (code != ERR_OK)
		return code;
	*claimed = db_rows(step[1].result) == 1;
	if (!*claimed)
		return db_query(w->db, &sql_transaction_rollback, NULL, w->chunk, NULL, e);
	isolate_lease(step[1].result, step[2].result, w->chunk, &w->lease);
	w->cursor[task_index] = w->lease.chunk_no;
	failpoint("claim.after");
	return ERR_OK;
}

/* Before a document is drawn for nothing: its like took so much. */
static enum err_code room_there(const struct worker *w, const struct chunk *c, int task, struct err *e)
{
	int64_t needed = w->drawn_task == task ? w->drawn : 0, room;

	if (needed == 0)
		return ERR_OK;
	room = file_room(c->task->engine->directory);
	return room < 0 || room >= needed ? ERR_OK
									  : file_write_failed(c->task->engine->directory, ENOSPC, needed, e);
}

static enum err_code work(struct worker *w, struct chunk *c, int task, struct err *e)
{
	enum err_code code = room_there(w, c, task, e);

	if (code == ERR_OK)
		code = context_chunk_compute(c, e);
	if (w->slot)
		w->slot->holds = 0; /* no record is in work any more */
	failpoint("chunk.before_publish");
	if (code == ERR_OK)
		code = publish_files(c, e);
	failpoint("chunk.before_commit");
	if (code == ERR_OK) {
		code = context_chunk_commit(c, e);
		failpoint("chunk.after_commit");
		if (code == ERR_OK && failpoint_fails("chunk.commit_answer")) {
			db_close(w->db); /* as if the answer had been lost with the connection */
			code = err_set(e, ERR_CONNECTION, 1579, "the answer to a COMMIT was lost");
		}
		w->unanswered = code == ERR_CONNECTION ? c->chunk_no : 0;
	}
	if (code != ERR_OK) {
		publish_explain(c, e);
		publish_discard(c);
		err_context(e, "task %s, chunk %d, last record %lld", c->task->name, c->chunk_no,
			(long long)c->engine->working_on);
	}
	return code;
}

static void tell_done(struct worker *w, int task, const struct chunk_counts *count)
{
	struct pool_message m = {.kind = POOL_CHUNK_DONE, .task = task, .count = *count};

	flight_commit(pool_flight(w->pool));
	pool_send(w->pool, &m);
}

/* The connection broke while a COMMIT was under way: the chunk's row tells whether it happened.  One that
 * another worker has done meanwhile was told by that one. */
static enum err_code ask_unanswered(struct worker *w, const struct task *t, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, t->run->run_id);
	db_arg_int(&args, t->task_no);
	db_arg_int(&args, w->unanswered);
	code = db_query(w->db, &sql_chunk_outcome, &args, w->chunk, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_rows(r) == 1 && db_int(r, 0, 0) && db_int(r, 0, 1)) {
		w->cursor[w->unanswered_task] = w->unanswered;
		tell_done(w, w->unanswered_task,
			&(struct chunk_counts){db_int(r, 0, 2), db_int(r, 0, 3), db_int(r, 0, 4), db_int(r, 0, 5),
				db_int(r, 0, 6), db_int(r, 0, 7), db_int(r, 0, 8)});
	}
	w->unanswered = 0;
	return ERR_OK;
}

/* A record breaks a constraint: finds it, has it set aside, and the chunk is done again without it.  False
 * where *e is something else, or what came up meanwhile. */
static bool pin_down(struct worker *w, struct task *t, int index, struct err *e)
{
	struct isolate_work in = {.db = w->db, .task = t, .worker = w->name, .slot = w->slot};
	struct pool_message m = {.kind = POOL_EVENT, .task = index, .event = "record.constraint"};
	struct err why = *e;
	int found = 0;

	if (err_class(e->code) != ERR_CLASS_DATA || !w->db || !t->engine->job->targets)
		return false;
	if (isolate_constraint(&in, w->lease.chunk_no, &found, e) != ERR_OK) {
		recover(w);
		return false;
	}
	if (found == 0) { /* it passes now, or another worker has it: no more than looking again */
		*e = why;
		return w->tries++ < FOUND_NONE_MAX;
	}
	w->tries = 0;
	snprintf(m.details, sizeof m.details, "worker=%s chunk=%d records=%d", w->name, w->lease.chunk_no, found);
	pool_send(w->pool, &m);
	return true;
}

/* One chunk of a task, or the finding that none is ready. */
static enum err_code one_chunk(struct worker *w, struct pool_slot *s, bool *found_none, struct err *e)
{
	int index = pool_slot_index(s);
	struct task *t = pool_slot_task(s);
	bool claimed = false;
	struct chunk c;
	enum err_code code = connect(w, e);

	if (code == ERR_OK && w->unanswered > 0 && w->unanswered_task == index)
		code = ask_unanswered(w, t, e);
	if (code == ERR_OK)
		code = claim(w, t, index, &claimed, e);
	if (code == ERR_OK && !claimed && w->cursor[index] > 0) {
		w->cursor[index] = 0; /* once around, for chunks that were given back */
		code = claim(w, t, index, &claimed, e);
	}
	if (code != ERR_OK)
		return code;
	*found_none = !claimed;
	if (!claimed)
		return ERR_OK;
	flight_begin(w->slot, t->run->run_id, t->task_no, w->lease.chunk_no);
	context_chunk_begin(&c, t, w->db, w->name, w->slot, &w->lease, w->chunk);
	code = work(w, &c, index, e);
	flight_end(w->slot);
	if (code == ERR_OK) {
		w->drawn = publish_bytes(&c);
		w->drawn_task = index;
		tell_done(w, index, &c.count);
	} else {
		w->cursor[index]--; /* the same chunk again */
		w->unanswered_task = index;
	}
	return code;
}

/* Whether it is worth trying again; waits if so. */
static bool try_again(struct worker *w, int task, const struct err *e)
{
	bool gone = e->code == ERR_SERVER || e->code == ERR_CONNECTION;
	bool may = gone || err_class(e->code) == ERR_CLASS_RETRY;

	if (gone && w->gone == 0)
		w->gone = schedule_clock();
	if (!may ||
		(gone ? schedule_clock() - w->gone > pool_patience_seconds(w->pool) : w->tries >= RETRIES_MAX))
		return false;
	w->tries++;
	tell(w, e->code == ERR_RETRY ? "chunk.retry" : "worker.reconnect", task, e);
	pool_nap(w->pool, backoff_ms(w));
	return true;
}

/* Tiny tasks together.  False: slots[0] is still to be done; all others are given back. */
static bool serve_bundle(struct worker *w, struct pool_slot *slots[], int n)
{
	struct bundle_work in = {.db = w->db, .worker = w->name, .slot = w->slot, .arena = w->chunk};
	struct bundle_task tasks[BUNDLE_MOST] = {0};
	struct err e = {0};

	for (int i = 0; i < n; i++)
		tasks[i].task = pool_slot_task(slots[i]);
	if (bundle_do(&in, tasks, n, &e) != ERR_OK) {
		w->one_by_one = true; /* whatever it is comes up again there, and is told */
		recover(w);
	}
	arena_reset(w->chunk);
	for (int i = 0; i < n; i++)
		if (tasks[i].done)
			tell_done(w, pool_slot_index(slots[i]), &tasks[i].count);
	for (int i = tasks[0].done ? 0 : 1; i < n; i++)
		pool_give_back(w->pool, slots[i], false, w->number);
	return tasks[0].done;
}

static void serve(struct worker *w, struct pool_slot *s)
{
	struct pool_slot *slots[BUNDLE_MOST] = {s};
	int n = w->db && !w->one_by_one ? pool_take_more(w->pool, w->number, slots, BUNDLE_MOST) : 1;
	int index = pool_slot_index(s);
	bool found_none = false;
	struct err e = {0};

	if (n > 1 && serve_bundle(w, slots, n))
		return;
	if (one_chunk(w, s, &found_none, &e) == ERR_OK) {
		w->tries = 0;
		w->gone = 0;
	} else {
		recover(w);
		if (!pin_down(w, pool_slot_task(s), index, &e) && !try_again(w, index, &e)) {
			struct pool_message m = {.kind = POOL_TASK_FAILED, .task = index, .why = e};

			found_none = true;
			w->tries = 0;
			pool_send(w->pool, &m);
		}
	}
	arena_reset(w->chunk);
	pool_give_back(w->pool, s, found_none, w->number);
}

#define HOST_MOST 20 /* the server keeps 63 bytes of a session's name, and run and process stand in it, too */

void worker_host(char out[static 32])
{
	char host[128] = "";
	size_t n = 0;

	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	for (const char *at = host; *at && n < HOST_MOST; at++)
		if ((*at >= '0' && *at <= '9') || (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') ||
			*at == '-')
			out[n++] = *at;
	out[n] = '\0';
}

/* Unique among all processes of all hosts; also part of file names. */
static void name_worker(struct worker *w)
{
	char host[32];

	worker_host(host);
	snprintf(w->name, sizeof w->name, "%s-%d~%s-w%d", host, (int)getpid(), process_token(), w->number + 1);
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
	name_worker(w);
	if (pool_flight(w->pool)) {
		w->slot = &pool_flight(w->pool)->slot[ws->worker];
		if (ws->worker == 0)
			pool_flight(w->pool)->run = pool_run_id(w->pool);
	}
	if (connect(w, &e) != ERR_OK) /* the first chunk tries again, and tells */
		disconnect(w);
	while ((s = pool_take(w->pool, w->number)))
		serve(w, s);
	arena_free(w->chunk);
	arena_free(w->session);
	arena_free(w->life);
	return NULL;
}
