/*
 * The guard: a thread that breaks off what the scheduler's own session is at, for the scheduler cannot look
 * around while it waits for a statement.
 *
 * It sleeps while the scheduler is not busy.  One lock guards its fields; statements are sent without it, on a
 * connection of its own that is opened when something takes longer than a second.
 */
#include "engine/run/steer.h"
#include "gen/sql.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define TICK_MS 200
#define LONG_S  1.0 /* from then on the ledger is asked, too */

struct steer_guard {
	struct scheduler *s;
	pthread_t thread;
	pthread_mutex_t lock; /* guards the three below, and that s->db stays open while busy */
	pthread_cond_t change;
	bool busy, quit;
	double since;
};

static void tick(struct steer_guard *g)
{
	struct timespec until;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_nsec += TICK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	(void)pthread_cond_timedwait(&g->change, &g->lock, &until);
}

/* Whether the ledger says "now"; then the other sessions of the run are ended, too. */
static bool asked_in_ledger(const struct steer_guard *g)
{
	struct arena *a = arena_new();
	struct db_args args = {0};
	struct db_result *r = NULL;
	struct db *db = NULL;
	struct err ignored = {0}; /* the next tick asks again */
	bool now = false;

	db_arg_int(&args, g->s->run.info.run_id);
	if (db_open(g->s->request->conninfo, "getsuji guard", a, &db, &ignored) == ERR_OK &&
		db_query(db, &sql_steer_stop_now, &args, a, &r, &ignored) == ERR_OK)
		now = db_int(r, 0, 0);
	if (now && db_query(db, &sql_steer_break, &args, a, NULL, &ignored) != ERR_OK)
		now = false;
	arena_free(a);
	return now;
}

static bool stop_now(const struct steer_guard *g, double since)
{
	const volatile sig_atomic_t *signals = g->s->request->stop;

	return (signals && *signals > 1) || (schedule_clock() - since > LONG_S && asked_in_ledger(g));
}

static void *guard_main(void *arg)
{
	struct steer_guard *g = arg;

	CHECK(pthread_mutex_lock(&g->lock) == 0);
	while (!g->quit) {
		double since = g->since;
		bool now;

		if (!g->busy) {
			CHECK(pthread_cond_wait(&g->change, &g->lock) == 0);
			continue;
		}
		tick(g);
		if (!g->busy || g->quit || g->since != since)
			continue;
		CHECK(pthread_mutex_unlock(&g->lock) == 0);
		now = stop_now(g, since);
		CHECK(pthread_mutex_lock(&g->lock) == 0);
		if (now && g->busy)
			db_cancel(g->s->db);
	}
	CHECK(pthread_mutex_unlock(&g->lock) == 0);
	return NULL;
}

void steer_busy(struct scheduler *s)
{
	struct steer_guard *g = s->guard;

	if (!g) {
		pthread_condattr_t attr;

		g = s->guard = arena_alloc(s->life, sizeof *g);
		g->s = s;
		CHECK(pthread_condattr_init(&attr) == 0);
		CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
		CHECK(pthread_mutex_init(&g->lock, NULL) == 0 && pthread_cond_init(&g->change, &attr) == 0);
		pthread_condattr_destroy(&attr);
		CHECK(pthread_create(&g->thread, NULL, guard_main, g) == 0);
	}
	CHECK(pthread_mutex_lock(&g->lock) == 0);
	g->busy = true;
	g->since = schedule_clock();
	CHECK(pthread_cond_signal(&g->change) == 0);
	CHECK(pthread_mutex_unlock(&g->lock) == 0);
}

void steer_free(struct scheduler *s)
{
	CHECK(pthread_mutex_lock(&s->guard->lock) == 0);
	s->guard->busy = false;
	db_cancel_over(s->db);
	CHECK(pthread_mutex_unlock(&s->guard->lock) == 0);
}

void steer_end(struct scheduler *s)
{
	struct steer_guard *g = s->guard;

	if (!g)
		return;
	CHECK(pthread_mutex_lock(&g->lock) == 0);
	g->quit = true;
	CHECK(pthread_cond_signal(&g->change) == 0);
	CHECK(pthread_mutex_unlock(&g->lock) == 0);
	CHECK(pthread_join(g->thread, NULL) == 0);
	s->guard = NULL;
}
