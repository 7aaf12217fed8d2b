/* `when:`: what parses, where it does not, what it says of counts, and why. */
#include "engine/graph/when.h"
#include "getsuji/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena *keep;
static struct graph *graph;

static int setup(void **state)
{
	static const char text[] = "graph: g\n"
							   "tasks:\n"
							   "  - {name: compare, job: j}\n"
							   "  - {name: recalculate, job: j}\n"
							   "  - {name: b, job: j}\n";
	static struct graph_problems problems;

	(void)state;
	keep = arena_new();
	return graph_load("t.yaml", text, sizeof text - 1, NULL, keep, &graph, &problems) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

/* compare: 120 read, 7 written, 113 unchanged, −5,000 yen, 2 chunks; recalculate: all 120 written, 1 set
 * aside; b was skipped. */
static const struct when_task TASKS[] = {
	{.state = "done",
		.count = {[WHEN_READ] = 120,
			[WHEN_WRITTEN] = 7,
			[WHEN_UNCHANGED] = 113,
			[WHEN_YEN] = -5000,
			[WHEN_CHUNKS] = 2}},
	{.state = "accepted", .count = {[WHEN_READ] = 121, [WHEN_WRITTEN] = 120, [WHEN_QUARANTINED] = 1}},
	{.state = "skipped"},
};

static char why[256];

static bool holds(const char *text)
{
	const struct graph_when *w = NULL;
	struct err e = {0};
	size_t bad;

	if (when_parse(text, graph, keep, &w, &bad, &e) != ERR_OK)
		fail_msg("\"%s\": %s at %zu", text, e.message, bad);
	return when_holds(w, graph, TASKS, why, sizeof why);
}

static void assert_refused(const char *text, int id, size_t at)
{
	const struct graph_when *w = NULL;
	struct err e = {0};
	size_t bad = 999;

	assert_int_equal(when_parse(text, graph, keep, &w, &bad, &e), ERR_DEFINITION);
	if (e.id != id || bad != at)
		fail_msg("\"%s\": GJ%d at %zu, wanted GJ%d at %zu", text, e.id, bad, id, at);
	assert_null(w);
}

static void comparisons_are_of_whole_numbers(void **state)
{
	(void)state;
	assert_true(holds("compare.written > 0"));
	assert_true(holds("compare.written=7"));
	assert_true(holds("compare.written != 8"));
	assert_true(holds("compare.written <= 7 and compare.written >= 7"));
	assert_false(holds("compare.written < 7"));
	assert_true(holds("compare.yen < -4999"));
	assert_true(holds("compare.chunks = 2"));
	assert_true(holds("compare.held = 0 and compare.warnings = 0"));
	assert_true(holds("recalculate.quarantined = 1"));
	assert_true(holds("b.read = 0"));
	assert_true(holds("compare.unchanged < 9223372036854775807"));
}

static void outcomes_are_words(void **state)
{
	(void)state;
	assert_true(holds("compare is done"));
	assert_true(holds("b is skipped"));
	assert_true(holds("recalculate is accepted"));
	assert_false(holds("compare is skipped"));
}

static void and_binds_closer_than_or_and_not_closest(void **state)
{
	(void)state;
	assert_true(holds("b is skipped or compare is skipped and compare is skipped"));
	assert_false(holds("(b is skipped or compare is skipped) and compare is skipped"));
	assert_true(holds("not compare is skipped and b is skipped"));
	assert_false(holds("not (compare is done or b is done)"));
	assert_true(holds("not not compare is done"));
}

static void what_decided_it_is_told_with_its_figures(void **state)
{
	(void)state;
	assert_false(holds("compare.written > 10"));
	assert_string_equal(why, "compare.written > 10 (7)");
	assert_false(holds("compare.read > 0 and compare.written > 10"));
	assert_string_equal(why, "compare.written > 10 (7)");
	assert_false(holds("compare.written > 10 or b is done"));
	assert_string_equal(why, "compare.written > 10 (7), b is done (skipped)");
	assert_false(holds("not (b is skipped or b is done)"));
	assert_string_equal(why, "b is skipped (skipped)");
	assert_true(holds("compare.yen <= 0 and b is skipped"));
	assert_string_equal(why, "compare.yen <= 0 (-5000), b is skipped (skipped)");
}

static void a_long_reason_is_cut_and_not_overrun(void **state)
{
	char text[2048] = "compare.written > 100";
	char small[24];
	const struct graph_when *w = NULL;
	struct err e = {0};
	size_t bad;

	(void)state;
	for (int i = 0; i < 40; i++)
		strncat(text, " or compare.written > 100", sizeof text - strlen(text) - 1);
	assert_int_equal(when_parse(text, graph, keep, &w, &bad, &e), ERR_OK);
	assert_int_equal(when_terms(w), 41);
	assert_false(when_holds(w, graph, TASKS, small, sizeof small));
	assert_string_equal(small, "compare.written > 100 (");
	assert_false(when_holds(w, graph, TASKS, NULL, 0));
}

static void mistakes_are_told_with_their_place(void **state)
{
	(void)state;
	assert_refused("", 1454, 0);
	assert_refused("compare", 1456, 7);
	assert_refused("compare.written", 1451, 15);
	assert_refused("compare.written >", 1452, 17);
	assert_refused("compare.written > many", 1452, 18);
	assert_refused("compare.written > 1.5", 1459, 19);
	assert_refused("compare.written > 99999999999999999999", 1452, 18);
	assert_refused("compare.amount > 0", 1450, 8);
	assert_refused("compare is failed", 1453, 11);
	assert_refused("compare is", 1453, 10);
	assert_refused("nobody.read > 0", 1404, 0);
	assert_refused("compare is done and nobody.read > 0", 1404, 20);
	assert_refused("(compare is done", 1458, 16);
	assert_refused("compare is done)", 1459, 15);
	assert_refused("compare is done b is done", 1459, 16);
	assert_refused("compare.written => 1", 1452, 17);
}

static void size_is_bounded(void **state)
{
	char deep[64], longer[4096] = "b is done";

	(void)state;
	memset(deep, '(', sizeof deep - 1);
	deep[sizeof deep - 1] = '\0';
	assert_refused(deep, 1457, 16);
	for (int i = 0; i < WHEN_TERMS_MAX; i++)
		strncat(longer, " or b is done", sizeof longer - strlen(longer) - 1);
	assert_refused(longer, 1455, strlen(longer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(comparisons_are_of_whole_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(outcomes_are_words, setup, teardown),
		cmocka_unit_test_setup_teardown(and_binds_closer_than_or_and_not_closest, setup, teardown),
		cmocka_unit_test_setup_teardown(what_decided_it_is_told_with_its_figures, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_reason_is_cut_and_not_overrun, setup, teardown),
		cmocka_unit_test_setup_teardown(mistakes_are_told_with_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(size_is_bounded, setup, teardown),
	};

	return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
