/*
 * graph_task.c: one task of a graph, key by key.
 */
#include "engine/graph/loader.h"
#include "engine/graph/when.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX 1000000000000LL
#define YEN_MAX     1000000000000000LL

enum {
	NAME,
	JOB, /* as enum graph_kind from here … */
	REPORT,
	SQL,
	GATE,
	MILESTONE, /* … to here */
	CHUNK,
	AFTER,
	DIGEST,
	PARTITIONS,
	PARAMS,
	WAIT,
	WHEN,
	RESOURCES,
	DEADLINE,
	EXPECT,
	LIMIT,
	KEYS
};
static const char *const KEY[KEYS + 1] = {"name", "job", "report", "sql", "gate", "milestone", "chunk",
	"after", "digest", "partitions", "params", "wait", "when", "resources", "deadline_minutes", "expect",
	"limit", NULL};

static bool is_true(const yaml_node_t *n)
{
	return graph_node_text(n) && strcmp(graph_node_text(n), "true") == 0;
}

static void load_kind(struct loader *l, yaml_node_t *n, yaml_node_t *value[], struct graph_task *t)
{
	int found = 0;

	for (int key = JOB; key <= MILESTONE; key++) {
		if (!value[key])
			continue;
		if (found++ > 0)
			PROBLEM(l, value[key], 1409, "a task is one of job, report, sql, gate or milestone, not several");
		t->kind = (enum graph_kind)(key - JOB);
		if (key != MILESTONE)
			t->target = graph_node_word(l, value[key], KEY[key]);
		else if (is_true(value[key]))
			t->target = "";
		else
			PROBLEM(l, value[key], 1434, "\"milestone\" is true, or is not there");
	}
	if (found == 0)
		PROBLEM(l, n, 1415, "task \"%s\" has no job, report, sql, gate or milestone", t->name);
}

/* Keys that mean nothing to what counts no records. */
static void refuse_counting(struct loader *l, yaml_node_t *value[], const struct graph_task *t)
{
	static const int counting[] = {CHUNK, PARAMS, RESOURCES, EXPECT, LIMIT};

	if (t->kind != GRAPH_GATE && t->kind != GRAPH_MILESTONE)
		return;
	for (size_t i = 0; i < sizeof counting / sizeof counting[0]; i++)
		if (value[counting[i]])
			PROBLEM(l, value[counting[i]], 1435, "\"%s\" means nothing to a %s", KEY[counting[i]],
				KEY[JOB + t->kind]);
}

void graph_task_what(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	yaml_node_t *value[KEYS];
	int64_t size;

	t->line = (int)n->start_mark.line + 1;
	t->column = (int)n->start_mark.column + 1;
	t->name = "";
	t->limit = (struct graph_limit){.records = -1, .percent = -1, .yen = -1};
	if (n->type != YAML_MAPPING_NODE) {
		PROBLEM(l, n, 1410, "a task must be a mapping that begins with \"- name:\"");
		return;
	}
	(void)graph_node_mapping(l, n, "a task", KEY, value);
	if (!value[NAME]) {
		PROBLEM(l, n, 1414, "a task has no \"name\"");
	} else {
		const char *name = graph_node_word(l, value[NAME], "name");

		if (name && graph_find(l->graph, name) >= 0)
			PROBLEM(l, value[NAME], 1412, "there are two tasks \"%s\"", name);
		else if (name)
			graph_index(l->graph, name, (int)(t - l->graph->task));
		if (name)
			t->name = name;
	}
	load_kind(l, n, value, t);
	refuse_counting(l, value, t);
	if (value[CHUNK] && graph_node_number(l, value[CHUNK], "chunk", 1, 1000000, &size))
		t->chunk_size = (int)size;
}

static bool is_list(struct loader *l, yaml_node_t *n, const char *key)
{
	if (n->type == YAML_SEQUENCE_NODE)
		return true;
	PROBLEM(l, n, 1403, "\"%s\" must be a list of names, like [a, b]", key);
	return false;
}

