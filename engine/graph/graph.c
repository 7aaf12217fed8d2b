/*
 * Reads a graph from YAML with libyaml's document API: every node keeps its mark, so every problem has
 * a line and a column, and all of them are told at once.  Nothing here runs anything.
 */
#include "engine/graph/graph.h"

#include "engine/graph/builtin.h"
#include "engine/graph/loader.h"
#include "engine/graph/order.h"
#include "getsuji/digest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRAPH_BYTES_MAX (2 * 1024 * 1024)
#define GRAPH_DEPTH_MAX 16 /* libyaml's time grows with the square of the nesting */

/* ---- names ---- */

/* FNV-1a; the slot at which a name is, or would be put. */
static int *name_slot(const struct graph *g, const char *name)
{
	uint32_t hash = 2166136261u;
	int at;

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	at = (int)(hash % (uint32_t)g->by_name_size);
	while (g->by_name[at] >= 0 && strcmp(g->task[g->by_name[at]].name, name) != 0)
		at = (at + 1) % g->by_name_size;
	return &g->by_name[at];
}

void graph_index(struct graph *g, const char *name, int index)
{
	*name_slot(g, name) = index;
}

int graph_find(const struct graph *g, const char *task_name)
{
	return g->by_name_size > 0 ? *name_slot(g, task_name) : -1;
}

/* ---- tables ---- */

struct filled {
	const char *table;
	int task;
};

static int by_table(const void *a, const void *b)
{
	const struct filled *x = a, *y = b;
	int order = strcmp(x->table, y->table);

	return order != 0 ? order : x->task - y->task;
}

/* A rerun of a task empties the tables that it fills: two owners would lose each other's rows. */
static void check_tables(struct loader *l)
{
	const struct graph *g = l->graph;
	struct filled *filled = NULL;
	size_t n = 0, room = 0;

	for (int i = 0; i < g->tasks; i++) {
		const struct graph_task *t = &g->task[i];
		const char *const *table = t->partitions;

		if (t->kind != GRAPH_SQL && t->target && l->catalogue && l->catalogue->partitions)
			table = l->catalogue->partitions(t->kind, t->target);
		for (; table && *table; table++) {
			if (n == room) {
				filled = arena_grow(l->scratch, filled, room, room ? 2 * room : 64, sizeof *filled);
				room = room ? 2 * room : 64;
			}
			filled[n++] = (struct filled){.table = *table, .task = i};
		}
	}
	if (n > 1)
		qsort(filled, n, sizeof *filled, by_table);
	for (size_t i = 1; i < n; i++) {
		const struct graph_task *t = &g->task[filled[i].task];
		struct err *e;

		if (strcmp(filled[i - 1].table, filled[i].table) != 0)
			continue;
		e = graph_problem(l);
		(void)err_set(e, ERR_DEFINITION, 1438, "\"%s\" fills the table \"%s\", which \"%s\" fills", t->name,
			filled[i].table, g->task[filled[i - 1].task].name);
		graph_problem_place(l, e, (size_t)t->line, (size_t)t->column);
	}
}

/* ---- the file ---- */

/* Start conditions of the run: before each task that has no predecessor. */
static void start_conditions(struct loader *l, yaml_node_t *wait_node)
{
	struct graph_wait wait[GRAPH_WAITS_MAX];
	int waits = 0;

	memset(wait, 0, sizeof wait);
	graph_wait_list(l, wait_node, wait, &waits);
	for (int i = 0; i < l->graph->tasks; i++) {
		struct graph_task *t = &l->graph->task[i];

		if (t->after_count > 0)
			continue;
		if (t->waits + waits > GRAPH_WAITS_MAX) {
			PROBLEM(l, wait_node, 1405, "\"%s\" has more than %d names", "wait", GRAPH_WAITS_MAX);
			return;
		}
		memcpy(&t->wait[t->waits], wait, (size_t)waits * sizeof *wait);
		t->waits += waits;
	}
}

