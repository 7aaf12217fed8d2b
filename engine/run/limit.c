/*
 * Limits on what is set aside; see limit.h.  The counts in memory tell whether it is worth asking the ledger;
 * what the ledger says decides.
 */
#include "engine/run/limit.h"

#include "gen/sql.h"

#include <string.h>

static int64_t aside_of(const struct run_task *t)
{
	return t->row.count.quarantined - t->row.waived;
}

static enum err_code standing(struct scheduler *s, int task_no, int64_t *records, int64_t *yen, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&args, s->run.info.run_id);
	db_arg_int(&args, task_no);
	code = db_query(s->db, &sql_limit_standing, &args, s->scratch, &r, e);
	if (code == ERR_OK) {
		*records = db_int(r, 0, 0);
		*yen = db_int(r, 0, 1);
	}
	return code;
}

static enum err_code see_why(const struct scheduler *s, const char *option, struct err *e)
{
	return option
			   ? err_hint(e, "See why with: getsuji quarantine %d list; a higher limit can be given with %s.",
					 s->run.info.run_id, option)
			   : err_hint(e, "See why with: getsuji quarantine %d list; the limit stands in the graph.",
					 s->run.info.run_id);
}

static bool share_passed(int64_t records, int percent, int64_t expected)
{
	return percent >= 0 && expected > 0 && records * 100 > (int64_t)percent * expected;
}

/* The limits of one task; those of the graph, and the share that the request allows to any. */
static enum err_code check_task(struct scheduler *s, int i, struct err *e)
{
	const struct run_task *t = &s->task[i];
	const struct graph_limit *l = &t->def->limit;
	bool graph_share = share_passed(aside_of(t), (int)l->percent, t->row.expected);
	bool share = share_passed(aside_of(t), s->request->quarantine_percent, t->row.expected);
	int64_t records = 0, yen = 0;
	enum err_code code;

	if (l->yen < 0 && !graph_share && !share && (l->records < 0 || aside_of(t) <= l->records))
		return ERR_OK;
	code = standing(s, i + 1, &records, &yen, e);
	if (code != ERR_OK)
		return code;
	if (l->records >= 0 && records > l->records) {
		err_set(e, ERR_LIMIT, 1560, "task \"%s\" set aside %lld records; its limit is %lld", t->def->name,
			(long long)records, (long long)l->records);
		return see_why(s, NULL, e);
	}
	if (share_passed(records, (int)l->percent, t->row.expected) ||
		share_passed(records, s->request->quarantine_percent, t->row.expected)) {
		bool of_graph = share_passed(records, (int)l->percent, t->row.expected);

		err_set(e, ERR_LIMIT, 1561, "task \"%s\" set aside %lld of %lld records; the limit is %lld %%",
			t->def->name, (long long)records, (long long)t->row.expected,
			(long long)(of_graph ? l->percent : s->request->quarantine_percent));
		return see_why(s, of_graph ? NULL : "--quarantine-percent", e);
	}
	if (l->yen >= 0 && yen > l->yen) {
		err_set(e, ERR_LIMIT, 1562,
			"the households that task \"%s\" set aside were paid %lld yen last; its limit is %lld",
			t->def->name, (long long)yen, (long long)l->yen);
		return see_why(s, NULL, e);
	}
	return ERR_OK;
}

static enum err_code check_run(struct scheduler *s, struct err *e)
{
	const struct execute_request *q = s->request;
	int64_t records = 0, yen = 0, all = 0;
	enum err_code code;

	for (int i = 0; i < s->graph->tasks; i++)
		all += aside_of(&s->task[i]);
	if (q->quarantine_yen < 0 && (q->quarantine_limit < 0 || all <= q->quarantine_limit))
		return ERR_OK;
	code = standing(s, 0, &records, &yen, e);
	if (code != ERR_OK)
		return code;
	if (q->quarantine_limit >= 0 && records > q->quarantine_limit) {
		err_set(e, ERR_LIMIT, 1552, "more than %lld records were set aside", (long long)q->quarantine_limit);
		return see_why(s, "--quarantine-limit", e);
	}
	if (q->quarantine_yen >= 0 && yen > q->quarantine_yen) {
		err_set(e, ERR_LIMIT, 1563, "the households set aside were paid %lld yen last; the limit is %lld",
			(long long)yen, (long long)q->quarantine_yen);
		return see_why(s, "--quarantine-yen", e);
	}
	return ERR_OK;
}

enum err_code limit_check(struct scheduler *s, int *task, struct err *e)
{
	enum err_code code = ERR_OK;

	*task = 0;
	for (int i = 0; i < s->graph->tasks; i++)
		if (aside_of(&s->task[i]) > aside_of(&s->task[*task]))
			*task = i;
	code = check_run(s, e);
	for (int i = 0; i < s->graph->tasks && code == ERR_OK; i++) {
		if (aside_of(&s->task[i]) <= 0 || s->phase[i] == SCHEDULE_LATER)
			continue;
		*task = i;
		code = check_task(s, i, e);
	}
	return code;
}

enum err_code limit_first(struct scheduler *s, int *task, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r = NULL;
	enum err_code code;

	*task = 0;
	db_arg_int(&args, s->run.info.run_id);
	code = db_query(s->db, &sql_limit_asides, &args, s->scratch, &r, e);
	if (code != ERR_OK)
		return code;
	for (int i = 0; i < db_rows(r); i++) {
		struct ledger_task *row = &s->task[db_int(r, i, 0) - 1].row;

		if (!ledger_task_over(row)) /* of those that are, the task's own row says it */
			row->count.quarantined = db_int(r, i, 1);
	}
	/* Once the results are up for approval, what is done has passed the limits of its time. */
	for (int i = 0; i < s->graph->tasks; i++)
		if (aside_of(&s->task[i]) > 0 &&
			(strcmp(s->run.decision, "none") == 0 || !ledger_task_over(&s->task[i].row)))
			return limit_check(s, task, e);
	return ERR_OK;
}
