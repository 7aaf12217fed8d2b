/*
 * The watchdog; see watchdog.h.
 */
#include "engine/run/watchdog.h"

#include "gen/sql.h"

#define PATIENCE_S   60
#define DOUBLED_MOST 6 /* times; an hour and more */
#define LOOK_EVERY_S 5.0

static enum err_code end_session(struct scheduler *s, const struct db_result *r, int row, struct err *e)
{
	struct db_args args = {0};
	enum err_code code;

	db_arg_int(&args, db_int(r, row, 0));
	code = db_query(s->db, &sql_steer_end_session, &args, s->scratch, NULL, e);
	if (code != ERR_OK)
		return code;
	s->watchdog_kills++;
	schedule_incident(s, 0, "watchdog.ended",
		arena_printf(s->scratch, "session=%lld worker=\"%s\" waits_s=%lld", (long long)db_int(r, row, 0),
			db_text(r, row, 1), (long long)db_int(r, row, 2)));
	return ERR_OK;
}

enum err_code watchdog_look(struct scheduler *s, struct err *e)
{
	int patience = s->request->watchdog_seconds > 0 ? s->request->watchdog_seconds : PATIENCE_S;
	int doubled = s->watchdog_kills < DOUBLED_MOST ? s->watchdog_kills : DOUBLED_MOST;
	double now = schedule_clock();
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	if (now < s->guard_at)
		return ERR_OK;
	s->guard_at = now + (patience < LOOK_EVERY_S ? patience / 2.0 : LOOK_EVERY_S);
	db_arg_int(&args, s->run.info.run_id);
	db_arg_int(&args, (int64_t)patience << doubled);
	code = db_query(s->db, &sql_watchdog_stuck, &args, s->scratch, &r, e);
	for (int i = 0; code == ERR_OK && i < db_rows(r); i++)
		code = end_session(s, r, i, e);
	return code;
}
