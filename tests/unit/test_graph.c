/* Graphs: every problem with its line and column, order, paths. */
#include "engine/graph/builtin.h"
#include "engine/graph/graph.h"
#include "engine/run/catalogue.h"
#include "getsuji/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool any_target(enum graph_kind kind, const char *target, struct err *e)
{
	(void)kind;
	(void)target;
	(void)e;
	return true;
}

static bool any_setting(
	enum graph_kind kind, const char *target, const struct graph_setting *s, struct err *e)
{
	(void)kind;
	(void)target;
	(void)s;
	(void)e;
	return true;
}

static const struct graph_catalogue anything = {.has_target = any_target, .setting_fits = any_setting};
static struct graph_problems problems;
static struct arena *keep;

static int setup(void **state)
{
	(void)state;
	keep = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

static struct graph *load(const char *text)
{
	struct graph *g = NULL;
	enum err_code code = graph_load("t.yaml", text, strlen(text), &anything, keep, &g, &problems);

	assert_true((code == ERR_OK) == (problems.count == 0));
	return g;
}

/* The only problem of a text: its id and its place. */
static void assert_problem(const char *text, int id, const char *place)
{
	load(text);
	assert_int_equal(problems.count, 1);
	assert_int_equal(problems.problem[0].id, id);
	assert_string_equal(problems.problem[0].place, place);
}

static void every_builtin_graph_loads_and_names_what_exists(void **state)
{
	(void)state;
	assert_true(builtin_graphs_count > 0);
	for (int i = 0; i < builtin_graphs_count; i++) {
		struct graph *g = NULL;
		struct err e = {0};

		if (graph_open(builtin_graphs[i].name, &catalogue, keep, &g, &problems, &e) != ERR_OK)
			fail_msg("%s: %s %s", builtin_graphs[i].name, e.place, e.message);
		assert_string_equal(g->name, builtin_graphs[i].name);
	}
}

static void order_follows_after_and_keeps_file_order_otherwise(void **state)
{
	struct graph *g = load("graph: g\n"
						   "tasks:\n"
						   "  - {name: d, job: j, after: [b, c]}\n"
						   "  - {name: a, job: j}\n"
						   "  - {name: b, job: j, after: [a]}\n"
						   "  - {name: c, job: j}\n");
	const int expected[] = {1, 2, 3, 0}; /* a b c d */
	const int paths[] = {1, 3, 2, 2};    /* d a b c */

	(void)state;
	assert_non_null(g);
	assert_memory_equal(g->order, expected, sizeof expected);
	assert_memory_equal(g->path_length, paths, sizeof paths);
	assert_true(graph_depends(g, 0, 1));
	assert_false(graph_depends(g, 1, 0));
	assert_int_equal(graph_find(g, "c"), 3);
	assert_int_equal(graph_find(g, "nobody"), -1);
}

static void a_cycle_is_named_with_its_tasks(void **state)
{
	(void)state;
	assert_problem("graph: g\n"
				   "tasks:\n"
				   "  - {name: a, job: j, after: [c]}\n"
				   "  - {name: b, job: j, after: [a]}\n"
				   "  - {name: c, job: j, after: [b]}\n"
				   "  - {name: d, job: j, after: [c]}\n",
		1430, "t.yaml:3:5");
	assert_non_null(strstr(problems.problem[0].detail, "b"));
	assert_null(strstr(problems.problem[0].detail, "d"));
}

static void each_mistake_has_its_place(void **state)
{
	(void)state;
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j, chunk: many}\n", 1402, "t.yaml:3:30");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j, after: [x]}\n", 1404, "t.yaml:3:31");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j, after: b}\n", 1403, "t.yaml:3:30");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j, sql: s}\n", 1409, "t.yaml:3:28");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j}\n  - {name: a, job: j}\n", 1412, "t.yaml:4:12");
	assert_problem("graph: g\ntasks:\n  - {name: a, jobb: j, job: j}\n", 1413, "t.yaml:3:15");
	assert_problem("graph: g\ntasks:\n  - {job: j}\n", 1414, "t.yaml:3:5");
	assert_problem("graph: g\ntasks:\n  - {name: a}\n", 1415, "t.yaml:3:5");
	assert_problem("graph: g\ntasks:\n  - {name: a, gate: confirmed}\n", 1416, "t.yaml:3:5");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j, partitions: [t]}\n", 1432, "t.yaml:3:35");
	assert_problem("graph: g\ntasks: all\n", 1417, "t.yaml:2:8");
	assert_problem("graph: g\ntasks: []\n", 1418, "t.yaml:2:8");
	assert_problem("graph: g\nfoo: 1\ntasks:\n  - {name: a, job: j}\n", 1413, "t.yaml:2:1");
	assert_problem("tasks:\n  - {name: a, job: j}\n", 1421, "t.yaml:1:1");
	assert_problem("graph: g\n", 1422, "t.yaml:1:1");
	assert_problem("graph: g\ntasks:\n  - name: a\n   job: j\n", 1423, "t.yaml:4:4");
	assert_problem("graph: g\ntasks:\n  - {name: a, job: j}\n  - *x\n", 1424, "t.yaml:4:5");
	assert_problem("graph: g\ntasks:\n  - &x {name: a, job: j}\n  - *x\n", 1442, "t.yaml:3:5");
}

