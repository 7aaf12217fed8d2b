/*
 * cmd_compare.c: compare: two runs side by side: what they were asked to do, what their tasks did and how
 * long they took, which files are the same, and how many households they decided alike.  No names.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/history.h"
#include "engine/run/status.h"

#include <string.h>

#define FILES_SHOWN 20
#define TASKS_SHOWN 60 /* of larger graphs those that differ */

struct pair {
	struct cli *c;
	struct status_run *run[2];
	struct graph *graph[2];
};

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static void parameter(struct table *t, const char *name, const char *a, const char *b)
{
	table_cell(t, name);
	table_cell(t, a);
	table_cell(t, b);
	table_cell(t, same(a, b) ? "" : _("differs"));
}

static void say_parameters(const struct pair *p)
{
	struct arena *keep = p->c->keep;
	const struct status_run *a = p->run[0], *b = p->run[1];
	struct table *t = table_new(keep, 4, "llll");
	char month[2][8];

	table_cell(t, "");
	for (int i = 0; i < 2; i++)
		table_cell(t, arena_printf(keep, _("run %d"), p->run[i]->run_id));
	table_cell(t, "");
	parameter(t, _("graph"), a->graph, b->graph);
	parameter(t, _("definition"), arena_printf(keep, "%.12s", a->graph_digest),
		arena_printf(keep, "%.12s", b->graph_digest));
	parameter(t, _("month"), month_format(a->month, month[0]), month_format(b->month, month[1]));
	parameter(
		t, _("office"), arena_printf(keep, "%05d", a->office_id), arena_printf(keep, "%05d", b->office_id));
	parameter(t, _("edition"), say_number(keep, a->edition), say_number(keep, b->edition));
	parameter(t, _("facts as of (JST)"), a->cut, b->cut);
	parameter(t, _("rate set"), say_number(keep, a->rate_set_id), say_number(keep, b->rate_set_id));
	parameter(t, _("execution"), say_state(a->execution), say_state(b->execution));
	parameter(t, _("decision"), say_state(a->decision), say_state(b->decision));
	parameter(t, _("digest of the results"), arena_printf(keep, "%.12s", a->digest),
		arena_printf(keep, "%.12s", b->digest));
	table_print(t, p->c->out, "  ");
}

/* ---- definitions ---- */

static const char *list_text(struct arena *keep, const char *text, const char *key, const char *value)
{
	return arena_printf(keep, "%s %s=%s", text, key, value);
}

static const char *names_text(const struct graph *g, const int *index, int n, struct arena *keep)
{
	const char *text = "";

	for (int i = 0; i < n; i++)
		text = arena_printf(keep, "%s%s%s", text, i > 0 ? "," : "", g->task[index[i]].name);
	return text;
}

static const char *wait_text(const struct graph_wait *w, struct arena *keep)
{
	switch (w->kind) {
	case GRAPH_WAIT_FILE:
		return arena_printf(keep, "file:%s", w->file);
	case GRAPH_WAIT_RUN:
		return arena_printf(keep, "run:%s:%s%+d", w->graph, w->state, w->month_offset);
	case GRAPH_WAIT_DAY:
		break;
	}
	return arena_printf(keep, "day:%s:%s", w->day, w->calendar != NULL ? w->calendar : "");
}

