/*
 * page_graph.c: how the tasks hang together, as SVG.
 *
 * A task's layer is one more than the deepest of what it waits for.  An edge over several layers gets a
 * bend in each, so that it does not run through boxes.  Layers are put in order by the mean place of the
 * neighbours, back and forth a few times; then each box moves towards its neighbours as far as there is
 * room.  Where boxes could not be read any more, layers are shown with the number of their tasks.
 */
#include "engine/page/page_parts.h"

#include "engine/base/text.h"

#include <string.h>

enum {
	TASKS_DRAWN = 60, /* more are shown as layers */
	NODES_MAX = 400,
	WIDTH_MAX = 1700, /* drawn smaller than 60 % nothing can be read */
	ROWS_MAX = 30,    /* of layers; deeper graphs share rows */
	BOX_W = 126,
	BOX_H = 44,
	GAP_LONG = 38, /* between layers */
	GAP_SIDE = 16, /* between boxes of a layer */
	NAME_CELLS = 16,
	SWEEPS = 10
};

struct node {
	int task; /* -1: a bend */
	int layer;
	double at, wish; /* its middle, across the layers */
};

struct edge {
	int node[64]; /* from, bends, to */
	int nodes;
	bool critical;
};

struct drawing {
	const struct page *p;
	struct arena *scratch;
	int layers;
	int *layer_of; /* [tasks] */
	struct node *node;
	int nodes;
	struct edge *edge;
	int edges;
	int **row;   /* [layers]: nodes in order */
	int *length; /* [layers] */
	bool down;   /* layers from top to bottom; otherwise from left to right */
};

static void find_layers(struct drawing *d)
{
	const struct graph *g = d->p->graph;

	d->layer_of = arena_array(d->scratch, (size_t)g->tasks, sizeof(*d->layer_of));
	for (int n = 0; n < g->tasks; n++) {
		int i = g->order[n];

		for (int k = 0; k < g->task[i].after_count; k++) {
			int above = d->layer_of[g->task[i].after[k]] + 1;

			if (above > d->layer_of[i])
				d->layer_of[i] = above;
		}
		if (d->layer_of[i] >= d->layers)
			d->layers = d->layer_of[i] + 1;
	}
}

/* ---- few tasks: boxes and arrows ---- */

/* Boxes, bends and edges; false: too many. */
static bool build(struct drawing *d)
{
	const struct graph *g = d->p->graph;
	int edges = 0;

	for (int i = 0; i < g->tasks; i++)
		edges += g->task[i].after_count;
	if (g->tasks > TASKS_DRAWN)
		return false;
	d->node = arena_array(d->scratch, NODES_MAX, sizeof(*d->node));
	d->edge = arena_array(d->scratch, (size_t)edges, sizeof(*d->edge));
	for (d->nodes = 0; d->nodes < g->tasks; d->nodes++)
		d->node[d->nodes] = (struct node){.task = d->nodes, .layer = d->layer_of[d->nodes]};
	for (int to = 0; to < g->tasks; to++) {
		for (int k = 0; k < g->task[to].after_count; k++) {
			int from = g->task[to].after[k], span = d->layer_of[to] - d->layer_of[from];
			struct edge *e = &d->edge[d->edges++];

			if (span + 1 > (int)(sizeof(e->node) / sizeof(e->node[0])) || d->nodes + span > NODES_MAX)
				return false;
			e->critical = d->p->critical[from] > 0 && d->p->critical[to] == d->p->critical[from] + 1;
			e->node[e->nodes++] = from;
			for (int layer = d->layer_of[from] + 1; layer < d->layer_of[to]; layer++) {
				d->node[d->nodes] = (struct node){.task = -1, .layer = layer};
				e->node[e->nodes++] = d->nodes++;
			}
			e->node[e->nodes++] = to;
		}
	}
	return true;
}

static void fill_rows(struct drawing *d)
{
	d->row = arena_array(d->scratch, (size_t)d->layers, sizeof(*d->row));
	d->length = arena_array(d->scratch, (size_t)d->layers, sizeof(*d->length));
	for (int l = 0; l < d->layers; l++)
		d->row[l] = arena_array(d->scratch, (size_t)d->nodes, sizeof(**d->row));
	for (int n = 0; n < d->nodes; n++) {
		int l = d->node[n].layer;

		d->node[n].at = d->length[l];
		d->row[l][d->length[l]++] = n;
	}
}

