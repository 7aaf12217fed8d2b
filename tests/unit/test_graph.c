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

#define TWO "graph: g\ntasks:\n  - {name: a, job: j}\n  - {name: b, job: j, after: [a]"

static void new_keys_are_checked_one_by_one(void **state)
{
	(void)state;
	assert_problem(TWO ", milestone: true}\n", 1409, "t.yaml:4:46");
	assert_problem("graph: g\ntasks:\n  - {name: a, milestone: yes}\n", 1434, "t.yaml:3:26");
	assert_problem("graph: g\ntasks:\n  - {name: a, milestone: true, chunk: 3}\n", 1435, "t.yaml:3:39");
	assert_problem(TWO ", resources: [x, x]}\n", 1441, "t.yaml:4:50");
	assert_problem(TWO ", resources: x}\n", 1403, "t.yaml:4:46");
	assert_problem(TWO ", deadline_minutes: 0}\n", 1402, "t.yaml:4:53");
	assert_problem(TWO ", expect: {min: 5, max: 4}}\n", 1402, "t.yaml:4:57");
	assert_problem(TWO ", expect: 5}\n", 1440, "t.yaml:4:43");
	assert_problem(TWO ", limit: {percent: 101}}\n", 1402, "t.yaml:4:52");
	assert_problem(TWO ", limit: {record: 1}}\n", 1413, "t.yaml:4:43");
	assert_problem(TWO ", chunk: 1, chunk: 2}\n", 1441, "t.yaml:4:45");
	assert_problem(TWO ", params: {x: 1, x: 2}}\n", 1441, "t.yaml:4:50");
	assert_problem("graph: g\ntitle: [a]\ntasks:\n  - {name: a, job: j}\n", 1439, "t.yaml:2:8");
	assert_problem("graph: g\nmonthly: true\ntasks:\n  - {name: a, job: j}\n", 1460, "t.yaml:2:10");
	assert_problem("graph: g\ncalendar: GOV\ntasks:\n  - {name: a, job: j}\n", 1446, "t.yaml:2:11");
}

static void waits_are_checked_one_by_one(void **state)
{
	(void)state;
	assert_problem(TWO ", wait: x}\n", 1449, "t.yaml:4:41");
	assert_problem(TWO ", wait: [x]}\n", 1440, "t.yaml:4:42");
	assert_problem(TWO ", wait: [{month: same}]}\n", 1447, "t.yaml:4:42");
	assert_problem(TWO ", wait: [{file: a, month: same}]}\n", 1448, "t.yaml:4:59");
	assert_problem(TWO ", wait: [{file: ../a}]}\n", 1443, "t.yaml:4:49");
	assert_problem(TWO ", wait: [{file: a/../b}]}\n", 1443, "t.yaml:4:49");
	assert_problem(TWO ", wait: [{file: a/..}]}\n", 1443, "t.yaml:4:49");
	assert_problem(TWO ", wait: [{file: \"a{date}\"}]}\n", 1443, "t.yaml:4:49");
	assert_problem(TWO ", wait: [{file: \"a\\u0007\"}]}\n", 1443, "t.yaml:4:49");
	assert_problem(TWO ", wait: [{file: a, stable_s: -1}]}\n", 1402, "t.yaml:4:62");
	assert_problem(TWO ", wait: [{run: g, month: next}]}\n", 1444, "t.yaml:4:58");
	assert_problem(TWO ", wait: [{run: g, state: running}]}\n", 1444, "t.yaml:4:58");
	assert_problem(TWO ", wait: [{day: [a]}]}\n", 1445, "t.yaml:4:48");
	load(TWO ", wait: [{file: \"in/{month}..{office}/..x.{edition}\"}]}\n");
	assert_int_equal(problems.count, 0);
}

static void everything_that_can_be_said_is_read(void **state)
{
	struct graph *g = load(
		"graph: g\n"
		"calendar: office-13113\n"
		"wait: [{day: business_day 3}]\n"
		"tasks:\n"
		"  - {name: start, milestone: true, wait: [{run: m, or: n, month: previous, state: confirmed}]}\n"
		"  - name: a\n"
		"    job: j\n"
		"    after: [start]\n"
		"    wait:\n"
		"      - {file: f.csv, stable_s: 5, sha256: f.sha256}\n"
		"      - {day: last day, calendar: jp}\n"
		"    resources: [printer, bank]\n"
		"    deadline_minutes: 30\n"
		"    expect: {min: 1000, max: 200000, near_percent: 20}\n"
		"    limit: {records: 0, yen: 1000000}\n"
		"  - name: b\n"
		"    job: j\n"
		"    after: [a]\n"
		"    when: a.written > 0 and start is done\n");
	const struct graph_task *a, *b, *start;

	(void)state;
	assert_non_null(g);
	start = &g->task[0];
	a = &g->task[1];
	b = &g->task[2];
	assert_int_equal(start->kind, GRAPH_MILESTONE);
	assert_int_equal(start->waits, 2); /* its own, and the run's */
	assert_int_equal(start->wait[0].kind, GRAPH_WAIT_RUN);
	assert_int_equal(start->wait[0].month_offset, -1);
	assert_string_equal(start->wait[0].state, "confirmed");
	assert_string_equal(start->wait[0].or_graph, "n");
	assert_string_equal(start->wait[1].day, "business_day 3");
	assert_string_equal(start->wait[1].calendar, "office-13113");
	assert_int_equal(a->waits, 2);
	assert_int_equal(a->wait[0].stable_s, 5);
	assert_string_equal(a->wait[0].sha256, "f.sha256");
	assert_string_equal(a->wait[1].calendar, "jp");
	assert_string_equal(a->resource[0], "bank");
	assert_string_equal(a->resource[1], "printer");
	assert_null(a->resource[2]);
	assert_int_equal(a->deadline_minutes, 30);
	assert_int_equal(a->expect.min, 1000);
	assert_int_equal(a->expect.max, 200000);
	assert_int_equal(a->expect.near_percent, 20);
	assert_int_equal(a->limit.records, 0);
	assert_int_equal(a->limit.percent, -1);
	assert_int_equal(a->limit.yen, 1000000);
	assert_non_null(b->when);
	assert_string_equal(b->when_text, "a.written > 0 and start is done");
	assert_int_equal(b->waits, 0);
}

