/*
 * builtin.h: the graphs of jobs/graphs/, embedded at build time.
 */
#ifndef GETSUJI_GRAPH_BUILTIN_H
#define GETSUJI_GRAPH_BUILTIN_H

#include <stddef.h>

struct builtin_graph {
	const char *name; /* "monthly" */
	const char *text; /* YAML */
	size_t length;
};

extern const struct builtin_graph builtin_graphs[];
extern const int builtin_graphs_count;

#endif