/* The mean place of a node's neighbours in the layers `side` (-1: before, 1: after, 0: both). */
static double neighbours(const struct drawing *d, int n, int side)
{
	double sum = 0, count = 0;

	for (int i = 0; i < d->edges; i++) {
		const struct edge *e = &d->edge[i];
		double weight = e->critical     ? 8
						: e->nodes == 2 ? 2
										: 1; /* what matters is straight, what is long bends */

		for (int k = 0; k < e->nodes; k++) {
			if (e->node[k] != n)
				continue;
			if (side <= 0 && k > 0)
				sum += weight * d->node[e->node[k - 1]].at, count += weight;
			if (side >= 0 && k + 1 < e->nodes)
				sum += weight * d->node[e->node[k + 1]].at, count += weight;
		}
	}
	return count > 0 ? sum / count : d->node[n].at;
}

static void order_row(struct drawing *d, int l, int side)
{
	int *row = d->row[l];

	for (int i = 0; i < d->length[l]; i++)
		d->node[row[i]].wish = neighbours(d, row[i], side);
	for (int i = 1; i < d->length[l]; i++) { /* stable: what is equal stays in the order of the file */
		int n = row[i], k = i;

		for (; k > 0 && d->node[row[k - 1]].wish > d->node[n].wish; k--)
			row[k] = row[k - 1];
		row[k] = n;
	}
	for (int i = 0; i < d->length[l]; i++)
		d->node[row[i]].at = i;
}

static void order_rows(struct drawing *d)
{
	for (int sweep = 0; sweep < SWEEPS; sweep++) {
		for (int l = 1; l < d->layers; l++)
			order_row(d, l, -1);
		for (int l = d->layers - 2; l >= 0; l--)
			order_row(d, l, 1);
	}
}

static double apart(const struct drawing *d, int a, int b)
{
	double size = d->down ? BOX_W : BOX_H;
	double half = (d->node[a].task >= 0 ? size : 8) / 2 + (d->node[b].task >= 0 ? size : 8) / 2;

	return half + GAP_SIDE;
}

/* Moves a layer towards its neighbours without changing its order: pushed from the left as far as needed,
 * pushed from the right as far as needed, and the mean of both. */
static void settle_row(struct drawing *d, int l)
{
	const int *row = d->row[l];
	int n = d->length[l];
	double edge = 0;

	for (int i = 0; i < n; i++)
		d->node[row[i]].wish = neighbours(d, row[i], 0);
	for (int i = 0; i < n; i++) {
		double least = i > 0 ? edge + apart(d, row[i - 1], row[i]) : d->node[row[i]].wish;

		edge = d->node[row[i]].wish > least ? d->node[row[i]].wish : least;
		d->node[row[i]].at = edge;
	}
	for (int i = n - 1; i >= 0; i--) {
		double most = i + 1 < n ? edge - apart(d, row[i], row[i + 1]) : d->node[row[i]].wish;

		edge = d->node[row[i]].wish < most ? d->node[row[i]].wish : most;
		d->node[row[i]].at = (d->node[row[i]].at + edge) / 2;
	}
}

/* Places everything; the extent across the layers comes out. */
static double place(struct drawing *d)
{
	double lowest = 1e9, highest = -1e9, half = (d->down ? BOX_W : BOX_H) / 2.0 + 4;

	for (int l = 0; l < d->layers; l++) {
		double at = 0;

		for (int i = 0; i < d->length[l]; i++) {
			at += i > 0 ? apart(d, d->row[l][i - 1], d->row[l][i]) : 0;
			d->node[d->row[l][i]].at = at;
		}
		for (int i = 0; i < d->length[l]; i++)
			d->node[d->row[l][i]].at -= at / 2;
	}
	for (int sweep = 0; sweep < SWEEPS; sweep++) {
		for (int l = 0; l < d->layers; l++)
			settle_row(d, l);
		for (int l = d->layers - 1; l >= 0; l--)
			settle_row(d, l);
	}
	for (int n = 0; n < d->nodes; n++) {
		lowest = d->node[n].at < lowest ? d->node[n].at : lowest;
		highest = d->node[n].at > highest ? d->node[n].at : highest;
	}
	for (int n = 0; n < d->nodes; n++)
		d->node[n].at += half - lowest;
	return highest - lowest + 2 * half;
}

