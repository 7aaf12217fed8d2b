/*
 * Reads a graph from YAML with libyaml's document API: every node keeps its mark, so every problem has
 * a line and a column, and all of them are told at once.  Nothing here runs anything.
 */
#include "engine/graph/graph.h"

#include "engine/base/digest.h"
#include "engine/graph/builtin.h"
#include "engine/graph/order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#define GRAPH_BYTES_MAX (256 * 1024)
#define GRAPH_DEPTH_MAX 16 /* libyaml's time grows with the square of the nesting */

/* What a load carries from node to node. */
struct loader {
	yaml_document_t document;
	struct graph *graph;
	const struct graph_catalogue *catalogue;
	struct graph_problems *problems;
	struct arena *keep;
};

/* A new problem at a node, to be filled by err_set(); the last slot is reused when there are too many. */
static struct err *problem_new(struct loader *l)
{
	int slot = l->problems->count < GRAPH_PROBLEMS_MAX ? l->problems->count : GRAPH_PROBLEMS_MAX - 1;

	l->problems->count++;
	err_clear(&l->problems->problem[slot]);
	return &l->problems->problem[slot];
}

static void problem_place(struct loader *l, struct err *e, size_t line, size_t column)
{
	err_place(e, "%s:%zu:%zu", l->graph->file, line, column);
}

#define PROBLEM(l, node, id, ...) \
	do { \
		struct err *problem_ = problem_new(l); \
\
		(void)err_set(problem_, ERR_DEFINITION, id, __VA_ARGS__); \
		problem_place(l, problem_, (node)->start_mark.line + 1, (node)->start_mark.column + 1); \
	} while (0)

static yaml_node_t *node_at(struct loader *l, int index)
{
	return yaml_document_get_node(&l->document, index);
}

/* The text of a scalar, or NULL for another kind of node. */
static const char *node_text(const yaml_node_t *n)
{
	return n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : NULL;
}

static bool word_ok(const char *s)
{
	size_t length = strlen(s);

	return length >= 1 && length <= 60 &&
		   strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == length;
}

static const char *load_word(struct loader *l, yaml_node_t *n, const char *key)
{
	const char *text = node_text(n);

	if (!text || !word_ok(text)) {
		PROBLEM(l, n, 1401, "\"%s\" must be a name of letters, digits and underscores", key);
		return NULL;
	}
	return arena_strdup(l->keep, text);
}

static void load_chunk_size(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	const char *text = node_text(n);
	char *end = NULL;
	long size = 0;

	errno = 0;
	if (text)
		size = strtol(text, &end, 10);
	if (!text || !*text || *end || errno || size < 1 || size > 1000000) {
		PROBLEM(l, n, 1402, "\"chunk\" must be a number of records from 1 to 1000000");
		return;
	}
	t->chunk_size = (int)size;
}

/* Names of tasks, resolved to indices once all tasks are known. */
static int load_task_list(struct loader *l, yaml_node_t *n, const char *key, int out[GRAPH_AFTER_MAX])
{
	int count = 0;

	if (n->type != YAML_SEQUENCE_NODE) {
		PROBLEM(l, n, 1403, "\"%s\" must be a list of task names, like [a, b]", key);
		return 0;
	}
	for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
		yaml_node_t *item = node_at(l, *i);
		const char *name = node_text(item);
		int index = name ? graph_find(l->graph, name) : -1;

		if (index < 0) {
			PROBLEM(l, item, 1404, "there is no task \"%s\" in this graph", name ? name : "?");
		} else if (count == GRAPH_AFTER_MAX) {
			PROBLEM(l, item, 1405, "\"%s\" has more than %d names", key, GRAPH_AFTER_MAX);
			break;
		} else {
			out[count++] = index;
		}
	}
	return count;
}

