/* How long a graph will take: medians, scaled by records; the longest path; what is left of a run. */
#include "engine/run/forecast.h"
#include "getsuji/arena.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* a → b → gate → d, a → c → d */
enum { A, B, GATE, C, D, TASKS };
static const char TEXT[] = "graph: g\n"
						   "tasks:\n"
						   "  - {name: a, job: j}\n"
						   "  - {name: b, job: j, after: [a]}\n"
						   "  - {name: ok, gate: confirmed, digest: [b], after: [b]}\n"
						   "  - {name: c, job: j, after: [a]}\n"
						   "  - {name: d, job: j, after: [ok, c]}\n";

static struct arena *keep;
static struct graph *graph;
static struct forecast_history *history;
static struct forecast f;

static int setup(void **state)
{
	static struct graph_problems problems;

	(void)state;
	keep = arena_new();
	history = forecast_new(keep);
	return graph_load("t.yaml", TEXT, sizeof TEXT - 1, NULL, keep, &graph, &problems) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

static void assert_seconds(double got, double wanted)
{
	if (fabs(got - wanted) > 1e-9)
		fail_msg("%f, wanted %f", got, wanted);
}

static void known(void)
{
	forecast_add(history, "a", 10, 1000);
	forecast_add(history, "b", 20, 1000);
	forecast_add(history, "c", 35, 1000);
	forecast_add(history, "d", 5, 1000);
}

static void without_history_the_longest_path_is_that_of_most_tasks(void **state)
{
	(void)state;
	forecast_make(graph, NULL, NULL, keep, &f);
	assert_true(f.total < 0);
	assert_true(f.left < 0);
	assert_true(f.task[A].seconds < 0);
	assert_true(f.task[A].critical && f.task[B].critical && f.task[GATE].critical && f.task[D].critical);
	assert_false(f.task[C].critical);
}

static void with_history_it_is_the_one_that_takes_longest(void **state)
{
	(void)state;
	known();
	forecast_make(graph, history, NULL, keep, &f);
	assert_seconds(f.total, 50); /* a c d */
	assert_true(f.task[C].critical);
	assert_false(f.task[B].critical);
	assert_seconds(f.task[B].ends, 30);
	assert_seconds(f.task[GATE].ends, 30);
	assert_seconds(f.task[D].ends, 50);
	assert_false(f.partial);
}

static void a_task_takes_the_median_of_its_last_five_durations(void **state)
{
	static const double seconds[] = {8, 900, 12, 10, 9, 1, 1, 1};

	(void)state;
	for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
		forecast_add(history, "a", seconds[i], 0);
	forecast_add(history, "b", 4, 0);
	forecast_add(history, "b", 7, 0);
	forecast_add(history, "nobody", 7, 0);
	forecast_make(graph, history, NULL, keep, &f);
	assert_seconds(f.task[A].seconds, 10);
	assert_seconds(f.task[B].seconds, 5.5);
	assert_true(f.partial); /* c and d were never done */
}

static void durations_are_scaled_by_the_records(void **state)
{
	struct forecast_state states[TASKS] = {{.state = "planned", .expected = 3000}, {.state = "planned"},
		{.state = "planned"}, {.state = "planned"}, {.state = "planned"}};

	(void)state;
	known();
	forecast_add(history, "a", 40, 2000);
	forecast_make(graph, history, states, keep, &f);
	assert_seconds(f.task[A].seconds, 45); /* of 30 and 60 */
	assert_seconds(f.task[B].seconds, 20); /* its records are not known yet */
}

static void what_is_left_of_a_run_counts_from_now(void **state)
{
	struct forecast_state states[TASKS] = {{.state = "done", .seconds = 14, .expected = 1000},
		{.state = "running", .seconds = 12, .expected = 1000, .chunks = 10, .done = 6}, {.state = "planned"},
		{.state = "running", .seconds = 15, .expected = 1000, .chunks = 100, .done = 1},
		{.state = "planned", .expected = 1000}};

	(void)state;
	known();
	forecast_make(graph, history, states, keep, &f);
	assert_seconds(f.task[A].seconds, 14);
	assert_seconds(f.task[A].ends, 0);
	assert_seconds(f.task[B].ends, 8);  /* four of ten chunks, two seconds each */
	assert_seconds(f.task[C].ends, 20); /* too early to say: 35 − 15 */
	assert_seconds(f.left, 25);
	states[C].seconds = 60; /* longer than ever */
	forecast_make(graph, history, states, keep, &f);
	assert_seconds(f.task[C].ends, 0);
	states[B].state = states[C].state = "done";
	states[D].state = "skipped";
	forecast_make(graph, history, states, keep, &f);
	assert_seconds(f.left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			without_history_the_longest_path_is_that_of_most_tasks, setup, teardown),
		cmocka_unit_test_setup_teardown(with_history_it_is_the_one_that_takes_longest, setup, teardown),
		cmocka_unit_test_setup_teardown(a_task_takes_the_median_of_its_last_five_durations, setup, teardown),
		cmocka_unit_test_setup_teardown(durations_are_scaled_by_the_records, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_left_of_a_run_counts_from_now, setup, teardown),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
