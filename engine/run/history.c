/* history.c: see history.h. */
#include "engine/run/history.h"

#include "gen/sql.h"

static int64_t number(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? 0 : db_int(r, row, column);
}

enum err_code history_list(struct db *db, int office_id, int64_t how_many, struct arena *keep,
	struct history_line **out, int *count, int64_t *total, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, office_id);
	db_arg_int(&args, how_many);
	if (db_query(db, &sql_history_runs, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*count = db_rows(r);
	*total = *count > 0 ? db_int(r, 0, 13) : 0;
	*out = arena_array(keep, (size_t)*count, sizeof(**out));
	for (int i = 0; i < *count; i++) {
		(*out)[i] = (struct history_line){.run_id = (int)db_int(r, i, 0),
			.graph = db_text(r, i, 1),
			.office_id = (int)db_int(r, i, 2),
			.month = month_of_day(db_day(r, i, 3)),
			.edition = (int)db_int(r, i, 4),
			.execution = db_text(r, i, 5),
			.decision = db_text(r, i, 6),
			.created = db_text(r, i, 7),
			.seconds = (double)db_int(r, i, 8) / 1000.0,
			.records = db_int(r, i, 9),
			.yen = db_int(r, i, 10),
			.quarantined = db_int(r, i, 11),
			.attempts = db_int(r, i, 12)};
	}
	return ERR_OK;
}

/* The rows of a statement that takes a run's number. */
static enum err_code rows_of(struct db *db, const struct sql_stmt *q, int run_id, struct arena *keep,
	struct db_result **r, int *count, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	if (db_query(db, q, &args, keep, r, e) == ERR_OK)
		*count = db_rows(*r);
	return e->code;
}

static enum err_code load_attempts(
	struct db *db, int run_id, struct arena *keep, struct history_run *h, struct err *e)
{
	struct db_result *r;

	if (rows_of(db, &sql_history_attempts, run_id, keep, &r, &h->attempts, e) != ERR_OK)
		return e->code;
	h->attempt = arena_array(keep, (size_t)h->attempts, sizeof(*h->attempt));
	for (int i = 0; i < h->attempts; i++) {
		h->attempt[i] = (struct history_attempt){.attempt_no = (int)db_int(r, i, 0),
			.runner = db_text(r, i, 1),
			.started_by = db_text(r, i, 2),
			.began = db_text(r, i, 3),
			.ended = db_text(r, i, 4),
			.execution = db_text(r, i, 5),
			.exit_code = (int)number(r, i, 6),
			.message_id = (int)number(r, i, 7),
			.seconds = (double)number(r, i, 8) / 1000.0,
			.began_ms = number(r, i, 9),
			.ended_ms = number(r, i, 10)};
	}
	return ERR_OK;
}

static enum err_code load_incidents(
	struct db *db, int run_id, struct arena *keep, struct history_run *h, struct err *e)
{
	struct db_result *r;

	if (rows_of(db, &sql_history_incidents, run_id, keep, &r, &h->incidents, e) != ERR_OK)
		return e->code;
	h->incident = arena_array(keep, (size_t)h->incidents, sizeof(*h->incident));
	for (int i = 0; i < h->incidents; i++) {
		h->incident[i] = (struct history_incident){.task = db_text(r, i, 0),
			.kind = db_text(r, i, 1),
			.times = db_int(r, i, 2),
			.first = db_text(r, i, 3),
			.last = db_text(r, i, 4),
			.detail = db_text(r, i, 5)};
	}
	return ERR_OK;
}

static enum err_code load_actions(
	struct db *db, int run_id, struct arena *keep, struct history_run *h, struct err *e)
{
	struct db_result *r;

	if (rows_of(db, &sql_history_actions, run_id, keep, &r, &h->actions, e) != ERR_OK)
		return e->code;
	h->action = arena_array(keep, (size_t)h->actions, sizeof(*h->action));
	for (int i = 0; i < h->actions; i++) {
		h->action[i] = (struct history_action){.command = db_text(r, i, 0),
			.reason = db_text(r, i, 1),
			.who = db_text(r, i, 2),
			.at = db_text(r, i, 3)};
	}
	return ERR_OK;
}

static enum err_code load_agreements(
	struct db *db, int run_id, struct arena *keep, struct history_run *h, struct err *e)
{
	struct db_result *r;

	if (rows_of(db, &sql_history_approvals, run_id, keep, &r, &h->approvals, e) != ERR_OK)
		return e->code;
	h->approval = arena_array(keep, (size_t)h->approvals, sizeof(*h->approval));
	for (int i = 0; i < h->approvals; i++) {
		h->approval[i] = (struct history_approval){.step = (int)db_int(r, i, 0),
			.who = db_text(r, i, 1),
			.at = db_text(r, i, 2),
			.digest = db_text(r, i, 3)};
	}
	if (rows_of(db, &sql_history_agreed, run_id, keep, &r, &h->agreements, e) != ERR_OK)
		return e->code;
	h->agreed = arena_array(keep, (size_t)h->agreements, sizeof(*h->agreed));
	for (int i = 0; i < h->agreements; i++) {
		h->agreed[i] = (struct history_agreed){.task = db_text(r, i, 0),
			.command = db_text(r, i, 1),
			.reason = db_text(r, i, 2),
			.asked_by = db_text(r, i, 3),
			.agreed_by = db_text(r, i, 4),
			.at = db_text(r, i, 5)};
	}
	return ERR_OK;
}

enum err_code history_load(
	struct db *db, int run_id, struct arena *keep, struct history_run **out, struct err *e)
{
	struct history_run *h = arena_alloc(keep, sizeof(*h));

	if (load_attempts(db, run_id, keep, h, e) != ERR_OK || load_incidents(db, run_id, keep, h, e) != ERR_OK ||
		load_actions(db, run_id, keep, h, e) != ERR_OK || load_agreements(db, run_id, keep, h, e) != ERR_OK)
		return e->code;
	*out = h;
	return ERR_OK;
}

enum err_code history_decided(struct db *db, int run_id, int other_run_id, struct arena *keep,
	struct history_decided *out, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	db_arg_int(&args, other_run_id);
	if (db_query(db, &sql_history_decided, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*out = (struct history_decided){.both = db_int(r, 0, 0),
		.equal = db_int(r, 0, 1),
		.different = db_int(r, 0, 2),
		.yen = {db_int(r, 0, 3), db_int(r, 0, 4)}};
	return ERR_OK;
}
