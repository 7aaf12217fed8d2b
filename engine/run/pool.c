/*
 * The pool of pool.h: open tasks, messages, threads.
 *
 * A slot counts the workers that are in it and remembers which workers found nothing.  When all have
 * found nothing and none is in it, the task is dry, which the scheduler hears once; whether it is done
 * only the ledger can tell (a chunk may be leased by a session that is dying).
 */
#include "engine/run/pool.h"

#include "engine/run/worker.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define POOL_MESSAGES 1024 /* more than workers can have under way; a full queue makes them wait */

struct pool_slot {
	bool open;
	bool told_dry;
	int index;
	int priority;
	int inside; /* workers working on a chunk of it */
	bool found_none[POOL_WORKERS_MAX];
	struct task *task;
};

struct pool {
	pthread_mutex_t lock;         /* guards all below; nothing else is locked while it is held */
	pthread_cond_t for_workers;   /* a slot changed, or stop */
	pthread_cond_t for_scheduler; /* a message came, or a slot emptied */
	pthread_cond_t for_room;      /* a message was taken */
	struct pool_slot slot[GRAPH_TASKS_MAX];
	struct pool_message queue[POOL_MESSAGES];
	int queue_first, queue_count;
	bool stopping;
	const char *conninfo;
	struct flight *flight;
	int run_id;
	int workers;
	pthread_t thread[POOL_WORKERS_MAX];
	struct worker_start start[POOL_WORKERS_MAX];
};

static void lock(struct pool *p)
{
	CHECK(pthread_mutex_lock(&p->lock) == 0);
}

static void unlock(struct pool *p)
{
	CHECK(pthread_mutex_unlock(&p->lock) == 0);
}

static struct timespec deadline_in(int ms)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

static void cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;

	CHECK(pthread_condattr_init(&attr) == 0);
	CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	CHECK(pthread_cond_init(c, &attr) == 0);
	pthread_condattr_destroy(&attr);
}

struct pool *pool_start(
	const char *conninfo, int run_id, int workers, struct flight *flight, struct arena *keep)
{
	struct pool *p = arena_alloc(keep, sizeof *p);

	CHECK(workers >= 1 && workers <= POOL_WORKERS_MAX);
	CHECK(pthread_mutex_init(&p->lock, NULL) == 0);
	cond_init(&p->for_workers);
	cond_init(&p->for_scheduler);
	cond_init(&p->for_room);
	p->conninfo = conninfo;
	p->flight = flight;
	p->run_id = run_id;
	p->workers = workers;
	for (int i = 0; i < workers; i++) {
		p->start[i] = (struct worker_start){.pool = p, .worker = i};
		CHECK(pthread_create(&p->thread[i], NULL, worker_main, &p->start[i]) == 0);
	}
	return p;
}

void pool_open(struct pool *p, int task_index, struct task *task, int priority)
{
	lock(p);
	p->slot[task_index] =
		(struct pool_slot){.open = true, .index = task_index, .priority = priority, .task = task};
	pthread_cond_broadcast(&p->for_workers);
	unlock(p);
}

void pool_close(struct pool *p, int task_index)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	s->open = false;
	while (s->inside > 0)
		pthread_cond_wait(&p->for_scheduler, &p->lock);
	unlock(p);
}

void pool_reopen(struct pool *p, int task_index)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	memset(s->found_none, 0, sizeof s->found_none);
	s->told_dry = false;
	pthread_cond_broadcast(&p->for_workers);
	unlock(p);
}

bool pool_wait(struct pool *p, int timeout_ms, struct pool_message *out)
{
	struct timespec until = deadline_in(timeout_ms);
	bool got;

	lock(p);
	while (p->queue_count == 0)
		if (pthread_cond_timedwait(&p->for_scheduler, &p->lock, &until) == ETIMEDOUT)
			break;
	got = p->queue_count > 0;
	if (got) {
		*out = p->queue[p->queue_first];
		p->queue_first = (p->queue_first + 1) % POOL_MESSAGES;
		p->queue_count--;
		pthread_cond_signal(&p->for_room);
	}
	unlock(p);
	return got;
}

void pool_stop(struct pool *p)
{
	lock(p);
	p->stopping = true;
	pthread_cond_broadcast(&p->for_workers);
	pthread_cond_broadcast(&p->for_room);
	unlock(p);
	for (int i = 0; i < p->workers; i++)
		CHECK(pthread_join(p->thread[i], NULL) == 0);
	p->workers = 0;
}

static void send_locked(struct pool *p, const struct pool_message *m)
{
	while (p->queue_count == POOL_MESSAGES && !p->stopping)
		pthread_cond_wait(&p->for_room, &p->lock);
	if (p->queue_count == POOL_MESSAGES)
		return; /* stopping: the ledger has what the message would have told */
	p->queue[(p->queue_first + p->queue_count++) % POOL_MESSAGES] = *m;
	pthread_cond_signal(&p->for_scheduler);
}

void pool_send(struct pool *p, const struct pool_message *m)
{
	lock(p);
	send_locked(p, m);
	unlock(p);
}

static struct pool_slot *best_slot(struct pool *p, int worker)
{
	struct pool_slot *best = NULL;

	for (int i = 0; i < GRAPH_TASKS_MAX; i++) {
		struct pool_slot *s = &p->slot[i];

		if (s->open && !s->found_none[worker] && (!best || s->priority > best->priority))
			best = s;
	}
	return best;
}

struct pool_slot *pool_take(struct pool *p, int worker)
{
	struct pool_slot *s = NULL;

	lock(p);
	while (!p->stopping && !(s = best_slot(p, worker)))
		pthread_cond_wait(&p->for_workers, &p->lock);
	if (p->stopping)
		s = NULL;
	if (s)
		s->inside++;
	unlock(p);
	return s;
}

static bool is_dry(const struct pool *p, const struct pool_slot *s)
{
	if (!s->open || s->inside > 0 || s->told_dry)
		return false;
	for (int i = 0; i < p->workers; i++)
		if (!s->found_none[i])
			return false;
	return true;
}

void pool_give_back(struct pool *p, struct pool_slot *s, bool found_none, int worker)
{
	lock(p);
	s->inside--;
	s->found_none[worker] = found_none;
	if (is_dry(p, s)) {
		struct pool_message m = {.kind = POOL_DRY, .task = s->index};

		s->told_dry = true;
		send_locked(p, &m);
	}
	pthread_cond_broadcast(&p->for_scheduler);
	unlock(p);
}

struct task *pool_slot_task(const struct pool_slot *s)
{
	return s->task;
}

int pool_slot_index(const struct pool_slot *s)
{
	return s->index;
}

const char *pool_conninfo(const struct pool *p)
{
	return p->conninfo;
}

struct flight *pool_flight(const struct pool *p)
{
	return p->flight;
}

int pool_run_id(const struct pool *p)
{
	return p->run_id;
}

void pool_nap(struct pool *p, int ms)
{
	struct timespec until = deadline_in(ms);

	lock(p);
	while (!p->stopping)
		if (pthread_cond_timedwait(&p->for_workers, &p->lock, &until) == ETIMEDOUT)
			break;
	unlock(p);
}
