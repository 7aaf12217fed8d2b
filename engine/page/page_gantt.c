/*
 * page_gantt.c: when each task worked, as SVG, and the path that the end waited for.
 *
 * The time axis holds the time in which something worked; hours or days between (a gate, a night until
 * somebody resumed) are folded into a narrow band that says how long it was.
 */
#include "engine/page/page_parts.h"

#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	LANES_ALL = 200,   /* of more tasks: the path and the longest ones */
	LANES_A_PART = 45, /* one drawing; paper breaks between drawings */
	SPANS_MAX = 12,
	LABEL_W = 168,
	PLOT_W = 800,
	RIGHT_W = 72, /* for the time behind the last bar */
	BAND_W = 52,
	LANE_H = 19,
	AXIS_H = 34,
	NAME_CELLS = 22,
	PATH_NAMED = 24
};

struct span {
	int64_t from, to; /* ms */
	double x;
};

struct gantt {
	const struct page *p;
	struct arena *scratch;
	struct span span[SPANS_MAX];
	int spans;
	double scale; /* columns per ms */
	int *lane;    /* tasks in the order shown */
	int lanes;
	int64_t last; /* the last instant that is known */
};

/* ---- the path ---- */

static bool worked(const struct status_task *t)
{
	return t->started_ms > 0 && strcmp(t->state, "planned") != 0;
}

void page_critical(struct page *p, struct arena *keep)
{
	const struct status_run *run = p->run;
	int at = -1, length = 0;

	p->critical = arena_array(keep, (size_t)run->tasks, sizeof(*p->critical));
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].ended_ms > 0 && worked(&run->task[i]) &&
			(at < 0 || run->task[i].ended_ms > run->task[at].ended_ms))
			at = i;
	}
	/* Backwards with negative places, then turned around. */
	for (; at >= 0 && p->graph != NULL;) {
		const struct graph_task *t = &p->graph->task[at];
		int before = -1;

		p->critical[at] = -(++length);
		for (int k = 0; k < t->after_count; k++) {
			int i = t->after[k];

			if (run->task[i].ended_ms > 0 &&
				(before < 0 || run->task[i].ended_ms > run->task[before].ended_ms))
				before = i;
		}
		at = before;
	}
	for (int i = 0; i < run->tasks; i++) {
		if (p->critical[i] < 0)
			p->critical[i] += length + 1;
	}
}

/* ---- the axis ---- */

static int64_t end_of(const struct gantt *g, const struct status_task *t)
{
	return t->ended_ms >= t->started_ms ? t->ended_ms : g->p->run->alive ? g->p->run->now_ms : g->last;
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to < y->to ? -1 : x->to > y->to;
}

/* What lies inside an attempt; where there is no attempt on record, all of it. */
static int clip(const struct gantt *g, int64_t from, int64_t to, struct span *out)
{
	const struct history_run *h = g->p->history;
	int n = 0;

	for (int i = 0; i < h->attempts; i++) {
		int64_t began = h->attempt[i].began_ms, ended = h->attempt[i].ended_ms;
		int64_t lo = from > began ? from : began, hi = ended > 0 && ended < to ? ended : to;

		if (ended == 0 && i + 1 < h->attempts && hi > h->attempt[i + 1].began_ms)
			hi = h->attempt[i + 1].began_ms;
		if (lo <= hi)
			out[n++] = (struct span){.from = lo, .to = hi};
	}
	if (h->attempts == 0 || n == 0)
		out[n++] = (struct span){.from = from, .to = to};
	return n;
}

/* Joins spans with at most `fold` between; their number comes out. */
static int join(struct span *s, int n, int64_t fold)
{
	int last = 0;

	for (int i = 1; i < n; i++) {
		if (s[i].from - s[last].to <= fold)
			s[last].to = s[i].to > s[last].to ? s[i].to : s[last].to;
		else
			s[++last] = s[i];
	}
	return n > 0 ? last + 1 : 0;
}

