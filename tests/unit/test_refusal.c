/*
 * test_refusal.c: engine/db/refusal.h
 */
#include "engine/db/refusal.h"

#include "engine/base/intl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char out[64];

static void values_stand_where_the_translation_wants_them(void **state)
{
	(void)state;
	assert_true(refusal_put("line %s of office %s", "%2$s:%1$s", "line 7 of office 13113", out, sizeof out));
	assert_string_equal(out, "13113:7");
	assert_true(refusal_put("run %s: %s %s", "<%s><%s><%s>", "run 1: 2 3 of 4", out, sizeof out));
	assert_string_equal(out, "<1><2><3 of 4>");
	assert_true(refusal_put("it is %s now", "100%: %s", "it is now now", out, sizeof out));
	assert_string_equal(out, "100%: now");
	assert_true(refusal_put("what was paid stays", "stays", "what was paid stays", out, sizeof out));
	assert_string_equal(out, "stays");
}

static void a_value_is_not_taken_for_a_format(void **state)
{
	(void)state;
	assert_true(refusal_put(
		"what was approved stays: %s", "stays: %s", "what was approved stays: %s%n%1$s", out, sizeof out));
	assert_string_equal(out, "stays: %s%n%1$s");
}

static void what_is_of_no_pattern_is_left_alone(void **state)
{
	static const char *const others[] = {
		"", "run ", "run  is at work", "run 1 is at work now", "a run 1 is at work", "run 1 is at"};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(refusal_put("run %s is at work", "%s", others[i], out, sizeof out));
	assert_ptr_equal(refusal_text(others[1], out, sizeof out), others[1]);
}

static void a_text_that_does_not_fit_or_asks_for_more_is_not_written(void **state)
{
	(void)state;
	assert_false(refusal_put("run %s", "run %s", "run 12345", out, 9));
	assert_true(refusal_put("run %s", "run %s", "run 12345", out, 10));
	assert_string_equal(out, "run 12345");
	assert_false(refusal_put("run %s", "%s %s", "run 1", out, sizeof out));
	assert_false(refusal_put("run %s", "%2$s", "run 1", out, sizeof out));
}

static void a_refusal_is_told_in_japanese(void **state)
{
	(void)state;
	assert_true(intl_init("ja"));
	assert_string_equal(
		refusal_text("run 12 is not confirmed", out, sizeof out), "処理 12 は確定していません");
	assert_true(intl_init("en"));
	assert_string_equal(refusal_text("run 12 is not confirmed", out, sizeof out), "run 12 is not confirmed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_stand_where_the_translation_wants_them),
		cmocka_unit_test(a_value_is_not_taken_for_a_format),
		cmocka_unit_test(what_is_of_no_pattern_is_left_alone),
		cmocka_unit_test(a_text_that_does_not_fit_or_asks_for_more_is_not_written),
		cmocka_unit_test(a_refusal_is_told_in_japanese),
	};

	return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}