/* Names of tasks as indices. */
static int load_task_list(struct loader *l, yaml_node_t *n, const char *key, int out[GRAPH_AFTER_MAX])
{
	int count = 0;

	if (!is_list(l, n, key))
		return 0;
	for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
		yaml_node_t *item = graph_node(l, *i);
		const char *name = graph_node_text(item);
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

/* Names of another kind; out has room for `most` and a NULL. */
static int load_words(struct loader *l, yaml_node_t *n, const char *key, const char *out[], int most)
{
	int count = 0;

	if (!is_list(l, n, key))
		return 0;
	for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
		yaml_node_t *item = graph_node(l, *i);
		const char *name = graph_node_word(l, item, key);

		if (count == most) {
			PROBLEM(l, item, 1405, "\"%s\" has more than %d names", key, most);
			break;
		}
		for (int k = 0; name && k < count; k++) {
			if (strcmp(out[k], name) == 0) {
				PROBLEM(l, item, 1441, "\"%s\" stands here twice", name);
				name = NULL;
			}
		}
		if (name)
			out[count++] = name;
	}
	return count;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void load_settings(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	if (n->type != YAML_MAPPING_NODE) {
		PROBLEM(l, n, 1406, "\"params\" must be a mapping of names to values");
		return;
	}
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		yaml_node_t *key = graph_node(l, p->key), *value = graph_node(l, p->value);
		const char *name = graph_node_text(key);
		struct graph_setting *s;

		if (!name || !graph_node_text(value)) {
			PROBLEM(l, key, 1407, "a parameter must be one name and one plain value");
			continue;
		}
		if (t->setting_count == GRAPH_SETTINGS_MAX) {
			PROBLEM(l, key, 1408, "more than %d parameters", GRAPH_SETTINGS_MAX);
			return;
		}
		for (int i = 0; i < t->setting_count; i++)
			if (strcmp(t->setting[i].name, name) == 0)
				PROBLEM(l, key, 1441, "\"%s\" stands here twice", name);
		s = &t->setting[t->setting_count++];
		s->name = arena_strdup(l->keep, name);
		s->value = arena_strdup(l->keep, graph_node_text(value));
		s->line = (int)key->start_mark.line + 1;
		s->column = (int)key->start_mark.column + 1;
	}
}

static void load_when(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	const char *text = graph_node_text(n);
	size_t bad = 0;
	struct err e = {0};

	if (!text) {
		PROBLEM(l, n, 1436, "\"when\" must be an expression, like \"compare.written > 0\"");
		return;
	}
	t->when_text = arena_strdup(l->keep, text);
	if (when_parse(t->when_text, l->graph, l->keep, &t->when, &bad, &e) != ERR_OK) {
		struct err *problem = graph_problem(l);

		*problem = e;
		graph_problem_place(l, problem, n->start_mark.line + 1, graph_node_column(n, bad));
	}
}

static void load_expect(struct loader *l, yaml_node_t *n, struct graph_expect *x)
{
	static const char *const keys[] = {"min", "max", "near_percent", NULL};
	yaml_node_t *value[3];
	int64_t near_percent = 0;

	if (!graph_node_mapping(l, n, "\"expect\"", keys, value))
		return;
	if (value[0])
		(void)graph_node_number(l, value[0], "min", 0, RECORDS_MAX, &x->min);
	if (value[1])
		(void)graph_node_number(l, value[1], "max", x->min > 0 ? x->min : 1, RECORDS_MAX, &x->max);
	if (value[2] && graph_node_number(l, value[2], "near_percent", 1, 1000, &near_percent))
		x->near_percent = (int)near_percent;
}

