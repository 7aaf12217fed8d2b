/*
 * pool.h: the worker threads of a run, and the two directions in which they talk to the scheduler.
 *
 * The scheduler puts tasks up (pool_open) and takes them down (pool_close); workers claim chunks of
 * the open tasks, the task with the longest remaining path first, and report with messages.  A worker
 * owns its connection, its chunk arena and its cursors; nothing else is shared.
 *
 * One mutex guards everything in struct pool; it is never held while a statement runs or a job works.
 * Thread: pool_* are the scheduler's; worker_main() is what each thread runs.
 */
#ifndef GETSUJI_POOL_H
#define GETSUJI_POOL_H

#include "engine/run/context.h"

#include <pthread.h>
#include <stdbool.h>

#define POOL_WORKERS_MAX 64

enum pool_message_kind {
	POOL_CHUNK_DONE,  /* a chunk was committed; count says what was in it */
	POOL_DRY,         /* no worker finds a ready chunk of the task any more */
	POOL_TASK_FAILED, /* the error stops the task */
	POOL_EVENT        /* something worth a line: a retry, a reconnect */
};

struct pool_message {
	enum pool_message_kind kind;
	int task; /* index in the graph; -1: none */
	struct chunk_counts count;
	struct err why;
	const char *event;
	char details[160];
};

struct flight;
struct pool;

/* Starts `workers` threads.  conninfo and flight (NULL: none, see flight.h) are
 * borrowed for the life of the pool. */
struct pool *pool_start(
	const char *conninfo, int run_id, int workers, struct flight *flight, struct arena *keep);

/* For so long a worker tries to reach a server that is gone; two minutes where nothing was said. */
void pool_patience(struct pool *p, int seconds);

/* Opens a task for the workers; priority: larger first.  left: its chunks that are not done, as far as known;
 * no worker is sent to look for more. */
void pool_open(struct pool *p, int task_index, struct task *task, int priority, int64_t left);

/* Takes a task down and waits until no worker is in it. */
void pool_close(struct pool *p, int task_index);

/* The same without waiting: false, and the task stays up, while a worker is in it. */
bool pool_try_close(struct pool *p, int task_index);

/* Lets the workers look again for the `left` chunks of a task that was dry. */
void pool_reopen(struct pool *p, int task_index, int64_t left);

/* Holds an open task back (no worker enters it; those inside finish their chunk), or lets it go on. */
void pool_hold(struct pool *p, int task_index, bool held);

/* How many tasks a worker could enter. */
int pool_ready(struct pool *p);

/* No worker is in any task. */
bool pool_idle(struct pool *p);

/* The next message; false when none came within timeout_ms. */
bool pool_wait(struct pool *p, int timeout_ms, struct pool_message *out);

/* No worker takes another chunk or tries one again; does not wait. */
void pool_halt(struct pool *p);

/* The workers end after the chunk they are at; joins them.  Messages can still be read. */
void pool_stop(struct pool *p);

/* ---- for worker.c ---- */

struct pool_slot; /* an open task as a worker sees it */

/* Blocks until there is a task with possibly ready chunks for this worker; NULL when the pool stops.
 * The worker must give the slot back. */
struct pool_slot *pool_take(struct pool *p, int worker);

/* More tasks of which one chunk is left, where many more are ready than there are workers; slots[0] is what
 * pool_take() gave.  Returns how many there are in slots, at most `most`; each must be given back. */
int pool_take_more(struct pool *p, int worker, struct pool_slot *slots[], int most);
void pool_give_back(struct pool *p, struct pool_slot *s, bool found_none, int worker);
struct task *pool_slot_task(const struct pool_slot *s);
int pool_slot_index(const struct pool_slot *s);
void pool_send(struct pool *p, const struct pool_message *m);

const char *pool_conninfo(const struct pool *p);
int pool_patience_seconds(const struct pool *p);
struct flight *pool_flight(const struct pool *p);
int pool_run_id(const struct pool *p);

/* Waits up to ms, or until the pool stops. */
void pool_nap(struct pool *p, int ms);

#endif
