/*
 * test_money.c: include/getsuji/money.h
 */
#include "getsuji/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void sums_that_overflow_are_refused_and_leave_the_result_alone(void **state)
{
	yen_t out = 5;

	(void)state;
	assert_false(yen_add(INT64_MAX, 1, &out));
	assert_false(yen_sub(INT64_MIN, 1, &out));
	assert_false(yen_mul(INT64_MAX / 2 + 1, 2, &out));
	assert_false(yen_ratio_floor(INT64_MAX, 2, 3, &out));
	assert_int_equal(out, 5);
	assert_true(yen_add(INT64_MAX - 1, 1, &out));
	assert_true(out == INT64_MAX);
}

static void a_ratio_drops_what_is_below_one_yen(void **state)
{
	yen_t out;

	(void)state;
	assert_true(yen_ratio_floor(100, 8548, 10000, &out));
	assert_int_equal(out, 85);
	assert_true(yen_ratio_floor(0, 1, 31, &out));
	assert_int_equal(out, 0);
	assert_true(yen_ratio_floor(31, 31, 31, &out));
	assert_int_equal(out, 31);
}

static void a_ratio_of_the_wrong_sign_is_refused(void **state)
{
	yen_t out = 5;

	(void)state;
	assert_false(yen_ratio_floor(-1, 1, 2, &out));
	assert_false(yen_ratio_floor(1, -1, 2, &out));
	assert_false(yen_ratio_floor(1, 1, 0, &out));
	assert_false(yen_ratio_floor(1, 1, -2, &out));
	assert_int_equal(out, 5);
}

static void raising_to_ten_yen_keeps_whole_tens(void **state)
{
	(void)state;
	assert_int_equal(yen_ceil10(0), 0);
	assert_int_equal(yen_ceil10(1), 10);
	assert_int_equal(yen_ceil10(10), 10);
	assert_int_equal(yen_ceil10(23661), 23670);
}

static void the_smaller_and_the_larger(void **state)
{
	(void)state;
	assert_int_equal(yen_min(-1, 1), -1);
	assert_int_equal(yen_max(-1, 1), 1);
	assert_int_equal(yen_min(3, 3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_that_overflow_are_refused_and_leave_the_result_alone),
		cmocka_unit_test(a_ratio_drops_what_is_below_one_yen),
		cmocka_unit_test(a_ratio_of_the_wrong_sign_is_refused),
		cmocka_unit_test(raising_to_ten_yen_keeps_whole_tens),
		cmocka_unit_test(the_smaller_and_the_larger),
	};

	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
