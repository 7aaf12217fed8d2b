/*
 * order.h: puts the tasks of a loaded graph in order and measures its paths.  Private to engine/graph.
 */
#ifndef GETSUJI_GRAPH_ORDER_H
#define GETSUJI_GRAPH_ORDER_H

#include "engine/graph/loader.h"

/* Fills order[] and path_length[]; a cycle is one problem that names the tasks on it. */
void order_tasks(struct loader *l);

/* Problems: a gate that approves a task it does not wait for, a `when:` about one that need not have ended
 * by then.  tasks: the sequence node. */
void order_check(struct loader *l, const yaml_node_t *tasks);

#endif