/* The middle of a node on the drawing. */
static void middle(const struct drawing *d, int n, double *x, double *y)
{
	double along =
		d->node[n].layer * ((d->down ? BOX_H : BOX_W) + GAP_LONG) + (d->down ? BOX_H : BOX_W) / 2.0 + 4;

	*x = d->down ? d->node[n].at : along;
	*y = d->down ? along : d->node[n].at;
}

static void draw_edge(const struct drawing *d, const struct edge *e, struct page_text *o)
{
	double half = (d->down ? BOX_H : BOX_W) / 2.0, x, y, before_x, before_y;

	page_putf(o, "<path class=\"edge%s\" marker-end=\"url(#%s)\" d=\"", e->critical ? " crit" : "",
		e->critical ? "ac" : "a");
	middle(d, e->node[0], &before_x, &before_y);
	*(d->down ? &before_y : &before_x) += half;
	page_putf(o, "M%.1f %.1f", before_x, before_y);
	for (int k = 1; k < e->nodes; k++) {
		middle(d, e->node[k], &x, &y);
		if (k + 1 == e->nodes)
			*(d->down ? &y : &x) -= half + 3;
		if (d->down)
			page_putf(o, "C%.1f %.1f %.1f %.1f %.1f %.1f", before_x, (before_y + y) / 2, x,
				(before_y + y) / 2, x, y);
		else
			page_putf(o, "C%.1f %.1f %.1f %.1f %.1f %.1f", (before_x + x) / 2, before_y, (before_x + x) / 2,
				y, x, y);
		before_x = x;
		before_y = y;
	}
	page_put(o, "\"/>\n");
}

static void draw_box(const struct drawing *d, int n, struct page_text *o)
{
	const struct page *p = d->p;
	const struct status_task *t = &p->run->task[d->node[n].task];
	const char *state = page_state_now(p, t->state);
	bool gate = strcmp(t->kind, "gate") == 0 || strcmp(t->kind, "milestone") == 0;
	size_t fits = text_fit_width(t->name, strlen(t->name), NAME_CELLS);
	bool cut = fits < strlen(t->name);
	double x, y;

	middle(d, n, &x, &y);
	page_put(o, "<g><title>");
	page_escape(o, t->name);
	page_putf(o,
		": %s</title><rect class=\"node %s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
		page_state(state), page_state_class(state), p->critical[d->node[n].task] > 0 ? " crit" : "",
		x - BOX_W / 2.0, y - BOX_H / 2.0, BOX_W, BOX_H, gate ? BOX_H / 2 : 5);
	page_putf(o, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"12.5\" font-weight=\"600\">",
		x, y - 3);
	page_escape(o, cut ? arena_strndup(d->scratch, t->name, fits - 1) : t->name);
	page_putf(o,
		"%s</text><text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\">%s%s",
		cut ? "…" : "", x, y + 14, strcmp(t->kind, "gate") == 0 ? "関門・" : "", page_state(state));
	if (t->count.read > 0) {
		page_put(o, "　");
		page_number(o, t->count.read);
		page_put(o, "件");
	}
	page_put(o, "</text></g>\n");
}

/* false: too large to be read. */
static bool draw_boxes(struct drawing *d, struct page_text *o)
{
	double across, along, w, h;

	if (!build(d))
		return false;
	fill_rows(d);
	order_rows(d);
	d->down = d->layers > 7;
	across = place(d);
	along = d->layers * ((d->down ? BOX_H : BOX_W) + GAP_LONG) - GAP_LONG + 8;
	w = d->down ? across : along;
	h = d->down ? along : across;
	if (w > WIDTH_MAX)
		return false;
	page_putf(o,
		"<svg id=\"graph\" role=\"img\" aria-label=\"タスクのつながり\" viewBox=\"0 0 %.0f %.0f\" "
		"style=\"max-width:%.0fpx\">\n",
		w, h, w);
	page_put(o,
		"<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"8\" "
		"markerHeight=\"8\" "
		"markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#93a1b0\"/></marker>"
		"<marker id=\"ac\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" "
		"markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" "
		"fill=\"#b3261e\"/></marker></defs>\n");
	for (int pass = 0; pass < 2; pass++) { /* the path lies on top */
		for (int i = 0; i < d->edges; i++) {
			if (d->edge[i].critical == (pass == 1))
				draw_edge(d, &d->edge[i], o);
		}
	}
	for (int n = 0; n < d->p->run->tasks; n++)
		draw_box(d, n, o);
	page_put(o, "</svg>\n");
	return true;
}

