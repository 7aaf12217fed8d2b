/* Times of scans and numbers of returned letters: what is written otherwise is none. */
#include "engine/intake/mail_return.h"
#include "engine/intake/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct str text_of(const char *text)
{
	return (struct str){text, strlen(text)};
}

static int64_t seconds_of(const char *text)
{
	int64_t seconds = -1;

	assert_true(scan_seconds(text_of(text), &seconds));
	return seconds;
}

static void a_time_is_told_to_the_second(void **state)
{
	(void)state;
	assert_int_equal(seconds_of("1970-01-01T00:00:00"), 0);
	assert_int_equal(seconds_of("1970-01-02T00:00:01"), 86401);
	assert_int_equal(seconds_of("2027-01-20T09:00:01"), 1800435601);
	assert_int_equal(seconds_of("2028-02-29T23:59:59"), 1835481599);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = {"", "2027-01-20", "2027-01-20 09:00:01", "2027-01-20T09:00:1",
		"2027-01-20T24:00:00", "2027-01-20T09:60:00", "2027-01-20T09:00:60", "2027-02-29T09:00:00",
		"2027-13-01T09:00:00", "2027-01-20T09:00:01Z", "2027-01-20T-9:00:01", "2027-01-20T09-00-01",
		"2027-01-20T09:00:0 "};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(scan_seconds(text_of(wrong[i]), &seconds));
}

static void the_mark_of_nothing_reads_as_empty(void **state)
{
	(void)state;
	assert_int_equal(scan_text(text_of("-")).length, 0);
	assert_int_equal(scan_text(text_of("--")).length, 2);
	assert_int_equal(scan_text(text_of("leaflet")).length, 7);
}

static void a_letter_is_known_by_mailing_and_piece(void **state)
{
	static const char *const wrong[] = {"", "12", "12-", "-345", "12-0", "0-1", "012-1", "12-01", "12-345 ",
		"12--3", "12-3-4", "1000000000-1", "1-1000000000", "１２-3"};
	int32_t run = 0, piece = 0;

	(void)state;
	assert_true(mail_return_number(text_of("12-345"), &run, &piece));
	assert_int_equal(run, 12);
	assert_int_equal(piece, 345);
	assert_true(mail_return_number(text_of("999999999-999999999"), &run, &piece));
	assert_int_equal(piece, 999999999);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(mail_return_number(text_of(wrong[i]), &run, &piece));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_told_to_the_second),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(the_mark_of_nothing_reads_as_empty),
		cmocka_unit_test(a_letter_is_known_by_mailing_and_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