static int64_t sum_of(const struct span *s, int n)
{
	int64_t sum = 0;

	for (int i = 0; i < n; i++)
		sum += s[i].to - s[i].from;
	return sum;
}

static void find_axis(struct gantt *g)
{
	const struct status_run *run = g->p->run;
	size_t room = (size_t)run->tasks * (size_t)(g->p->history->attempts + 1);
	struct span *all = arena_array(g->scratch, room, sizeof(*all));
	int64_t fold;
	double x = LABEL_W;
	int n = 0;

	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *t = &run->task[i];

		if (worked(t) && strcmp(t->kind, "gate") != 0)
			n += clip(g, t->started_ms, end_of(g, t), all + n);
	}
	qsort(all, (size_t)n, sizeof(*all), by_start);
	n = join(all, n, 0);
	/* Folding pays where the pause is long beside the work. */
	fold = sum_of(all, n) / 2 + 1;
	n = join(all, n, fold);
	while (n > SPANS_MAX)
		n = join(all, n, fold *= 2);
	g->spans = n;
	if (n == 0)
		return;
	g->scale = (double)(PLOT_W - (n - 1) * BAND_W) / (double)(sum_of(all, n) > 0 ? sum_of(all, n) : 1);
	for (int i = 0; i < n; i++) {
		g->span[i] = all[i];
		g->span[i].x = x;
		x += (double)(all[i].to - all[i].from) * g->scale + BAND_W;
	}
}

/* Instants in a folded time stand at its beginning. */
static double x_of(const struct gantt *g, int64_t ms)
{
	int i = 0;

	while (i + 1 < g->spans && g->span[i + 1].from <= ms)
		i++;
	if (ms < g->span[i].from)
		ms = g->span[i].from;
	if (ms > g->span[i].to)
		ms = g->span[i].to;
	return g->span[i].x + (double)(ms - g->span[i].from) * g->scale;
}

static int64_t nice_step(double ms_per_tick)
{
	static const int64_t steps[] = {10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000,
		120000, 300000, 600000, 900000, 1800000, 3600000, 7200000, 10800000, 21600000, 43200000, 86400000};
	size_t i = 0;

	while (i + 1 < sizeof(steps) / sizeof(steps[0]) && (double)steps[i] < ms_per_tick)
		i++;
	return steps[i];
}

static void tick_label(int64_t ms, struct page_text *o)
{
	if (ms < 1000)
		page_putf(o, "+%.2f秒", (double)ms / 1000.0);
	else if (ms < 60000)
		page_putf(o, ms % 1000 != 0 ? "+%.1f秒" : "+%.0f秒", (double)ms / 1000.0);
	else if (ms < 3600000)
		page_putf(o, ms % 60000 != 0 ? "+%d分%02d秒" : "+%d分", (int)(ms / 60000), (int)(ms / 1000 % 60));
	else
		page_putf(
			o, ms % 3600000 != 0 ? "+%d時間%02d分" : "+%d時間", (int)(ms / 3600000), (int)(ms / 60000 % 60));
}

