/* test_business_day.c: arithmetic on the business days of a range (include/getsuji/business_day.h). */
#include "getsuji/business_day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define X BUSINESS_DAY_CLOSED
#define O BUSINESS_DAY_OPEN
#define U BUSINESS_DAY_UNKNOWN

/* Days 100 … 111: open, open, closed, closed, open, open, open, closed, open, not known, closed, open. */
static const uint8_t state[] = {O, O, X, X, O, O, O, X, O, U, X, O};
static const struct business_days days = {100, sizeof(state), state};

static void closed_days_move_to_the_next_or_the_one_before(void **s)
{
	day_t day = 0;

	(void)s;
	assert_true(business_day_shift(&days, 101, false, &day) && day == 101);
	assert_true(business_day_shift(&days, 102, false, &day) && day == 104);
	assert_true(business_day_shift(&days, 103, true, &day) && day == 101);
	assert_true(business_day_shift(&days, 107, false, &day) && day == 108);
}

static void business_days_are_counted_without_the_first(void **s)
{
	day_t day = 0;

	(void)s;
	assert_true(business_day_add(&days, 102, 0, &day) && day == 102);
	assert_true(business_day_add(&days, 100, 1, &day) && day == 101);
	assert_true(business_day_add(&days, 101, 4, &day) && day == 108);
	assert_true(business_day_add(&days, 102, 1, &day) && day == 104);
}

static void a_day_that_is_not_known_is_none(void **s)
{
	day_t day = 7;

	(void)s;
	assert_false(business_day_shift(&days, 109, false, &day));
	assert_false(business_day_shift(&days, 110, true, &day));
	assert_false(business_day_shift(&days, 99, false, &day));
	assert_false(business_day_shift(&days, 112, false, &day));
	assert_false(business_day_add(&days, 108, 1, &day));
	assert_false(business_day_add(&days, 111, 1, &day));
	assert_int_equal(day, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closed_days_move_to_the_next_or_the_one_before),
		cmocka_unit_test(business_days_are_counted_without_the_first),
		cmocka_unit_test(a_day_that_is_not_known_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
