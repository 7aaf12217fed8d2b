/*
 * test_check_digit.c: include/getsuji/check_digit.h, against published numbers of insurers and offices.
 */
#include "getsuji/check_digit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* 06130488, 3410712362: examples of the
 * ministry's notice; 54016027, 092015, 093450: published numbers. */
static void published_numbers_hold(void **state)
{
	static const char *const right[] = {"06130488", "3410712362", "54016027", "33120015", "092015", "093450"};

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_true(check_digit_holds(right[i], strlen(right[i])));
	assert_int_equal(check_digit("0613048", 7), 8);
	assert_int_equal(check_digit("000000000000000000", 18), 0);
}

static void one_wrong_digit_is_found(void **state)
{
	char number[] = "0000012001310000017";
	size_t n = sizeof number - 1;

	(void)state;
	number[n - 1] = (char)('0' + check_digit(number, n - 1));
	assert_true(check_digit_holds(number, n));
	for (size_t at = 0; at < n; at++) {
		char right = number[at];

		for (number[at] = '0'; number[at] <= '9'; number[at]++)
			assert_true(check_digit_holds(number, n) == (number[at] == right));
		number[at] = right;
	}
}

static void neighbours_exchanged_are_found(void **state)
{
	char number[] = "9876543210123456780";
	size_t n = sizeof number - 1;

	(void)state;
	number[n - 1] = (char)('0' + check_digit(number, n - 1));
	for (size_t at = 0; at + 1 < n; at++) {
		char kept = number[at];

		number[at] = number[at + 1];
		number[at + 1] = kept;
		assert_true(check_digit_holds(number, n) == (number[at] == number[at + 1]));
		number[at + 1] = number[at];
		number[at] = kept;
	}
}

static void what_is_no_number_does_not_hold(void **state)
{
	static const char *const wrong[] = {"", "0", "0613048８", "0613048 ", "06130a88", "-6130488", "06130489"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(check_digit_holds(wrong[i], strlen(wrong[i])));
	assert_int_equal(check_digit("06x", 3), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_numbers_hold),
		cmocka_unit_test(one_wrong_digit_is_found),
		cmocka_unit_test(neighbours_exchanged_are_found),
		cmocka_unit_test(what_is_no_number_does_not_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
