/*
 * What changed since a run was planned; see change.h.
 */
#include "engine/run/change.h"

#include "gen/sql.h"

#include <string.h>

/* The lines of a task in its graph's text: from its own to that of the next. */
static const char *task_text(const struct graph *g, int task, size_t *length)
{
	const char *at = g->text, *end = g->text + g->length, *from = NULL;
	int next = 0;

	for (int i = 0; i < g->tasks; i++)
		if (g->task[i].line > g->task[task].line && (next == 0 || g->task[i].line < next))
			next = g->task[i].line;
	for (int line = 1; at < end && line != next; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (line == g->task[task].line)
			from = at;
		at = stop ? stop + 1 : end;
	}
	*length = from ? (size_t)(at - from) : 0;
	return from;
}

static bool same_text(const struct graph *a, int task_a, const struct graph *b, int task_b)
{
	size_t length_a, length_b;
	const char *text_a = task_text(a, task_a, &length_a), *text_b = task_text(b, task_b, &length_b);

	return length_a == length_b && (length_a == 0 || memcmp(text_a, text_b, length_a) == 0);
}

static const char *listed(struct arena *keep, const char *list, const char *name)
{
	return arena_printf(keep, "%s%s%s", list, *list ? ", " : "", name);
}

/* "changed a, b; new c; gone d": by task. */
static const char *graph_difference(const struct graph *now, const struct graph *planned, struct arena *keep)
{
	const char *changed = "", *added = "", *gone = "";

	for (int i = 0; i < planned->tasks; i++) {
		const char *name = planned->task[i].name;
		int other = graph_find(now, name);

		if (other < 0)
			gone = listed(keep, gone, name);
		else if (!same_text(planned, i, now, other))
			changed = listed(keep, changed, name);
	}
	for (int i = 0; i < now->tasks; i++)
		if (graph_find(planned, now->task[i].name) < 0)
			added = listed(keep, added, now->task[i].name);
	if (!*changed && !*added && !*gone)
		return "only what stands around its tasks";
	return arena_printf(keep, "%s%s%s%s%s%s%s%s", *changed ? "changed " : "", changed,
		*changed && (*added || *gone) ? "; " : "", *added ? "new " : "", added, *added && *gone ? "; " : "",
		*gone ? "gone " : "", gone);
}

static enum err_code newest_rates(struct db *db, struct arena *keep, int *rate_set_id, struct err *e)
{
	struct db_result *r = NULL;
	enum err_code code = db_query(db, &sql_change_rates, NULL, keep, &r, e);

	if (code == ERR_OK)
		*rate_set_id = (int)db_int(r, 0, 0);
	return code;
}

/* Accepted now, or before. */
static enum err_code accepted(struct db *db, int run_id, const char *difference, const char *accept,
	struct arena *keep, bool *yes, struct err *e)
{
	struct db_args ask = {0}, act = {0};
	struct db_result *r = NULL;
	enum err_code code;

	db_arg_int(&ask, run_id);
	db_arg_text(&ask, difference);
	code = db_query(db, &sql_change_accepted, &ask, keep, &r, e);
	if (code != ERR_OK)
		return code;
	*yes = db_int(r, 0, 0);
	if (*yes || !accept)
		return ERR_OK;
	*yes = true;
	db_arg_int(&act, run_id);
	db_arg_text(&act, arena_printf(keep, "%s%s", accept, difference));
	return db_query(db, &sql_change_accept, &act, keep, NULL, e);
}

enum err_code change_check(struct db *db, const struct ledger_run *run, const struct graph *now,
	const struct graph *planned, const char *accept, struct arena *keep, struct err *e)
{
	bool decided = strcmp(run->decision, "none") != 0 && strcmp(run->decision, "computed") != 0, yes = false;
	const char *difference = "";
	int rates = run->rate_set_id;
	enum err_code code = decided ? ERR_OK : newest_rates(db, keep, &rates, e);

	if (code != ERR_OK)
		return code;
	if (now && memcmp(now->sha256, run->graph_sha256, sizeof now->sha256) != 0)
		difference = arena_printf(keep, " [graph: %s]", graph_difference(now, planned, keep));
	if (rates != run->rate_set_id)
		difference = arena_printf(keep, "%s [rate set: %d, now %d]", difference, run->rate_set_id, rates);
	if (!*difference)
		return ERR_OK;
	code = accepted(db, run->info.run_id, difference, accept, keep, &yes, e);
	if (code != ERR_OK || yes)
		return code;
	err_set(e, ERR_CHANGED, 1550, "graph or rates have changed since run %d was planned", run->info.run_id);
	err_detail(e, "%s", difference + 1);
	return err_hint(e,
		"Start a new edition with --edition, or go on as it was planned with: getsuji resume %d "
		"--accept-changes "
		"REASON",
		run->info.run_id);
}