/* Names of result tables; whether they exist is found when the partitions are made. */
static void load_partitions(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	int count = 0;

	if (n->type != YAML_SEQUENCE_NODE || t->kind != GRAPH_SQL) {
		PROBLEM(l, n, 1432, "\"partitions\" must be a list of result tables, of an sql task");
		return;
	}
	for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
		const char *name = load_word(l, node_at(l, *i), "partitions");

		if (count == GRAPH_PARTITIONS_MAX) {
			PROBLEM(l, n, 1405, "\"%s\" has more than %d names", "partitions", GRAPH_PARTITIONS_MAX);
			return;
		}
		if (name)
			t->partitions[count++] = name;
	}
}

static void load_settings(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	if (n->type != YAML_MAPPING_NODE) {
		PROBLEM(l, n, 1406, "\"params\" must be a mapping of names to values");
		return;
	}
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		yaml_node_t *key = node_at(l, p->key), *value = node_at(l, p->value);
		struct graph_setting *s;

		if (!node_text(key) || !node_text(value)) {
			PROBLEM(l, key, 1407, "a parameter must be one name and one plain value");
			continue;
		}
		if (t->setting_count == GRAPH_SETTINGS_MAX) {
			PROBLEM(l, key, 1408, "more than %d parameters", GRAPH_SETTINGS_MAX);
			return;
		}
		s = &t->setting[t->setting_count++];
		s->name = arena_strdup(l->keep, node_text(key));
		s->value = arena_strdup(l->keep, node_text(value));
		s->line = (int)key->start_mark.line + 1;
		s->column = (int)key->start_mark.column + 1;
	}
}

static const struct {
	const char *key;
	enum graph_kind kind;
} KINDS[] = {{"job", GRAPH_JOB}, {"report", GRAPH_REPORT}, {"sql", GRAPH_SQL}, {"gate", GRAPH_GATE}};

static bool load_kind(struct loader *l, const char *key, yaml_node_t *value, struct graph_task *t)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
		if (strcmp(key, KINDS[i].key) != 0)
			continue;
		if (t->target)
			PROBLEM(l, value, 1409, "a task is one of job, report, sql or gate, not several");
		t->kind = KINDS[i].kind;
		t->target = load_word(l, value, key);
		return true;
	}
	return false;
}

/* The first pass: what a task is.  What it refers to needs all tasks and is read in the second. */
static void load_task(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	t->line = (int)n->start_mark.line + 1;
	t->column = (int)n->start_mark.column + 1;
	t->name = "";
	if (n->type != YAML_MAPPING_NODE) {
		PROBLEM(l, n, 1410, "a task must be a mapping that begins with \"- name:\"");
		return;
	}
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		yaml_node_t *key = node_at(l, p->key), *value = node_at(l, p->value);
		const char *word = node_text(key);

		if (!word) {
			PROBLEM(l, key, 1411, "a key must be a plain word");
		} else if (strcmp(word, "name") == 0) {
			const char *name = load_word(l, value, "name");

			if (name && graph_find(l->graph, name) >= 0)
				PROBLEM(l, value, 1412, "there are two tasks \"%s\"", name);
			if (name)
				t->name = name;
		} else if (strcmp(word, "chunk") == 0) {
			load_chunk_size(l, value, t);
		} else if (!load_kind(l, word, value, t) && strcmp(word, "after") != 0 &&
				   strcmp(word, "digest") != 0 && strcmp(word, "params") != 0 &&
				   strcmp(word, "partitions") != 0) {
			PROBLEM(l, key, 1413, "unknown key \"%s\" in a task", word);
		}
	}
	if (!*t->name)
		PROBLEM(l, n, 1414, "a task has no \"name\"");
	if (!t->target)
		PROBLEM(l, n, 1415, "task \"%s\" has no job, report, sql or gate", t->name);
}

static void check_targets(struct loader *l, yaml_node_t *n, const struct graph_task *t)
{
	struct err why = {0};

	if (!t->target || !l->catalogue)
		return;
	if (!l->catalogue->has_target(t->kind, t->target, &why)) {
		struct err *e = problem_new(l);

		*e = why;
		problem_place(l, e, n->start_mark.line + 1, n->start_mark.column + 1);
		return;
	}
	for (int i = 0; i < t->setting_count; i++) {
		err_clear(&why);
		if (!l->catalogue->setting_fits(t->kind, t->target, &t->setting[i], &why)) {
			struct err *e = problem_new(l);

			*e = why;
			problem_place(l, e, (size_t)t->setting[i].line, (size_t)t->setting[i].column);
		}
	}
}

