/*
 * Steering; see steer.h.
 */
#include "engine/run/steer.h"

#include "gen/sql.h"

#include <string.h>

#define LOOK_EVERY_S 1.0

struct steer {
	bool run_paused;
	bool *paused; /* [tasks] */
	enum steer_stop stop;
	bool broken_off;
};

/* Tells the workers of open tasks; tasks that are not open yet are asked again at once. */
static void apply(struct scheduler *s, const bool *before, bool run_before)
{
	const struct steer *st = s->steer;

	for (int i = 0; i < s->graph->tasks; i++) {
		bool was = run_before || before[i], is = st->run_paused || st->paused[i];

		if (was == is)
			continue;
		if (s->phase[i] == SCHEDULE_OPEN)
			pool_hold(s->pool, i, is);
		else if (s->phase[i] == SCHEDULE_READY && s->task[i].wait != TASK_WAITS_GATE)
			s->task[i].ask_at = 0;
	}
}

static enum err_code look(struct scheduler *s, struct err *e)
{
	struct steer *st = s->steer;
	bool *before = arena_array(s->scratch, (size_t)s->graph->tasks, sizeof *before),
		 run_before = st->run_paused;
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	s->look_at = schedule_clock() + LOOK_EVERY_S;
	db_arg_int(&args, s->run.info.run_id);
	code = db_query(s->db, &sql_steer_look, &args, s->scratch, &r, e);
	if (code != ERR_OK)
		return code;
	memcpy(before, st->paused, (size_t)s->graph->tasks * sizeof *before);
	memset(st->paused, 0, (size_t)s->graph->tasks * sizeof *st->paused);
	st->run_paused = false;
	for (int i = 0; i < db_rows(r); i++) {
		int task_no = (int)db_int(r, i, 1);

		st->stop = strcmp(db_text(r, i, 0), "now") == 0     ? STEER_STOP_NOW
				   : strcmp(db_text(r, i, 0), "chunk") == 0 ? STEER_STOP
															: STEER_GO_ON;
		if (db_is_null(r, i, 1) || task_no > s->graph->tasks)
			continue;
		if (task_no == 0)
			st->run_paused = true;
		else
			st->paused[task_no - 1] = true;
	}
	apply(s, before, run_before);
	return ERR_OK;
}

enum err_code steer_start(struct scheduler *s, struct err *e)
{
	enum err_code code = db_query(s->db, &sql_steer_listen, NULL, s->scratch, NULL, e);

	s->steer = arena_alloc(s->life, sizeof *s->steer);
	s->steer->paused = arena_array(s->life, (size_t)s->graph->tasks, sizeof *s->steer->paused);
	return code == ERR_OK ? look(s, e) : code;
}

enum err_code steer_look(struct scheduler *s, struct err *e)
{
	struct err gone = {0};
	bool told = db_wait_notify(s->db, 0, &gone);

	if (gone.code != ERR_OK) {
		*e = gone;
		return gone.code;
	}
	return told || schedule_clock() >= s->look_at ? look(s, e) : ERR_OK;
}

bool steer_run_paused(const struct scheduler *s)
{
	return s->steer->run_paused;
}

bool steer_paused(const struct scheduler *s, int task)
{
	return s->steer->run_paused || s->steer->paused[task];
}

enum steer_stop steer_stop_asked(const struct scheduler *s)
{
	int signals = s->request->stop ? (int)*s->request->stop : 0;
	enum steer_stop by_signal = signals > 1 ? STEER_STOP_NOW : signals == 1 ? STEER_STOP : STEER_GO_ON;

	return s->steer && s->steer->stop > by_signal ? s->steer->stop : by_signal;
}

void steer_break_off(struct scheduler *s)
{
	struct db_args args = {0};
	struct err ignored = {
		0}; /* without a connection there is no session to end either: the server saw to it */

	if (s->steer->broken_off || !db_alive(s->db))
		return;
	s->steer->broken_off = true;
	db_arg_int(&args, s->run.info.run_id);
	if (db_query(s->db, &sql_steer_break, &args, s->scratch, NULL, &ignored) != ERR_OK)
		s->steer->broken_off = false;
}