static void draw_axis(const struct gantt *g, int height, struct page_text *o)
{
	double free_from = 0;

	for (int i = 0; i < g->spans; i++) {
		const struct span *s = &g->span[i];
		int64_t step = nice_step(90 / g->scale);
		double width = (double)(s->to - s->from) * g->scale;

		if (s->x >= free_from) {
			page_putf(o, "<text x=\"%.1f\" y=\"11\" font-size=\"10.5\">", s->x);
			page_instant(o, s->from);
			page_put(o, "</text>");
			free_from = s->x + 122;
		}
		for (int64_t at = 0; at <= s->to - s->from; at += step) {
			double x = s->x + (double)at * g->scale;

			page_putf(o, "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, AXIS_H - 6,
				x, height);
			if (at == 0 || x > s->x + width - 24)
				continue;
			page_putf(
				o, "<text class=\"soft\" x=\"%.1f\" y=\"25\" font-size=\"10\" text-anchor=\"middle\">", x);
			tick_label(at, o);
			page_put(o, "</text>");
		}
		if (i + 1 < g->spans) {
			page_putf(o, "<rect class=\"gap\" x=\"%.1f\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
				s->x + width + 2, AXIS_H - 6, BAND_W - 4, height - AXIS_H + 6);
			page_putf(o, "<text class=\"soft\" font-size=\"10\" text-anchor=\"middle\" x=\"%.1f\" y=\"25\">",
				s->x + width + BAND_W / 2.0);
			page_duration(o, g->span[i + 1].from - s->to);
			page_put(o, "</text>");
		}
		page_put(o, "\n");
	}
	for (int i = 1; i < g->p->history->attempts; i++)
		page_putf(o,
			"<line class=\"begin\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" "
			"y2=\"%d\"><title>%d回目の実行</title></line>\n",
			x_of(g, g->p->history->attempt[i].began_ms), AXIS_H - 8,
			x_of(g, g->p->history->attempt[i].began_ms), height, i + 1);
}

/* ---- the lanes ---- */

static const struct gantt *sorting; /* qsort() has no argument for this; the page is made by one thread */

static int by_length(const void *a, const void *b)
{
	const struct gantt *g = sorting;
	int i = *(const int *)a, k = *(const int *)b;
	int64_t x = end_of(g, &g->p->run->task[i]) - g->p->run->task[i].started_ms;
	int64_t y = end_of(g, &g->p->run->task[k]) - g->p->run->task[k].started_ms;

	bool on_path = g->p->critical[i] > 0;

	if (on_path != (g->p->critical[k] > 0))
		return on_path ? -1 : 1;
	return x != y ? (x < y ? 1 : -1) : i - k;
}

static int by_beginning(const void *a, const void *b)
{
	const struct gantt *g = sorting;
	int i = *(const int *)a, k = *(const int *)b;
	int64_t x = g->p->run->task[i].started_ms, y = g->p->run->task[k].started_ms;

	return x != y ? (x < y ? -1 : 1) : i - k;
}

/* All tasks that worked, or the path and the longest ones. */
static void choose_lanes(struct gantt *g)
{
	int critical = 0;

	g->lane = arena_array(g->scratch, (size_t)g->p->run->tasks, sizeof(*g->lane));
	for (int i = 0; i < g->p->run->tasks; i++) {
		if (!worked(&g->p->run->task[i]))
			continue;
		g->lane[g->lanes++] = i;
		critical += g->p->critical[i] > 0;
	}
	sorting = g;
	if (g->lanes > LANES_ALL) {
		qsort(g->lane, (size_t)g->lanes, sizeof(*g->lane), by_length);
		g->lanes = LANES_ALL + critical < g->lanes ? LANES_ALL + critical : g->lanes;
	}
	qsort(g->lane, (size_t)g->lanes, sizeof(*g->lane), by_beginning);
}

static void draw_lane(const struct gantt *g, int i, int y, struct page_text *o)
{
	const struct status_task *t = &g->p->run->task[i];
	const char *state = page_state_now(g->p, t->state);
	bool critical = g->p->critical[i] > 0, gate = strcmp(t->kind, "gate") == 0;
	size_t fits = text_fit_width(t->name, strlen(t->name), NAME_CELLS);
	double x = x_of(g, t->started_ms), w = x_of(g, end_of(g, t)) - x;

	page_put(o, "<g><title>");
	page_escape(o, t->name);
	page_putf(o, ": %s ", page_state(state));
	page_instant(o, t->started_ms);
	page_putf(o, "</title><text x=\"%d\" y=\"%d\" font-size=\"11.5\" text-anchor=\"end\"%s>", LABEL_W - 10,
		y + 13, critical ? " font-weight=\"700\"" : "");
	page_escape(
		o, fits < strlen(t->name) ? arena_printf(g->scratch, "%.*s…", (int)fits - 1, t->name) : t->name);
	page_putf(o,
		"</text><rect class=\"bar %s%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"1.5\"/>",
		page_state_class(state), critical ? " crit" : "", x, gate ? y + 7 : y + 3, w < 2 ? 2.0 : w,
		gate ? 5 : 13);
	page_putf(o, "<text class=\"soft halo\" x=\"%.1f\" y=\"%d\" font-size=\"10\">", x + (w < 2 ? 2.0 : w) + 5,
		y + 13);
	page_duration(o, end_of(g, t) - t->started_ms);
	page_put(o, "</text></g>\n");
}