static void load_references(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	if (n->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		yaml_node_t *value = node_at(l, p->value);
		const char *word = node_text(node_at(l, p->key));

		if (!word)
			continue;
		if (strcmp(word, "after") == 0)
			t->after_count = load_task_list(l, value, "after", t->after);
		else if (strcmp(word, "digest") == 0)
			t->digest_count = load_task_list(l, value, "digest", t->digest);
		else if (strcmp(word, "partitions") == 0)
			load_partitions(l, value, t);
		else if (strcmp(word, "params") == 0)
			load_settings(l, value, t);
	}
	if (t->kind == GRAPH_GATE && t->target && t->digest_count == 0)
		PROBLEM(l, n, 1416, "gate \"%s\" names no \"digest\": what is approved there?", t->name);
	check_targets(l, n, t);
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
	for (size_t i = 0; i < count; i++) {
		struct graph_task task = {0};

		load_task(l, node_at(l, n->data.sequence.items.start[i]), &task);
		g->task[g->tasks++] = task;
	}
	for (size_t i = 0; i < count; i++)
		load_references(l, node_at(l, n->data.sequence.items.start[i]), &g->task[i]);
}

static void load_root(struct loader *l)
{
	struct graph *g = l->graph;
	yaml_node_t *root = yaml_document_get_root_node(&l->document), *tasks = NULL;
	yaml_node_t at_start = {0};

	if (!root || root->type != YAML_MAPPING_NODE) {
		PROBLEM(l, &at_start, 1419, "a graph must be a mapping with graph, title and tasks");
		return;
	}
	for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top; p++) {
		yaml_node_t *key = node_at(l, p->key), *value = node_at(l, p->value);
		const char *word = node_text(key);

		if (word && strcmp(word, "graph") == 0)
			g->name = load_word(l, value, "graph");
		else if (word && strcmp(word, "title") == 0 && node_text(value))
			g->title = arena_strdup(l->keep, node_text(value));
		else if (word && strcmp(word, "tasks") == 0)
			tasks = value;
		else
			PROBLEM(l, key, 1420, "unknown key \"%s\" in a graph", word ? word : "?");
	}
	if (!g->name)
		PROBLEM(l, root, 1421, "the graph has no \"graph: NAME\"");
	if (!g->title)
		g->title = g->name;
	if (tasks)
		load_tasks(l, tasks);
	else
		PROBLEM(l, root, 1422, "the graph has no \"tasks\"");
}

/* What makes a small file expensive: aliases, which share nodes, and deep nesting.  A graph has no use
 * for either; both are refused before the document is built. */
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
			struct err *e = problem_new(l);

			(void)err_set(e, ERR_DEFINITION, 1423, "not valid YAML: %s",
				parser.problem ? parser.problem : "unreadable characters");
			(void)err_hint(e, "Indent with spaces, and compare with a graph that works.");
			problem_place(l, e, parser.problem_mark.line + 1, parser.problem_mark.column + 1);
			ok = false;
			break;
		}
		if (event.type == YAML_ALIAS_EVENT) {
			yaml_node_t at = {.start_mark = event.start_mark};

			PROBLEM(l, &at, 1424, "aliases (*name) are not allowed in a graph");
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
		struct err *e = problem_new(&l);

		(void)err_set(e, ERR_DEFINITION, 1426, "the file is larger than %d bytes", GRAPH_BYTES_MAX);
		err_place(e, "%s", file);
		return e->code;
	}
	if (refuse_bombs(&l, text, length))
		load_document(&l, text, length);
	if (problems->count == 0)
		order_tasks(g, problem_new, &l);
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

int graph_find(const struct graph *g, const char *task_name)
{
	for (int i = 0; i < g->tasks; i++)
		if (strcmp(g->task[i].name, task_name) == 0)
			return i;
	return -1;
}