/* What the graph says of a task, in one line and one order, so that layout and comments do not count. */
static const char *definition_text(const struct graph *g, const struct graph_task *t, struct arena *keep)
{
	static const char *const kinds[] = {"job", "report", "sql", "gate", "milestone"};
	const char *text = arena_printf(keep, "%s=%s", kinds[t->kind], t->target != NULL ? t->target : "");

	if (t->chunk_size > 0)
		text = arena_printf(keep, "%s chunk=%d", text, t->chunk_size);
	if (t->after_count > 0)
		text = list_text(keep, text, "after", names_text(g, t->after, t->after_count, keep));
	if (t->digest_count > 0)
		text = list_text(keep, text, "digest", names_text(g, t->digest, t->digest_count, keep));
	for (int i = 0; t->partitions[i] != NULL; i++)
		text = list_text(keep, text, "partition", t->partitions[i]);
	for (int i = 0; i < t->setting_count; i++)
		text = list_text(keep, text, t->setting[i].name, t->setting[i].value);
	for (int i = 0; i < t->waits; i++)
		text = list_text(keep, text, "wait", wait_text(&t->wait[i], keep));
	if (t->when_text != NULL)
		text = list_text(keep, text, "when", t->when_text);
	for (int i = 0; t->resource[i] != NULL; i++)
		text = list_text(keep, text, "resource", t->resource[i]);
	return arena_printf(keep, "%s deadline=%d expect=%lld..%lld,%d limit=%lld,%lld,%lld", text,
		t->deadline_minutes, (long long)t->expect.min, (long long)t->expect.max, t->expect.near_percent,
		(long long)t->limit.records, (long long)t->limit.percent, (long long)t->limit.yen);
}

/* One line for each task whose definition differs or that only one run has. */
static void say_definitions(const struct pair *p)
{
	for (int side = 0; side < 2; side++) {
		const struct graph *g = p->graph[side], *other = p->graph[1 - side];

		for (int i = 0; g != NULL && other != NULL && i < g->tasks; i++) {
			int k = graph_find(other, g->task[i].name);

			if (k < 0) {
				fprintf(p->c->out, _("  task %s is in run %d only\n"), g->task[i].name, p->run[side]->run_id);
			} else if (side == 0) {
				const char *a = definition_text(g, &g->task[i], p->c->keep);
				const char *b = definition_text(other, &other->task[k], p->c->keep);

				if (!same(a, b))
					fprintf(p->c->out, _("  task %s differs:\n    %s\n    %s\n"), g->task[i].name, a, b);
			}
		}
	}
}

/* ---- what the tasks did ---- */

static const struct status_task *task_named(const struct status_run *run, const char *name, int guess)
{
	if (guess < run->tasks && same(run->task[guess].name, name))
		return &run->task[guess];
	for (int i = 0; i < run->tasks; i++) {
		if (same(run->task[i].name, name))
			return &run->task[i];
	}
	return NULL;
}

/* "+120 (+0.8 %)"; nothing where both are the same. */
static const char *difference(struct arena *keep, int64_t a, int64_t b)
{
	int64_t d = b - a, tenths = a != 0 ? (int64_t)((__int128)d * 1000 / (a < 0 ? -a : a)) : 0;

	if (d == 0)
		return "=";
	if (a == 0)
		return arena_printf(keep, "%s%s", d > 0 ? "+" : "", say_number(keep, d));
	return arena_printf(keep, "%s%s (%s%lld.%lld %%)", d > 0 ? "+" : "", say_number(keep, d),
		d > 0 ? "+" : "-", (long long)((tenths < 0 ? -tenths : tenths) / 10),
		(long long)((tenths < 0 ? -tenths : tenths) % 10));
}

static bool task_differs(const struct status_task *a, const struct status_task *b)
{
	return b == NULL || a->count.read != b->count.read || a->count.yen != b->count.yen ||
		   a->count.quarantined != b->count.quarantined || !same(a->state, b->state);
}

static void task_cells(
	struct table *t, struct arena *keep, const struct status_task *a, const struct status_task *b)
{
	const int64_t counts[][2] = {{a->count.read, b->count.read}, {a->count.yen, b->count.yen},
		{a->count.quarantined, b->count.quarantined}};

	table_cell(t, a->name);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		table_cell(t, say_number(keep, counts[i][0]));
		table_cell(t, difference(keep, counts[i][0], counts[i][1]));
	}
	table_cell(t, say_seconds(keep, a->seconds));
	table_cell(t, say_seconds(keep, b->seconds));
	table_cell(t, same(a->state, b->state)
					  ? ""
					  : arena_printf(keep, "%s / %s", say_state(a->state), say_state(b->state)));
}

