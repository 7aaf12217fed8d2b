/*
 * order.h: puts the tasks of a loaded graph in order and measures its paths.  Private to graph.c.
 */
#ifndef GETSUJI_GRAPH_ORDER_H
#define GETSUJI_GRAPH_ORDER_H

#include "engine/graph/graph.h"

struct loader;

/* Fills order[] and path_length[].  A cycle is one problem that names the tasks on it; a gate that
 * approves a task it does not wait for is another. */
void order_tasks(struct graph *g, struct err *(*problem_new)(struct loader *), struct loader *l);

#endif
