/*
 * loader.h: what a load of a graph carries from node to node.  Private to engine/graph.
 *
 * A load goes over the tasks three times: what each task is (graph_task_what), what it refers to, once
 * all names are known (graph_task_refers), and, if there is no problem yet, what needs the order of all
 * (order.c, graph_task_when).
 */
#ifndef GETSUJI_GRAPH_LOADER_H
#define GETSUJI_GRAPH_LOADER_H

#include "engine/graph/graph.h"

#include <yaml.h>

struct loader {
	yaml_document_t document;
	struct graph *graph;
	const struct graph_catalogue *catalogue; /* NULL: targets, settings, days are not looked at */
	struct graph_problems *problems;
	struct arena *keep;
	struct arena *scratch; /* until the load ends */
};

/* A new problem, to be filled by err_set(); the last slot is reused when there are too many. */
struct err *graph_problem(struct loader *l);
void graph_problem_place(const struct loader *l, struct err *e, size_t line, size_t column);

#define PROBLEM(l, node, id, ...) \
	do { \
		struct err *problem_ = graph_problem(l); \
\
		(void)err_set(problem_, ERR_DEFINITION, id, __VA_ARGS__); \
		graph_problem_place(l, problem_, (node)->start_mark.line + 1, (node)->start_mark.column + 1); \
	} while (0)

yaml_node_t *graph_node(struct loader *l, int index);

/* The text of a scalar, or NULL for another kind of node. */
const char *graph_node_text(const yaml_node_t *n);

/* The column of a byte of a scalar's text; of the scalar's start where the text was written with
 * escapes or over several lines. */
size_t graph_node_column(const yaml_node_t *n, size_t offset);

/* A name of letters, digits and underscores; NULL after a problem. */
const char *graph_node_word(struct loader *l, yaml_node_t *n, const char *key);

/* A whole number in a range; false after a problem. */
bool graph_node_number(
	struct loader *l, yaml_node_t *n, const char *key, int64_t lo, int64_t hi, int64_t *out);

/* A mapping by its keys: value[i] is the node of keys[i] (ends with NULL), NULL where it is missing.  No
 * mapping, a key that is not known and one that stands twice are problems; false then. */
bool graph_node_mapping(
	struct loader *l, yaml_node_t *n, const char *what, const char *const keys[], yaml_node_t *value[]);

/* The same without a word: what is wrong has been told. */
void graph_node_values(
	struct loader *l, const yaml_node_t *n, const char *const keys[], yaml_node_t *value[]);

/* The three passes over a task (graph_task.c).  The third, of a task that has a `when:`, asks whether the
 * tasks that it is about come before. */
void graph_task_what(struct loader *l, yaml_node_t *n, struct graph_task *t);
void graph_task_refers(struct loader *l, yaml_node_t *n, struct graph_task *t);
void graph_task_when(struct loader *l, yaml_node_t *n, const struct graph_task *t,
	bool (*is_before)(const void *self, int task), const void *self);

/* The items of a `wait:` list, added to wait[*count] (graph_wait.c). */
void graph_wait_list(struct loader *l, yaml_node_t *n, struct graph_wait wait[GRAPH_WAITS_MAX], int *count);

/* A calendar's name; NULL after a problem. */
const char *graph_calendar_name(struct loader *l, yaml_node_t *n);

/* Adds a name to the index that graph_find() uses. */
void graph_index(struct graph *g, const char *name, int index);

#endif