static void say_tasks(const struct pair *p)
{
	static const char *const titles[] = {N_("task"), N_("records"), N_("difference"), N_("yen"),
		N_("difference"), N_("set aside"), N_("difference"), N_("time"), N_("time of the other"),
		N_("state")};
	struct table *t = table_new(p->c->keep, 10, "lrrrrrrrrl");
	const struct status_run *a = p->run[0], *b = p->run[1];
	int equal = 0;

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_cell(t, _(titles[i]));
	for (int i = 0; i < a->tasks; i++) {
		const struct status_task *other = task_named(b, a->task[i].name, i);

		if (a->tasks > TASKS_SHOWN && !task_differs(&a->task[i], other))
			equal++;
		else if (other != NULL)
			task_cells(t, p->c->keep, &a->task[i], other);
	}
	table_print(t, p->c->out, "  ");
	if (equal > 0)
		fprintf(p->c->out, _("  and %s tasks with the same counts\n"), say_number(p->c->keep, equal));
}

/* Both lists are ordered by name. */
static void say_files(const struct pair *p)
{
	const struct status_run *a = p->run[0], *b = p->run[1];
	int i = 0, k = 0, equal = 0, told = 0;

	while (i < a->artifacts || k < b->artifacts) {
		int order = i == a->artifacts   ? 1
					: k == b->artifacts ? -1
										: strcmp(a->artifact[i].name, b->artifact[k].name);
		const char *name = order <= 0 ? a->artifact[i].name : b->artifact[k].name;

		if (order == 0 && same(a->artifact[i].sha256, b->artifact[k].sha256))
			equal++;
		else if (told++ < FILES_SHOWN)
			fprintf(
				p->c->out, order == 0 ? _("  file %s differs\n") : _("  file %s is in one run only\n"), name);
		i += order <= 0;
		k += order >= 0;
	}
	if (told > FILES_SHOWN)
		fprintf(p->c->out, _("  and %s more files\n"), say_number(p->c->keep, told - FILES_SHOWN));
	fprintf(p->c->out, _("files: %s the same, %s not\n"), say_number(p->c->keep, equal),
		say_number(p->c->keep, told));
}

static enum err_code say_decided(const struct pair *p, struct db *db, struct err *e)
{
	struct history_decided d;
	struct arena *keep = p->c->keep;

	if (history_decided(db, p->run[0]->run_id, p->run[1]->run_id, keep, &d, e) != ERR_OK)
		return e->code;
	if (d.both == 0) {
		fputs(_("no household was decided in both\n"), p->c->out);
		return ERR_OK;
	}
	fprintf(p->c->out, _("households decided in both: %s; with the same total %s, with another %s; yen %s\n"),
		say_number(keep, d.both), say_number(keep, d.equal), say_number(keep, d.different),
		difference(keep, d.yen[0], d.yen[1]));
	return ERR_OK;
}

enum err_code command_compare(struct cli *c, struct err *e)
{
	struct pair p = {.c = c};
	struct err ignored = {0};
	struct db *db = NULL;
	int run_id[2];

	if (operand_run(c, 0, &run_id[0], e) != ERR_OK || operand_run(c, 1, &run_id[1], e) != ERR_OK ||
		connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < 2 && e->code == ERR_OK; i++) {
		/* A graph that this program cannot read is told by its digest alone. */
		if (status_load(db, run_id[i], c->keep, &p.run[i], e) == ERR_OK &&
			status_graph(p.run[i], c->keep, &p.graph[i], &ignored) != ERR_OK)
			p.graph[i] = NULL;
	}
	if (e->code == ERR_OK) {
		say_parameters(&p);
		say_definitions(&p);
		say_tasks(&p);
		say_files(&p);
		say_decided(&p, db, e);
	}
	db_close(db);
	return e->code;
}