static void load_tasks(struct loader *l, yaml_node_t *n)
{
	struct graph *g = l->graph;
	size_t count;

	if (n->type != YAML_SEQUENCE_NODE) {
		PROBLEM(l, n, 1417, "\"tasks\" must be a list");
		return;
	}
	count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (count < 1 || count > GRAPH_TASKS_MAX) {
		PROBLEM(l, n, 1418, "a graph has 1 to %d tasks", GRAPH_TASKS_MAX);
		return;
	}
	g->task = arena_array(l->keep, count, sizeof *g->task);
	g->by_name_size = (int)count * 2 + 1;
	g->by_name = arena_array(l->keep, (size_t)g->by_name_size, sizeof *g->by_name);
	for (int i = 0; i < g->by_name_size; i++)
		g->by_name[i] = -1;
	for (size_t i = 0; i < count; i++, g->tasks++)
		graph_task_what(l, graph_node(l, n->data.sequence.items.start[i]), &g->task[i]);
	for (size_t i = 0; i < count; i++)
		graph_task_refers(l, graph_node(l, n->data.sequence.items.start[i]), &g->task[i]);
	check_tables(l);
}

static void default_calendar(struct graph *g, const char *name)
{
	for (int i = 0; i < g->tasks; i++)
		for (int k = 0; k < g->task[i].waits; k++)
			if (g->task[i].wait[k].day && !g->task[i].wait[k].calendar)
				g->task[i].wait[k].calendar = name;
}

static void load_root(struct loader *l)
{
	enum { GRAPH, TITLE, MONTHLY, CALENDAR, WAIT, TASKS, KEYS };
	static const char *const keys[] = {"graph", "title", "monthly", "calendar", "wait", "tasks", NULL};
	struct graph *g = l->graph;
	yaml_node_t *root = yaml_document_get_root_node(&l->document), *value[KEYS];
	yaml_node_t at_start = {0};

	if (!root || root->type != YAML_MAPPING_NODE) {
		PROBLEM(l, &at_start, 1419, "a graph must be a mapping with graph, title and tasks");
		return;
	}
	(void)graph_node_mapping(l, root, "a graph", keys, value);
	if (!value[GRAPH])
		PROBLEM(l, root, 1421, "the graph has no \"graph: NAME\"");
	else
		g->name = graph_node_word(l, value[GRAPH], "graph");
	g->title = g->name;
	if (value[TITLE] && graph_node_text(value[TITLE]))
		g->title = arena_strdup(l->keep, graph_node_text(value[TITLE]));
	else if (value[TITLE])
		PROBLEM(l, value[TITLE], 1439, "\"title\" must be a text");
	g->monthly = !value[MONTHLY];
	if (value[MONTHLY] &&
		(!graph_node_text(value[MONTHLY]) || strcmp(graph_node_text(value[MONTHLY]), "false") != 0))
		PROBLEM(l, value[MONTHLY], 1460, "\"monthly\" is false, or is not there");
	if (!value[TASKS]) {
		PROBLEM(l, root, 1422, "the graph has no \"tasks\"");
		return;
	}
	load_tasks(l, value[TASKS]);
	if (value[WAIT])
		start_conditions(l, value[WAIT]);
	if (value[CALENDAR])
		default_calendar(g, graph_calendar_name(l, value[CALENDAR]));
	if (l->problems->count == 0)
		order_tasks(l);
	if (l->problems->count == 0)
		order_check(l, value[TASKS]);
}

/* The name that an event gives to a node, "&name"; NULL. */
static const yaml_char_t *anchor_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor;
	default:
		return NULL;
	}
}

/* What makes a small file expensive: anchors and aliases, which share nodes, and deep nesting.  A graph has
 * no use for either; both are refused before the document is built. */
static bool refuse_bombs(struct loader *l, const char *text, size_t length)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true, ok = true;
	int depth = 0;

	if (!yaml_parser_initialize(&parser))
		err_check_failed(__FILE__, __LINE__, "yaml_parser_initialize");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
	while (more && ok) {
		if (!yaml_parser_parse(&parser, &event)) {
			struct err *e = graph_problem(l);

			(void)err_set(e, ERR_DEFINITION, 1423, "not valid YAML: %s",
				parser.problem ? parser.problem : "unreadable characters");
			(void)err_hint(e, "Indent with spaces, and compare with a graph that works.");
			graph_problem_place(l, e, parser.problem_mark.line + 1, parser.problem_mark.column + 1);
			ok = false;
			break;
		}
		if (event.type == YAML_ALIAS_EVENT) {
			yaml_node_t at = {.start_mark = event.start_mark};

			PROBLEM(l, &at, 1424, "aliases (*name) are not allowed in a graph");
			ok = false;
		}
		if (anchor_of(&event)) {
			yaml_node_t at = {.start_mark = event.start_mark};

			PROBLEM(l, &at, 1442, "anchors (&name) are not allowed in a graph");
			ok = false;
		}
		if (event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT)
			depth++;
		if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT)
			depth--;
		if (depth > GRAPH_DEPTH_MAX) {
			yaml_node_t at = {.start_mark = event.start_mark};

			PROBLEM(l, &at, 1433, "nested more than %d deep", GRAPH_DEPTH_MAX);
			ok = false;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return ok;
}

