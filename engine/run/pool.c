/*
 * The pool of pool.h: open tasks, messages, threads.
 *
 * A slot counts the workers that are in it and the chunks that are left, and remembers which workers found
 * nothing.  When nothing is left, or all have found nothing, and no worker is in it, the task is dry, which
 * the scheduler hears once; whether it is done only the ledger can tell (a chunk may be leased by a session
 * that is dying, or done by another process).
 *
 * Slots that a worker may enter stand in `ready`, the best last, so that thousands of open tasks cost a
 * worker nothing.
 */
#include "engine/run/pool.h"

#include "engine/run/worker.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define PATIENCE_SECONDS 120
#define SHARES           4 /* of the ready tasks for each worker that takes many: the others find some, too */

#define POOL_MESSAGES 1024 /* more than workers can have under way; a full queue makes them wait */

struct pool_slot {
	bool open;
	bool held;
	bool told_dry;
	bool listed; /* stands in pool.ready */
	int index;
	int priority;
	int inside;          /* workers working on a chunk of it */
	int64_t left;        /* chunks not known to be done, those at work among them */
	uint64_t found_none; /* one bit for each worker */
	struct task *task;
};

struct pool {
	pthread_mutex_t lock;         /* guards all below; nothing else is locked while it is held */
	pthread_cond_t for_workers;   /* a slot changed, or stop */
	pthread_cond_t for_scheduler; /* a message came, or a slot emptied */
	pthread_cond_t for_room;      /* a message was taken */
	struct pool_slot slot[GRAPH_TASKS_MAX];
	struct pool_slot *ready[GRAPH_TASKS_MAX]; /* by priority, then the first in the graph last */
	int ready_count;
	int inside; /* workers in any slot */
	struct pool_message queue[POOL_MESSAGES];
	int queue_first, queue_count;
	bool stopping;
	int patience; /* seconds; set before a task is open */
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
	p->patience = PATIENCE_SECONDS;
	for (int i = 0; i < workers; i++) {
		p->start[i] = (struct worker_start){.pool = p, .worker = i};
		CHECK(pthread_create(&p->thread[i], NULL, worker_main, &p->start[i]) == 0);
	}
	return p;
}

/* Where s stands, or would stand, in ready. */
static int ready_place(const struct pool *p, const struct pool_slot *s)
{
	int lo = 0, hi = p->ready_count;

	while (lo < hi) {
		int mid = (lo + hi) / 2;
		const struct pool_slot *m = p->ready[mid];

		if (m->priority < s->priority || (m->priority == s->priority && m->index > s->index))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* After a change of s: whether workers may enter it. */
static void settle(struct pool *p, struct pool_slot *s)
{
	bool enter = s->open && !s->held && s->left > s->inside;
	int at;

	if (enter == s->listed)
		return;
	at = ready_place(p, s);
	if (enter) {
		memmove(&p->ready[at + 1], &p->ready[at], (size_t)(p->ready_count - at) * sizeof(struct pool_slot *));
		p->ready[at] = s;
		p->ready_count++;
		pthread_cond_broadcast(&p->for_workers);
	} else {
		CHECK(p->ready[at] == s);
		p->ready_count--;
		memmove(&p->ready[at], &p->ready[at + 1], (size_t)(p->ready_count - at) * sizeof(struct pool_slot *));
	}
	s->listed = enter;
}

void pool_patience(struct pool *p, int seconds)
{
	lock(p);
	p->patience = seconds;
	unlock(p);
}

void pool_open(struct pool *p, int task_index, struct task *task, int priority, int64_t left)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	CHECK(!s->open && s->inside == 0);
	*s = (struct pool_slot){
		.open = true, .index = task_index, .priority = priority, .left = left, .task = task};
	settle(p, s);
	unlock(p);
}

void pool_close(struct pool *p, int task_index)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	s->open = false;
	settle(p, s);
	while (s->inside > 0)
		pthread_cond_wait(&p->for_scheduler, &p->lock);
	unlock(p);
}