static void load_limit(struct loader *l, yaml_node_t *n, struct graph_limit *x)
{
	static const char *const keys[] = {"records", "percent", "yen", NULL};
	yaml_node_t *value[3];

	if (!graph_node_mapping(l, n, "\"limit\"", keys, value))
		return;
	if (value[0])
		(void)graph_node_number(l, value[0], "records", 0, RECORDS_MAX, &x->records);
	if (value[1])
		(void)graph_node_number(l, value[1], "percent", 0, 100, &x->percent);
	if (value[2])
		(void)graph_node_number(l, value[2], "yen", 0, YEN_MAX, &x->yen);
}

static void check_targets(struct loader *l, yaml_node_t *n, const struct graph_task *t)
{
	struct err why = {0};

	if (!t->target || !l->catalogue)
		return;
	if (!l->catalogue->has_target(t->kind, t->target, &why)) {
		struct err *e = graph_problem(l);

		*e = why;
		graph_problem_place(l, e, n->start_mark.line + 1, n->start_mark.column + 1);
		return;
	}
	for (int i = 0; i < t->setting_count; i++) {
		err_clear(&why);
		if (!l->catalogue->setting_fits(t->kind, t->target, &t->setting[i], &why)) {
			struct err *e = graph_problem(l);

			*e = why;
			graph_problem_place(l, e, (size_t)t->setting[i].line, (size_t)t->setting[i].column);
		}
	}
}

void graph_task_refers(struct loader *l, yaml_node_t *n, struct graph_task *t)
{
	yaml_node_t *value[KEYS] = {NULL};
	int64_t minutes;

	if (n->type != YAML_MAPPING_NODE)
		return;
	graph_node_values(l, n, KEY, value);
	if (value[AFTER])
		t->after_count = load_task_list(l, value[AFTER], "after", t->after);
	if (value[DIGEST])
		t->digest_count = load_task_list(l, value[DIGEST], "digest", t->digest);
	if (value[PARTITIONS] && t->kind != GRAPH_SQL)
		PROBLEM(l, value[PARTITIONS], 1432, "only an sql task names its \"partitions\"");
	else if (value[PARTITIONS])
		(void)load_words(l, value[PARTITIONS], "partitions", t->partitions, GRAPH_PARTITIONS_MAX);
	if (value[PARAMS])
		load_settings(l, value[PARAMS], t);
	if (value[WAIT])
		graph_wait_list(l, value[WAIT], t->wait, &t->waits);
	if (value[WHEN])
		load_when(l, value[WHEN], t);
	if (value[RESOURCES])
		qsort(t->resource,
			(size_t)load_words(l, value[RESOURCES], "resources", t->resource, GRAPH_RESOURCES_MAX),
			sizeof t->resource[0], by_text);
	if (value[DEADLINE] && graph_node_number(l, value[DEADLINE], "deadline_minutes", 1, 100000, &minutes))
		t->deadline_minutes = (int)minutes;
	if (value[EXPECT])
		load_expect(l, value[EXPECT], &t->expect);
	if (value[LIMIT])
		load_limit(l, value[LIMIT], &t->limit);
	if (t->kind == GRAPH_GATE && t->target && t->digest_count == 0)
		PROBLEM(l, n, 1416, "gate \"%s\" names no \"digest\": what is approved there?", t->name);
	check_targets(l, n, t);
}

void graph_task_when(struct loader *l, yaml_node_t *n, const struct graph_task *t,
	bool (*is_before)(const void *self, int task), const void *self)
{
	yaml_node_t *value[KEYS] = {NULL};

	graph_node_values(l, n, KEY, value);
	for (int i = 0; i < when_terms(t->when); i++) {
		int about = when_term_task(t->when, i);
		struct err *e;

		if (is_before(self, about))
			continue;
		e = graph_problem(l);
		(void)err_set(e, ERR_DEFINITION, 1437,
			"\"%s\" depends on what \"%s\" counted but does not wait for it", t->name,
			l->graph->task[about].name);
		graph_problem_place(l, e, value[WHEN]->start_mark.line + 1,
			graph_node_column(value[WHEN], when_term_offset(t->when, i)));
	}
}