/* ---- many tasks: layers ---- */

static const char *const classes[] = {"done", "left", "work", "wait", "bad", "idle"};
static const char *const class_words[] = {"完了", "省略・正常扱い", "実行中", "待機", "異常", "予定"};
enum { CLASSES = sizeof(classes) / sizeof(classes[0]) };

struct layer_row {
	int tasks, count[CLASSES];
	const char *bad; /* the first abnormal task; NULL: none */
};

static void count_layers(const struct drawing *d, int per_row, struct layer_row *rows)
{
	for (int i = 0; i < d->p->run->tasks; i++) {
		struct layer_row *r = &rows[d->layer_of[i] / per_row];
		const char *class = page_state_class(page_state_now(d->p, d->p->run->task[i].state));

		r->tasks++;
		for (int k = 0; k < CLASSES; k++)
			r->count[k] += strcmp(classes[k], class) == 0;
		if (r->bad == NULL && strcmp(class, "bad") == 0)
			r->bad = d->p->run->task[i].name;
	}
}

static void draw_row(const struct layer_row *r, double scale, double y, struct page_text *o)
{
	double x = 130;

	for (int k = 0; k < CLASSES; k++) {
		double w = r->count[k] * scale;

		if (r->count[k] == 0)
			continue;
		w = w < 3 ? 3 : w;
		page_putf(o, "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"16\" rx=\"2\"/>",
			classes[k], x, y, w);
		x += w;
	}
	page_putf(o, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11.5\">%d", x + 8, y + 12.5, r->tasks);
	for (int k = 0; k < CLASSES; k++) {
		if (r->count[k] > 0)
			page_putf(o, "　%s %d", class_words[k], r->count[k]);
	}
	if (r->bad != NULL) {
		page_put(o, "（");
		page_escape(o, r->bad);
		page_put(o, "）");
	}
	page_put(o, "</text>\n");
}

static void draw_layers(struct drawing *d, struct page_text *o)
{
	int per_row = d->layers > ROWS_MAX ? (d->layers + ROWS_MAX - 1) / ROWS_MAX : 1,
		rows = (d->layers + per_row - 1) / per_row, most = 1;
	struct layer_row *row = arena_array(d->scratch, (size_t)rows, sizeof(*row));

	count_layers(d, per_row, row);
	for (int i = 0; i < rows; i++)
		most = row[i].tasks > most ? row[i].tasks : most;
	page_putf(o,
		"<p "
		"class=\"note\">%dタスクは一つずつ描くには多いので、先行の段ごとに数で示す（上から下へ進む）。</p>\n",
		d->p->run->tasks);
	page_putf(o, "<svg id=\"graph\" role=\"img\" aria-label=\"段ごとのタスク数\" viewBox=\"0 0 1040 %d\">\n",
		rows * 25 + 4);
	for (int i = 0; i < rows; i++) {
		int first = i * per_row + 1, last = (i + 1) * per_row < d->layers ? (i + 1) * per_row : d->layers;
		double y = i * 25 + 2;

		if (first == last)
			page_putf(o, "<text x=\"120\" y=\"%.1f\" text-anchor=\"end\" font-size=\"12\">第%d段</text>",
				y + 12.5, first);
		else
			page_putf(o, "<text x=\"120\" y=\"%.1f\" text-anchor=\"end\" font-size=\"12\">第%d～%d段</text>",
				y + 12.5, first, last);
		draw_row(&row[i], 640.0 / most, y, o);
	}
	page_put(o, "</svg>\n");
}

void page_graph(const struct page *p, struct page_text *o)
{
	struct drawing d = {.p = p};

	page_put(o, "<section><h2>タスクのつながり</h2>\n");
	if (p->graph == NULL || p->run->tasks == 0) {
		page_put(o, "<p>この定義は、このプログラムでは読めないため、つながりを示せない。</p></section>\n");
		return;
	}
	d.scratch = arena_new();
	find_layers(&d);
	if (!draw_boxes(&d, o))
		draw_layers(&d, o);
	arena_free(d.scratch);
	page_put(o, "</section>\n");
}
