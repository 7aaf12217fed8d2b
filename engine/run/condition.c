/*
 * condition.c: whether a task may begin (see condition.h).
 */
#include "engine/run/condition.h"

#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "engine/graph/when.h"
#include "engine/run/condition_file.h"
#include "engine/run/office_calendar.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>

/* ---- when ---- */

static bool is_wanted(const struct condition_asker *asker, const struct graph_task *def,
	struct arena *scratch, char *waiting_for)
{
	struct when_task *seen = arena_array(scratch, (size_t)asker->graph->tasks, sizeof *seen);

	for (int i = 0; i < when_terms(def->when); i++) {
		int at = when_term_task(def->when, i);
		const struct condition_task *t = &asker->task[at];

		seen[at] = (struct when_task){.state = t->state,
			.count = {[WHEN_READ] = t->count.read,
				[WHEN_WRITTEN] = t->count.written,
				[WHEN_UNCHANGED] = t->count.unchanged,
				[WHEN_HELD] = t->count.held,
				[WHEN_QUARANTINED] = t->count.quarantined,
				[WHEN_WARNINGS] = t->count.warnings,
				[WHEN_YEN] = t->count.yen,
				[WHEN_CHUNKS] = t->chunks}};
	}
	return when_holds(def->when, asker->graph, seen, waiting_for, CONDITION_TEXT_SIZE);
}

/* ---- wait ---- */

static enum err_code wait_run(const struct condition_asker *asker, const struct graph_wait *w,
	struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	month_t month = asker->run->month + w->month_offset;
	bool confirmed = strcmp(w->state, "confirmed") == 0;
	struct db_args args = {0};
	struct db_result *r;
	char text[8];

	db_arg_text(&args, w->graph);
	db_arg_int(&args, asker->run->office_id);
	db_arg_day(&args, month_first(month));
	if (db_query(asker->db, &sql_condition_run, &args, scratch, &r, e) != ERR_OK)
		return e->code;
	*met = db_rows(r) > 0 && strcmp(db_text(r, 0, confirmed ? 2 : 1), w->state) == 0;
	if (*met)
		return ERR_OK;
	month_format(month, text);
	if (db_rows(r) == 0)
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("a run %s of %s that is %s: there is none yet"),
			w->graph, text, w->state);
	else
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("run %lld (%s of %s) to be %s: it is %s"),
			(long long)db_int(r, 0, 0), w->graph, text, w->state, db_text(r, 0, confirmed ? 2 : 1));
	return ERR_OK;
}

static enum err_code wait_day(const struct condition_asker *asker, const struct graph_wait *w, day_t today,
	struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	struct office_calendar *calendar;
	struct office_day_rule *rule;
	size_t bad;
	char text[11];

	if (office_calendar_load(asker->db, w->calendar, asker->run->office_id, scratch, &calendar, e) !=
			ERR_OK ||
		office_calendar_parse(w->day, scratch, &rule, &bad, e) != ERR_OK ||
		office_calendar_is(calendar, rule, today, met, e) != ERR_OK)
		return e->code;
	if (!*met)
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("the day \"%s\" of calendar %s: today is %s"), w->day,
			office_calendar_name(calendar), day_format(today, text));
	return ERR_OK;
}

static enum err_code wait_one(const struct condition_asker *asker, const struct graph_wait *w,
	const struct office_clock *clock, struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	switch (w->kind) {
	case GRAPH_WAIT_FILE:
		condition_file(asker, w, clock->now, scratch, met, waiting_for);
		return ERR_OK;
	case GRAPH_WAIT_RUN:
		return wait_run(asker, w, scratch, met, waiting_for, e);
	case GRAPH_WAIT_DAY:
		break;
	}
	return wait_day(asker, w, clock->today, scratch, met, waiting_for, e);
}

enum err_code condition_check(const struct condition_asker *asker, int task_index, struct arena *scratch,
	enum condition_verdict *verdict, char *waiting_for, struct err *e)
{
	const struct graph_task *def = &asker->graph->task[task_index];
	struct office_clock clock;
	bool met = true;
	size_t bad;

	*verdict = CONDITION_MET;
	waiting_for[0] = '\0';
	if (def->when && !is_wanted(asker, def, scratch, waiting_for)) {
		*verdict = CONDITION_FALSE;
		return ERR_OK;
	}
	waiting_for[0] = '\0';
	if (def->waits > 0 && office_calendar_clock(asker->db, scratch, &clock, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < def->waits && met; i++)
		if (wait_one(asker, &def->wait[i], &clock, scratch, &met, waiting_for, e) != ERR_OK)
			return e->code;
	if (!met)
		*verdict = CONDITION_NOT_YET;
	if (!text_valid(waiting_for, strlen(waiting_for), &bad)) /* cut within a character */
		waiting_for[bad] = '\0';
	return ERR_OK;
}