static void several_mistakes_are_all_told(void **state)
{
	(void)state;
	load("graph: g-1\n"
		 "tasks:\n"
		 "  - {name: a, job: j, chunk: 0}\n"
		 "  - {name: b, job: j, after: [x, y]}\n"
		 "  - {name: c}\n");
	assert_int_equal(problems.count, 5); /* the name; chunk; x; y; c */
}

static void a_gate_must_wait_for_what_it_approves(void **state)
{
	(void)state;
	assert_problem("graph: g\n"
				   "tasks:\n"
				   "  - {name: a, job: j}\n"
				   "  - {name: ok, gate: confirmed, digest: [a]}\n",
		1431, "t.yaml:4:5");
}

static void unknown_jobs_and_parameters_are_problems_of_the_graph(void **state)
{
	static const char text[] = "graph: g\n"
							   "tasks:\n"
							   "  - {name: a, job: no_such_job}\n"
							   "  - {name: b, sql: no_such_statement}\n"
							   "  - {name: c, gate: door, digest: [a], after: [a]}\n";
	struct graph *g = NULL;

	(void)state;
	assert_int_equal(
		graph_load("t.yaml", text, sizeof text - 1, &catalogue, keep, &g, &problems), ERR_DEFINITION);
	assert_int_equal(problems.count, 3);
	assert_int_equal(problems.problem[0].id, 1540);
	assert_int_equal(problems.problem[1].id, 1542);
	assert_int_equal(problems.problem[2].id, 1543);
}

static void a_graph_that_is_not_there_names_those_that_are(void **state)
{
	struct graph *g = NULL;
	struct err e = {0};

	(void)state;
	assert_int_equal(graph_open("montly", &catalogue, keep, &g, &problems, &e), ERR_USAGE);
	assert_non_null(strstr(e.detail, "monthly"));
	assert_int_equal(graph_open("/nowhere/x.yaml", &catalogue, keep, &g, &problems, &e), ERR_DEFINITION);
	assert_string_equal(e.place, "/nowhere/x.yaml");
}

static void deep_nesting_ends_with_a_message(void **state)
{
	static char text[200 * 1024];

	(void)state;
	memset(text, '[', sizeof text - 1);
	assert_problem(text, 1433, "t.yaml:1:17");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_builtin_graph_loads_and_names_what_exists, setup, teardown),
		cmocka_unit_test_setup_teardown(order_follows_after_and_keeps_file_order_otherwise, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cycle_is_named_with_its_tasks, setup, teardown),
		cmocka_unit_test_setup_teardown(each_mistake_has_its_place, setup, teardown),
		cmocka_unit_test_setup_teardown(several_mistakes_are_all_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_gate_must_wait_for_what_it_approves, setup, teardown),
		cmocka_unit_test_setup_teardown(
			unknown_jobs_and_parameters_are_problems_of_the_graph, setup, teardown),
		cmocka_unit_test_setup_teardown(a_graph_that_is_not_there_names_those_that_are, setup, teardown),
		cmocka_unit_test_setup_teardown(deep_nesting_ends_with_a_message, setup, teardown),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
