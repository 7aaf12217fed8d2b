/*
 * The order of a graph's tasks (Kahn, ties in file order) and the longest path from each to the end.
 */
#include "engine/graph/order.h"

#include <string.h>

bool graph_depends(const struct graph *g, int a, int b)
{
	bool seen[GRAPH_TASKS_MAX] = {false};
	int todo[GRAPH_TASKS_MAX], n = 0;

	todo[n++] = a;
	seen[a] = true;
	while (n > 0) {
		const struct graph_task *t = &g->task[todo[--n]];

		for (int i = 0; i < t->after_count; i++) {
			if (t->after[i] == b)
				return true;
			if (!seen[t->after[i]]) {
				seen[t->after[i]] = true;
				todo[n++] = t->after[i];
			}
		}
	}
	return false;
}

static bool all_placed(const struct graph_task *t, const bool placed[])
{
	for (int i = 0; i < t->after_count; i++)
		if (!placed[t->after[i]])
			return false;
	return true;
}

static void tell_cycle(struct graph *g, const bool placed[], struct err *e)
{
	int first = 0;

	for (int i = g->tasks - 1; i >= 0; i--)
		if (!placed[i] && graph_depends(g, i, i))
			first = i;
	(void)err_set(e, ERR_DEFINITION, 1430, "task \"%s\" waits for itself", g->task[first].name);
	for (int i = 0; i < g->tasks; i++)
		if (!placed[i] && graph_depends(g, first, i) && graph_depends(g, i, first))
			err_context(e, "%s", g->task[i].name);
	err_hint(e, "Take one of the tasks named out of another's \"after\".");
	err_place(e, "%s:%d:%d", g->file, g->task[first].line, g->task[first].column);
}

static void check_gates(struct graph *g, struct err *(*problem_new)(struct loader *), struct loader *l)
{
	for (int i = 0; i < g->tasks; i++) {
		const struct graph_task *t = &g->task[i];

		for (int k = 0; k < t->digest_count; k++) {
			struct err *e;

			if (graph_depends(g, i, t->digest[k]))
				continue;
			e = problem_new(l);
			(void)err_set(e, ERR_DEFINITION, 1431, "\"%s\" approves \"%s\" but does not wait for it", t->name,
				g->task[t->digest[k]].name);
			err_place(e, "%s:%d:%d", g->file, t->line, t->column);
		}
	}
}

void order_tasks(struct graph *g, struct err *(*problem_new)(struct loader *), struct loader *l)
{
	bool placed[GRAPH_TASKS_MAX] = {false};

	for (int n = 0; n < g->tasks; n++) {
		int next = -1;

		for (int i = 0; i < g->tasks && next < 0; i++)
			if (!placed[i] && all_placed(&g->task[i], placed))
				next = i;
		if (next < 0) {
			tell_cycle(g, placed, problem_new(l));
			return;
		}
		placed[next] = true;
		g->order[n] = next;
	}
	for (int n = g->tasks - 1; n >= 0; n--) {
		int at = g->order[n];

		g->path_length[at] += 1;
		for (int i = 0; i < g->task[at].after_count; i++) {
			int before = g->task[at].after[i];

			if (g->path_length[before] < g->path_length[at])
				g->path_length[before] = g->path_length[at];
		}
	}
	check_gates(g, problem_new, l);
}
