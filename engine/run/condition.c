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

/* How the latest edition of a graph's run is, of the office or of all; *run_id 0: there is none. */
static enum err_code look_at_run(const struct condition_asker *asker, const char *graph,
	const struct graph_wait *w, struct arena *scratch, int64_t *run_id, const char **is, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_text(&args, graph);
	db_arg_int(&args, asker->run->office_id);
	db_arg_day(&args, month_first(asker->run->month + w->month_offset));
	db_arg_text(&args, w->state);
	if (db_query(asker->db, &sql_condition_run, &args, scratch, &r, e) != ERR_OK)
		return e->code;
	*run_id = db_rows(r) > 0 ? db_int(r, 0, 0) : 0;
	*is = db_rows(r) > 0 ? db_text(r, 0, strcmp(w->state, "confirmed") == 0 ? 2 : 1) : "";
	return ERR_OK;
}

static enum err_code wait_run(const struct condition_asker *asker, const struct graph_wait *w,
	struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	const char *is, *other = "";
	int64_t run_id, ignored;
	char month[8];

	if (look_at_run(asker, w->graph, w, scratch, &run_id, &is, e) != ERR_OK ||
		(w->or_graph && look_at_run(asker, w->or_graph, w, scratch, &ignored, &other, e) != ERR_OK))
		return e->code;
	*met = strcmp(is, w->state) == 0 || strcmp(other, w->state) == 0;
	if (*met)
		return ERR_OK;
	month_format(asker->run->month + w->month_offset, month);
	if (run_id == 0)
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("a run %s of %s that is %s: there is none yet"),
			w->graph, month, w->state);
	else
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("run %lld (%s of %s) to be %s: it is %s"),
			(long long)run_id, w->graph, month, w->state, is);
	return ERR_OK;
}

static enum err_code find_calendar(const struct condition_asker *asker, struct condition_memory *m,
	const char *name, struct office_calendar **out, struct err *e)
{
	struct condition_calendar *c = m->calendar;

	while (c && (!name != !c->name || (name && strcmp(name, c->name) != 0)))
		c = c->next;
	if (!c) {
		c = arena_alloc(m->round, sizeof *c);
		if (office_calendar_load(asker->db, name, asker->run->office_id, m->round, &c->calendar, e) != ERR_OK)
			return e->code;
		c->name = name ? arena_strdup(m->round, name) : NULL;
		c->next = m->calendar;
		m->calendar = c;
	}
	*out = c->calendar;
	return ERR_OK;
}

static enum err_code wait_day(const struct condition_asker *asker, struct condition_memory *m,
	const struct graph_wait *w, struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	struct office_calendar *calendar = NULL;
	struct office_day_rule *rule;
	size_t bad;
	char text[11];

	if (find_calendar(asker, m, w->calendar, &calendar, e) != ERR_OK ||
		office_calendar_parse(w->day, scratch, &rule, &bad, e) != ERR_OK ||
		office_calendar_is(calendar, rule, m->clock.today, met, e) != ERR_OK)
		return e->code;
	if (!*met)
		snprintf(waiting_for, CONDITION_TEXT_SIZE, _("the day \"%s\" of calendar %s: today is %s"), w->day,
			office_calendar_name(calendar), day_format(m->clock.today, text));
	return ERR_OK;
}

static enum err_code wait_one(const struct condition_asker *asker, struct condition_memory *m,
	const struct graph_wait *w, struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	const struct condition_answer *known = condition_answered(m, w);
	enum err_code code = ERR_OK;

	if (known) {
		*met = known->met;
		snprintf(waiting_for, CONDITION_TEXT_SIZE, "%s", known->waiting_for);
		return ERR_OK;
	}
	switch (w->kind) {
	case GRAPH_WAIT_FILE:
		condition_file(asker, m, w, m->clock.now, scratch, met, waiting_for);
		break;
	case GRAPH_WAIT_RUN:
		code = wait_run(asker, w, scratch, met, waiting_for, e);
		break;
	case GRAPH_WAIT_DAY:
		code = wait_day(asker, m, w, scratch, met, waiting_for, e);
		break;
	}
	if (code == ERR_OK)
		condition_remember(m, w, *met, waiting_for);
	return code;
}

/* All of a task's `wait:`; the first that is not met is told. */
static enum err_code wait_all(const struct condition_asker *asker, const struct graph_task *def,
	struct arena *scratch, bool *met, char *waiting_for, struct err *e)
{
	struct condition_memory *m = asker->memory ? asker->memory : condition_memory_new(scratch);

	*met = true;
	if (def->waits == 0)
		return ERR_OK;
	condition_round(m);
	if (!m->has_clock && office_calendar_clock(asker->db, scratch, &m->clock, e) != ERR_OK)
		return e->code;
	m->has_clock = true;
	for (int i = 0; i < def->waits && *met; i++)
		if (wait_one(asker, m, &def->wait[i], scratch, met, waiting_for, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code condition_check(const struct condition_asker *asker, int task_index, struct arena *scratch,
	enum condition_verdict *verdict, char *waiting_for, struct err *e)
{
	const struct graph_task *def = &asker->graph->task[task_index];
	bool met;
	size_t bad;

	*verdict = CONDITION_MET;
	waiting_for[0] = '\0';
	if (def->when && !is_wanted(asker, def, scratch, waiting_for)) {
		*verdict = CONDITION_FALSE;
	} else {
		waiting_for[0] = '\0';
		if (wait_all(asker, def, scratch, &met, waiting_for, e) != ERR_OK)
			return e->code;
		if (!met)
			*verdict = CONDITION_NOT_YET;
	}
	if (!text_valid(waiting_for, strlen(waiting_for), &bad)) /* cut within a character */
		waiting_for[bad] = '\0';
	return ERR_OK;
}
