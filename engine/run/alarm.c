/*
 * Alarms; see alarm.h.
 */
#include "engine/run/alarm.h"

#include "gen/sql.h"

#include <string.h>

static enum err_code raise_alarm(
	struct scheduler *s, int task, const char *kind, const char *detail, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, s->run.info.run_id);
	db_arg_int(&args, task + 1);
	db_arg_text(&args, kind);
	db_arg_text(&args, detail);
	code = db_query(s->db, &sql_alarm, &args, s->scratch, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_rows(r) == 1) { /* else an earlier runner raised it */
		s->alarms++;
		schedule_event(s, "run.alarm",
			arena_printf(s->scratch, "task=%s alarm=%s %s", s->task[task].def->name, kind, detail));
	}
	return ERR_OK;
}

enum err_code alarm_load(struct scheduler *s, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, s->run.info.run_id);
	code = db_query(s->db, &sql_alarm_count, &args, s->scratch, &r, e);
	if (code == ERR_OK)
		s->alarms = (int)db_int(r, 0, 0);
	return code;
}

enum err_code alarm_deadlines(struct scheduler *s, struct err *e)
{
	double elapsed = schedule_clock() - s->began_run;
	enum err_code code = ERR_OK;

	for (int i = 0; i < s->graph->tasks && code == ERR_OK; i++) {
		struct run_task *t = &s->task[i];

		if (t->deadline_told || !t->def->deadline_minutes || s->phase[i] == SCHEDULE_OVER ||
			elapsed <= t->def->deadline_minutes * 60.0)
			continue;
		t->deadline_told = true;
		code = raise_alarm(s, i, "deadline",
			arena_printf(s->scratch, "not done %d minutes after the start", t->def->deadline_minutes), e);
	}
	return code;
}

/* Against the run before: 0 where it had none, or it is near. */
static enum err_code compare_before(struct scheduler *s, int task, struct err *e)
{
	const struct run_task *t = &s->task[task];
	int percent = t->def->expect.near_percent;
	struct db_args args = {0};
	struct db_result *r = NULL;
	int64_t before, now = t->row.count.read;
	enum err_code code;

	db_arg_int(&args, s->run.info.run_id);
	db_arg_text(&args, t->def->name);
	code = db_query(s->db, &sql_alarm_before, &args, s->scratch, &r, e);
	if (code != ERR_OK || db_rows(r) == 0)
		return code;
	before = db_int(r, 0, 0);
	if (now * 100 < before * (100 - percent) || now * 100 > before * (100 + percent))
		return raise_alarm(s, task, now < before ? "too_few" : "too_many",
			arena_printf(s->scratch, "%lld records, %lld the time before", (long long)now, (long long)before),
			e);
	return ERR_OK;
}

enum err_code alarm_expect(struct scheduler *s, int task, struct err *e)
{
	const struct run_task *t = &s->task[task];
	const struct graph_expect *x = &t->def->expect;
	int64_t n = t->row.count.read;

	if (x->min > 0 && n < x->min)
		return raise_alarm(s, task, "too_few",
			arena_printf(s->scratch, "%lld records, at least %lld expected", (long long)n, (long long)x->min),
			e);
	if (x->max > 0 && n > x->max)
		return raise_alarm(s, task, "too_many",
			arena_printf(s->scratch, "%lld records, at most %lld expected", (long long)n, (long long)x->max),
			e);
	return x->near_percent > 0 ? compare_before(s, task, e) : ERR_OK;
}
