/*
 * The order of a graph's tasks (Kahn, ties in file order) and the longest path from each to the end.
 */
#include "engine/graph/order.h"

#include <string.h>

#define BITS 64

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

/* left[]: predecessors that are not placed.  From a task that is not, one goes back over such until one
 * comes again: that one is on a cycle. */
static int next_back(const struct graph *g, const bool placed[], int at)
{
	const struct graph_task *t = &g->task[at];

	for (int i = 0; i < t->after_count; i++)
		if (!placed[t->after[i]])
			return t->after[i];
	err_check_failed(__FILE__, __LINE__, "a task that is not placed waits for another");
}

static void tell_cycle(struct loader *l, const bool placed[])
{
	const struct graph *g = l->graph;
	bool on[GRAPH_TASKS_MAX] = {false};
	struct err *e = graph_problem(l);
	int first = 0, at = 0;

	while (placed[at])
		at++;
	while (!on[at]) {
		on[at] = true;
		at = next_back(g, placed, at);
	}
	memset(on, 0, sizeof on);
	for (; !on[at]; at = next_back(g, placed, at))
		on[at] = true;
	while (!on[first])
		first++;
	(void)err_set(e, ERR_DEFINITION, 1430, "task \"%s\" waits for itself", g->task[first].name);
	for (int i = first; i < g->tasks; i++)
		if (on[i])
			err_context(e, "%s", g->task[i].name);
	err_hint(e, "Take one of the tasks named out of another's \"after\".");
	graph_problem_place(l, e, (size_t)g->task[first].line, (size_t)g->task[first].column);
}

/* Who waits for each task: successor[from[i]] … successor[from[i + 1] - 1]. */
static int *successors_of(const struct graph *g, struct arena *scratch, int **out_from)
{
	int *from = arena_array(scratch, (size_t)g->tasks + 1, sizeof *from), *successor, *used;

	for (int i = 0; i < g->tasks; i++)
		for (int k = 0; k < g->task[i].after_count; k++)
			from[g->task[i].after[k] + 1]++;
	for (int i = 0; i < g->tasks; i++)
		from[i + 1] += from[i];
	successor = arena_array(scratch, (size_t)from[g->tasks], sizeof *successor);
	used = arena_array(scratch, (size_t)g->tasks, sizeof *used);
	for (int i = 0; i < g->tasks; i++) {
		for (int k = 0; k < g->task[i].after_count; k++) {
			int before = g->task[i].after[k];

			successor[from[before] + used[before]++] = i;
		}
	}
	*out_from = from;
	return successor;
}

static void measure_paths(struct graph *g)
{
	for (int n = g->tasks - 1; n >= 0; n--) {
		int at = g->order[n];

		g->path_length[at] += 1;
		for (int i = 0; i < g->task[at].after_count; i++) {
			int before = g->task[at].after[i];

			if (g->path_length[before] < g->path_length[at])
				g->path_length[before] = g->path_length[at];
		}
	}
}

void order_tasks(struct loader *l)
{
	struct graph *g = l->graph;
	uint64_t ready[GRAPH_TASKS_MAX / BITS + 1] = {0};
	bool placed[GRAPH_TASKS_MAX] = {false};
	int left[GRAPH_TASKS_MAX], *from, *successor = successors_of(g, l->scratch, &from);

	for (int i = 0; i < g->tasks; i++) {
		left[i] = g->task[i].after_count;
		if (left[i] == 0)
			ready[i / BITS] |= (uint64_t)1 << (i % BITS);
	}
	for (int n = 0; n < g->tasks; n++) {
		int word = 0, next;

		while (word <= GRAPH_TASKS_MAX / BITS && ready[word] == 0)
			word++;
		if (word > GRAPH_TASKS_MAX / BITS) {
			tell_cycle(l, placed);
			return;
		}
		next = word * BITS + __builtin_ctzll(ready[word]);
		ready[word] &= ready[word] - 1;
		placed[next] = true;
		g->order[n] = next;
		for (int i = from[next]; i < from[next + 1]; i++)
			if (--left[successor[i]] == 0)
				ready[successor[i] / BITS] |= (uint64_t)1 << (successor[i] % BITS);
	}
	measure_paths(g);
}

/* For each task a set of bits: the tasks that have ended when it begins. */
struct before {
	const uint64_t *bits; /* of one task */
};

static uint64_t *sets_of_before(const struct graph *g, struct arena *scratch, size_t words)
{
	uint64_t *sets = arena_array(scratch, (size_t)g->tasks * words, sizeof *sets);

	for (int n = 0; n < g->tasks; n++) {
		const struct graph_task *t = &g->task[g->order[n]];
		uint64_t *set = &sets[(size_t)g->order[n] * words];

		for (int i = 0; i < t->after_count; i++) {
			const uint64_t *theirs = &sets[(size_t)t->after[i] * words];

			for (size_t w = 0; w < words; w++)
				set[w] |= theirs[w];
			set[t->after[i] / BITS] |= (uint64_t)1 << (t->after[i] % BITS);
		}
	}
	return sets;
}

static bool is_before(const void *self, int task)
{
	const struct before *b = self;

	return b->bits[task / BITS] >> (task % BITS) & 1;
}

static void check_gate(struct loader *l, const struct graph_task *t, const struct before *before)
{
	for (int k = 0; k < t->digest_count; k++) {
		struct err *e;

		if (is_before(before, t->digest[k]))
			continue;
		e = graph_problem(l);
		(void)err_set(e, ERR_DEFINITION, 1431, "\"%s\" approves \"%s\" but does not wait for it", t->name,
			l->graph->task[t->digest[k]].name);
		graph_problem_place(l, e, (size_t)t->line, (size_t)t->column);
	}
}

void order_check(struct loader *l, const yaml_node_t *tasks)
{
	const struct graph *g = l->graph;
	size_t words = (size_t)g->tasks / BITS + 1;
	uint64_t *sets = NULL;

	for (int i = 0; i < g->tasks; i++) {
		const struct graph_task *t = &g->task[i];
		struct before before;

		if (t->digest_count == 0 && !t->when)
			continue;
		if (!sets)
			sets = sets_of_before(g, l->scratch, words);
		before.bits = &sets[(size_t)i * words];
		check_gate(l, t, &before);
		if (t->when)
			graph_task_when(l, graph_node(l, tasks->data.sequence.items.start[i]), t, is_before, &before);
	}
}