static void load_document(struct loader *l, const char *text, size_t length)
{
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser))
		err_check_failed(__FILE__, __LINE__, "yaml_parser_initialize");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
	if (yaml_parser_load(&parser, &l->document)) {
		load_root(l);
		yaml_document_delete(&l->document);
	} else {
		yaml_node_t at = {.start_mark = parser.problem_mark};

		PROBLEM(l, &at, 1425, "not a YAML document: %s", parser.problem ? parser.problem : "unknown error");
	}
	yaml_parser_delete(&parser);
}

enum err_code graph_load(const char *file, const char *text, size_t length,
	const struct graph_catalogue *catalogue, struct arena *keep, struct graph **out,
	struct graph_problems *problems)
{
	struct graph *g = arena_alloc(keep, sizeof *g);
	struct loader l = {.graph = g, .catalogue = catalogue, .problems = problems, .keep = keep};

	problems->count = 0;
	g->file = arena_strdup(keep, file);
	g->text = text;
	g->length = length;
	if (length > GRAPH_BYTES_MAX) {
		struct err *e = graph_problem(&l);

		(void)err_set(e, ERR_DEFINITION, 1426, "the file is larger than %d bytes", GRAPH_BYTES_MAX);
		err_place(e, "%s", file);
		return e->code;
	}
	l.scratch = arena_new();
	if (refuse_bombs(&l, text, length))
		load_document(&l, text, length);
	arena_free(l.scratch);
	if (problems->count > 0)
		return problems->problem[0].code;
	digest_sha256(text, length, g->sha256);
	*out = g;
	return ERR_OK;
}

static enum err_code read_file(
	const char *path, struct arena *keep, char **text, size_t *length, struct err *e)
{
	FILE *f = fopen(path, "rb");
	enum err_code code = ERR_OK;

	if (!f) {
		err_set(e, ERR_DEFINITION, 1427, "could not read the graph: %s", strerror(errno));
		err_place(e, "%s", path);
		return err_hint(e, "Give the name of a built-in graph, or the path of a .yaml file.");
	}
	*text = arena_alloc(keep, GRAPH_BYTES_MAX + 2);
	*length = fread(*text, 1, GRAPH_BYTES_MAX + 1, f);
	if (ferror(f)) {
		err_set(e, ERR_DEFINITION, 1428, "could not read the graph to its end: %s", strerror(errno));
		code = err_place(e, "%s", path);
	}
	fclose(f);
	return code;
}

enum err_code graph_open(const char *name_or_path, const struct graph_catalogue *catalogue,
	struct arena *keep, struct graph **out, struct graph_problems *problems, struct err *e)
{
	size_t name_length = strlen(name_or_path), length = 0;
	const char *text = NULL, *file = name_or_path;
	enum err_code code;

	problems->count = 0;
	if (name_length > 5 && strcmp(name_or_path + name_length - 5, ".yaml") == 0) {
		char *read = NULL;

		code = read_file(name_or_path, keep, &read, &length, e);
		if (code != ERR_OK)
			return code;
		text = read;
	} else {
		for (int i = 0; i < builtin_graphs_count && !text; i++) {
			if (strcmp(builtin_graphs[i].name, name_or_path) == 0) {
				text = builtin_graphs[i].text;
				length = builtin_graphs[i].length;
				file = arena_printf(keep, "jobs/graphs/%s.yaml", name_or_path);
			}
		}
		if (!text) {
			err_set(e, ERR_USAGE, 1429, "there is no graph \"%s\"", name_or_path);
			for (int i = 0; i < builtin_graphs_count; i++)
				err_context(e, "%s", builtin_graphs[i].name);
			return err_hint(e, "Use one of the graphs named above, or the path of a .yaml file.");
		}
	}
	code = graph_load(file, text, length, catalogue, keep, out, problems);
	if (code != ERR_OK)
		*e = problems->problem[0];
	return code;
}