static void a_problem_within_an_expression_has_its_column(void **state)
{
	(void)state;
	assert_problem(TWO ", when: a.written >> 0}\n", 1452, "t.yaml:4:52");
	assert_problem(TWO ", when: \"a.written > 0 or x is done\"}\n", 1404, "t.yaml:4:59");
	assert_problem(
		TWO ", when: a.written > 0}\n  - {name: c, job: j, when: b.read > 0}\n", 1437, "t.yaml:5:29");
	assert_problem(TWO ", when: a is done and b is done}\n", 1437, "t.yaml:4:55");
	assert_problem(TWO ", when: [a]}\n", 1436, "t.yaml:4:41");
}

static void a_day_is_checked_by_the_catalogue(void **state)
{
	static const char text[] = "graph: g\n"
							   "tasks:\n"
							   "  - {name: a, milestone: true, wait: [{day: day 5 else never}]}\n"
							   "  - {name: b, milestone: true, wait: [{day: day 5 else before}]}\n";
	struct graph *g = NULL;

	(void)state;
	assert_int_equal(
		graph_load("t.yaml", text, sizeof text - 1, &catalogue, keep, &g, &problems), ERR_DEFINITION);
	assert_int_equal(problems.count, 1);
	assert_int_equal(problems.problem[0].id, 2021);
	assert_string_equal(problems.problem[0].place, "t.yaml:3:56");
}

static void a_result_table_has_one_owner(void **state)
{
	static const char text[] = "graph: g\n"
							   "tasks:\n"
							   "  - {name: a, sql: notice_pieces, partitions: [piece]}\n"
							   "  - {name: b, job: recalculate}\n"
							   "  - {name: c, job: recalculate, after: [b]}\n"
							   "  - {name: d, sql: notice_pieces, partitions: [piece]}\n";
	struct graph *g = NULL;

	(void)state;
	assert_int_equal(
		graph_load("t.yaml", text, sizeof text - 1, &catalogue, keep, &g, &problems), ERR_DEFINITION);
	assert_int_equal(problems.count, 2);
	assert_int_equal(problems.problem[0].id, 1438);
	assert_string_equal(problems.problem[0].place, "t.yaml:5:5");
	assert_string_equal(problems.problem[1].place, "t.yaml:6:5");
}

/* A graph as large as may be, with as many edges as may be; loading it quadratically would take minutes. */
static void six_thousand_tasks_load_at_once(void **state)
{
	size_t room = 4u << 20, used;
	char *text = arena_alloc(keep, room);
	struct graph *g;

	(void)state;
	used = (size_t)snprintf(text, room, "graph: g\ntasks:\n");
	for (int i = 0; i < GRAPH_TASKS_MAX; i++) {
		used += (size_t)snprintf(text + used, room - used, " - {name: t%d, job: j, after: [", i);
		for (int k = i > 32 ? i - 32 : 0; k < i; k++)
			used += (size_t)snprintf(text + used, room - used, "t%d,", k);
		used +=
			(size_t)snprintf(text + used, room - used, i > 0 ? "], when: t%d.read > 0}\n" : "]}\n", i / 2);
	}
	assert_true(used < 2u << 20);
	g = load(text);
	assert_non_null(g);
	assert_int_equal(g->path_length[0], GRAPH_TASKS_MAX);
	assert_int_equal(g->order[GRAPH_TASKS_MAX - 1], GRAPH_TASKS_MAX - 1);
	assert_int_equal(graph_find(g, "t5999"), 5999);
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
		cmocka_unit_test_setup_teardown(new_keys_are_checked_one_by_one, setup, teardown),
		cmocka_unit_test_setup_teardown(waits_are_checked_one_by_one, setup, teardown),
		cmocka_unit_test_setup_teardown(everything_that_can_be_said_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(a_problem_within_an_expression_has_its_column, setup, teardown),
		cmocka_unit_test_setup_teardown(a_day_is_checked_by_the_catalogue, setup, teardown),
		cmocka_unit_test_setup_teardown(a_result_table_has_one_owner, setup, teardown),
		cmocka_unit_test_setup_teardown(six_thousand_tasks_load_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(several_mistakes_are_all_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_gate_must_wait_for_what_it_approves, setup, teardown),
		cmocka_unit_test_setup_teardown(
			unknown_jobs_and_parameters_are_problems_of_the_graph, setup, teardown),
		cmocka_unit_test_setup_teardown(a_graph_that_is_not_there_names_those_that_are, setup, teardown),
		cmocka_unit_test_setup_teardown(deep_nesting_ends_with_a_message, setup, teardown),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