static void draw_part(const struct gantt *g, int first, int count, struct page_text *o)
{
	int height = AXIS_H + count * LANE_H + 4;

	page_putf(o, "<svg class=\"gantt\" role=\"img\" aria-label=\"時間の経過\" viewBox=\"0 0 %d %d\">\n",
		LABEL_W + PLOT_W + RIGHT_W, height);
	for (int i = 0; i < count; i += 2)
		page_putf(o, "<rect class=\"lane\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
			AXIS_H + i * LANE_H, LABEL_W + PLOT_W + RIGHT_W, LANE_H);
	draw_axis(g, height, o);
	for (int i = 0; i < count; i++)
		draw_lane(g, g->lane[first + i], AXIS_H + i * LANE_H, o);
	page_put(o, "</svg>\n");
}

/* "最長経路: a → b → c（計 3.2秒）" */
static void tell_path(const struct gantt *g, struct page_text *o)
{
	const struct page *p = g->p;
	int *by_place = arena_array(g->scratch, (size_t)p->run->tasks + 1, sizeof(*by_place));
	int length = 0;
	int64_t sum = 0;

	for (int i = 0; i < p->run->tasks; i++) {
		if (p->critical[i] == 0)
			continue;
		by_place[p->critical[i]] = i;
		length++;
		if (worked(&p->run->task[i]) && strcmp(p->run->task[i].kind, "gate") != 0)
			sum += end_of(g, &p->run->task[i]) - p->run->task[i].started_ms;
	}
	if (length == 0)
		return;
	page_putf(o, "<p>終わりを決めた経路（赤枠、%dタスク、計 ", length);
	page_duration(o, sum);
	page_put(o, "）: ");
	for (int k = 1; k <= length; k++) {
		if (length > PATH_NAMED && k == PATH_NAMED / 2 + 1) {
			page_put(o, " → …");
			k = length - PATH_NAMED / 2;
			continue;
		}
		page_put(o, k > 1 ? " → " : "");
		page_escape(o, p->run->task[by_place[k]].name);
	}
	page_put(o, "</p>\n");
}

void page_gantt(const struct page *p, struct page_text *o)
{
	struct gantt g = {.p = p, .scratch = arena_new()};
	int all = 0;

	for (int i = 0; i < p->run->tasks; i++) {
		const struct status_task *t = &p->run->task[i];

		all += worked(t);
		g.last = t->ended_ms > g.last ? t->ended_ms : g.last;
		g.last = t->started_ms > g.last ? t->started_ms : g.last;
	}
	page_put(o, "<section><h2>時間の経過</h2>\n");
	find_axis(&g);
	if (g.spans == 0) {
		page_put(o, "<p>まだどのタスクも始まっていない。</p>\n");
	} else {
		choose_lanes(&g);
		tell_path(&g, o);
		if (g.lanes < all)
			page_putf(o,
				"<p "
				"class=\"note\">始まった%dタスクのうち、終わりを決めた経路と時間の長い%dタスクを示す。</p>\n",
				all, LANES_ALL);
		if (g.spans > 1)
			page_put(o, "<p class=\"note\">何も動いていない時間は灰色の帯に縮めてある。</p>\n");
		for (int first = 0; first < g.lanes; first += LANES_A_PART)
			draw_part(&g, first, g.lanes - first < LANES_A_PART ? g.lanes - first : LANES_A_PART, o);
	}
	page_put(o, "</section>\n");
	arena_free(g.scratch);
}
