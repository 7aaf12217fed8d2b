/*
 * forecast.c: medians of earlier durations along the paths of the graph (see forecast.h).
 */
#include "engine/run/forecast.h"

#include "gen/sql.h"

#include <stdlib.h>
#include <string.h>

#define SHARE_ENOUGH 0.05 /* of its chunks: from there on a task's own pace says more than history */

struct took {
	const char *task;
	double seconds;
	int64_t expected;
};

struct forecast_history {
	struct arena *keep;
	struct took *took;
	int count, room;
};

struct forecast_history *forecast_new(struct arena *keep)
{
	struct forecast_history *h = arena_alloc(keep, sizeof *h);

	h->keep = keep;
	return h;
}

void forecast_add(struct forecast_history *h, const char *task, double seconds, int64_t expected)
{
	if (h->count == h->room) {
		h->took = arena_grow(
			h->keep, h->took, (size_t)h->room, h->room ? 2 * (size_t)h->room : 64, sizeof *h->took);
		h->room = h->room ? 2 * h->room : 64;
	}
	h->took[h->count++] = (struct took){.task = task, .seconds = seconds, .expected = expected};
}

enum err_code forecast_load(struct db *db, const char *graph, int office_id, int before_run_id,
	struct arena *keep, struct forecast_history **out, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_text(&args, graph);
	db_arg_int(&args, office_id);
	db_arg_int(&args, before_run_id);
	db_arg_int(&args, FORECAST_RUNS);
	if (db_query(db, &sql_forecast_history, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*out = forecast_new(keep);
	for (int i = 0; i < db_rows(r); i++)
		forecast_add(*out, db_text(r, i, 0), (double)db_int(r, i, 1) / 1000.0, db_int(r, i, 2));
	return ERR_OK;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double value[], int n)
{
	qsort(value, (size_t)n, sizeof *value, by_size);
	return n % 2 == 1 ? value[n / 2] : (value[n / 2 - 1] + value[n / 2]) / 2;
}

/* What is known of each task of the graph, newest first. */
struct known {
	double seconds[FORECAST_RUNS];
	int64_t expected[FORECAST_RUNS];
	int n;
};

static struct known *sort_out(const struct graph *g, const struct forecast_history *h, struct arena *scratch)
{
	struct known *known = arena_array(scratch, (size_t)g->tasks, sizeof *known);

	for (int i = 0; h && i < h->count; i++) {
		int task = graph_find(g, h->took[i].task);
		struct known *k = task >= 0 ? &known[task] : NULL;

		if (!k || k->n == FORECAST_RUNS)
			continue;
		k->seconds[k->n] = h->took[i].seconds;
		k->expected[k->n++] = h->took[i].expected;
	}
	return known;
}

static double duration(const struct graph_task *def, const struct known *k, int64_t expected)
{
	double scaled[FORECAST_RUNS];

	if (def->kind == GRAPH_GATE || def->kind == GRAPH_MILESTONE)
		return 0;
	if (k->n == 0)
		return -1;
	for (int i = 0; i < k->n; i++) {
		scaled[i] = k->seconds[i];
		if (expected > 0 && k->expected[i] > 0)
			scaled[i] *= (double)expected / (double)k->expected[i];
	}
	return median(scaled, k->n);
}

static bool has_ended(const struct forecast_state *s)
{
	return s && (strcmp(s->state, "done") == 0 || strcmp(s->state, "skipped") == 0 ||
					strcmp(s->state, "accepted") == 0);
}

/* Seconds that a task still takes once it may begin; negative: not known. */
static double still(const struct forecast_state *s, double seconds)
{
	double share;

	if (has_ended(s))
		return 0;
	if (!s || strcmp(s->state, "running") != 0)
		return seconds;
	share = s->chunks > 0 ? (double)s->done / (double)s->chunks : 0;
	if (share >= SHARE_ENOUGH)
		return s->seconds * (1 - share) / share;
	if (seconds < 0)
		return -1;
	return seconds > s->seconds ? seconds - s->seconds : 0;
}

/* The longest path by `weight`: marks it and returns its length. */
static double mark_longest(
	const struct graph *g, const double weight[], struct arena *scratch, struct forecast_task task[])
{
	double *ends = arena_array(scratch, (size_t)g->tasks, sizeof *ends);
	int *from = arena_array(scratch, (size_t)g->tasks, sizeof *from);
	int last = 0;
	double length;

	for (int n = 0; n < g->tasks; n++) {
		int at = g->order[n];
		double begins = 0;

		from[at] = -1;
		for (int i = 0; i < g->task[at].after_count; i++) {
			int before = g->task[at].after[i];

			if (from[at] < 0 || ends[before] > begins) {
				from[at] = before;
				begins = ends[before];
			}
		}
		ends[at] = begins + weight[at];
		if (ends[at] >= ends[last])
			last = at;
	}
	length = ends[last];
	for (int at = last; at >= 0; at = from[at])
		task[at].critical = true;
	return length;
}

/* When each task will have ended, and all of them. */
static double look_ahead(const struct graph *g, const struct forecast_state *state, struct forecast *out)
{
	double all = 0;

	for (int n = 0; n < g->tasks; n++) {
		int at = g->order[n];
		double begins = 0, takes = still(state ? &state[at] : NULL, out->task[at].seconds);

		for (int i = 0; i < g->task[at].after_count; i++) {
			double before = out->task[g->task[at].after[i]].ends;

			if (before > begins)
				begins = before;
		}
		out->partial |= takes < 0;
		out->task[at].ends = has_ended(state ? &state[at] : NULL) ? 0 : begins + (takes > 0 ? takes : 0);
		if (out->task[at].ends > all)
			all = out->task[at].ends;
	}
	return all;
}

void forecast_make(const struct graph *g, const struct forecast_history *history,
	const struct forecast_state *state, struct arena *keep, struct forecast *out)
{
	struct arena *scratch = arena_new();
	struct known *known = sort_out(g, history, scratch);
	double *weight = arena_array(scratch, (size_t)g->tasks, sizeof *weight);
	bool any = false;

	*out = (struct forecast){.task = arena_array(keep, (size_t)g->tasks, sizeof *out->task)};
	for (int i = 0; i < g->tasks; i++) {
		const struct graph_task *def = &g->task[i];

		out->task[i].seconds = has_ended(state ? &state[i] : NULL) && def->kind != GRAPH_GATE
								   ? state[i].seconds
								   : duration(def, &known[i], state ? state[i].expected : 0);
		any |= def->kind != GRAPH_GATE && def->kind != GRAPH_MILESTONE && out->task[i].seconds >= 0;
		weight[i] = out->task[i].seconds > 0 ? out->task[i].seconds : 0;
	}
	for (int i = 0; i < g->tasks && !any; i++)
		weight[i] = 1; /* nothing is known: the longest path is the one with most tasks */
	out->total = mark_longest(g, weight, scratch, out->task);
	out->left = look_ahead(g, state, out);
	if (!any)
		out->total = out->left = -1;
	arena_free(scratch);
}

enum err_code forecast_instant(
	struct db *db, double seconds, struct arena *keep, const char **out, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, (int64_t)seconds);
	if (db_query(db, &sql_forecast_instant, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*out = db_text(r, 0, 0);
	return ERR_OK;
}