bool pool_try_close(struct pool *p, int task_index)
{
	struct pool_slot *s = &p->slot[task_index];
	bool empty;

	lock(p);
	empty = s->inside == 0;
	if (empty) {
		s->open = false;
		settle(p, s);
	}
	unlock(p);
	return empty;
}

void pool_reopen(struct pool *p, int task_index, int64_t left)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	s->found_none = 0;
	s->told_dry = false;
	s->left = left;
	settle(p, s);
	pthread_cond_broadcast(&p->for_workers); /* it may have been listed all the time */
	unlock(p);
}

void pool_hold(struct pool *p, int task_index, bool held)
{
	struct pool_slot *s = &p->slot[task_index];

	lock(p);
	s->held = held;
	settle(p, s);
	unlock(p);
}

int pool_ready(struct pool *p)
{
	int count;

	lock(p);
	count = p->ready_count;
	unlock(p);
	return count;
}

bool pool_idle(struct pool *p)
{
	bool idle;

	lock(p);
	idle = p->inside == 0;
	unlock(p);
	return idle;
}

bool pool_wait(struct pool *p, int timeout_ms, struct pool_message *out)
{
	struct timespec until = deadline_in(timeout_ms);
	bool got;

	lock(p);
	while (p->queue_count == 0 && timeout_ms > 0)
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

void pool_halt(struct pool *p)
{
	lock(p);
	p->stopping = true;
	pthread_cond_broadcast(&p->for_workers);
	pthread_cond_broadcast(&p->for_room);
	unlock(p);
}

void pool_stop(struct pool *p)
{
	pool_halt(p);
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
	if (m->kind == POOL_CHUNK_DONE) {
		struct pool_slot *s = &p->slot[m->task];

		s->left--;
		settle(p, s);
	}
	send_locked(p, m);
	unlock(p);
}

static struct pool_slot *best_slot(struct pool *p, int worker)
{
	for (int i = p->ready_count - 1; i >= 0; i--)
		if (!(p->ready[i]->found_none >> worker & 1))
			return p->ready[i];
	return NULL;
}

struct pool_slot *pool_take(struct pool *p, int worker)
{
	struct pool_slot *s = NULL;

	lock(p);
	while (!p->stopping && !(s = best_slot(p, worker)))
		pthread_cond_wait(&p->for_workers, &p->lock);
	if (p->stopping)
		s = NULL;
	if (s) {
		s->inside++;
		p->inside++;
		settle(p, s);
	}
	unlock(p);
	return s;
}

int pool_take_more(struct pool *p, int worker, struct pool_slot *slots[], int most)
{
	int n = 1, share;

	lock(p);
	share = p->ready_count / (SHARES * p->workers);
	if (share < most)
		most = share;
	for (int i = p->ready_count - 1; i >= 0 && n < most && slots[0]->left == 1 && !p->stopping; i--) {
		struct pool_slot *s = p->ready[i];

		if (s->left != 1 || s->found_none >> worker & 1)
			continue;
		slots[n++] = s;
		s->inside++;
		p->inside++;
		settle(p, s); /* takes it out of ready; those below stay where they are */
	}
	unlock(p);
	return n;
}

static bool is_dry(const struct pool *p, const struct pool_slot *s)
{
	uint64_t all = p->workers == 64 ? UINT64_MAX : (UINT64_C(1) << p->workers) - 1;

	return s->open && s->inside == 0 && !s->told_dry && (s->left <= 0 || (s->found_none & all) == all);
}

void pool_give_back(struct pool *p, struct pool_slot *s, bool found_none, int worker)
{
	uint64_t bit = UINT64_C(1) << worker;

	lock(p);
	s->inside--;
	p->inside--;
	s->found_none = found_none ? s->found_none | bit : s->found_none & ~bit;
	settle(p, s);
	if (is_dry(p, s)) {
		struct pool_message m = {.kind = POOL_DRY, .task = s->index};

		s->told_dry = true;
		send_locked(p, &m);
	}
	if (!s->open || p->inside == 0)
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

int pool_patience_seconds(const struct pool *p)
{
	return p->patience;
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
