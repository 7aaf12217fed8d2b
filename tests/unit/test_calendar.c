/*
 * test_calendar.c: include/getsuji/calendar.h
 *
 * data/wareki.csv: dates around the changes of era as two independent implementations print them (its
 * column `source`); days_agree_with_the_c_library() takes timegm() as the other side.
 */
#include "getsuji/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void days_agree_with_the_c_library(void **state)
{
	(void)state;
	for (int year = 1868; year <= 2200; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int mday = 1; mday <= month_days(month_of(year, month)); mday++) {
				struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = mday};
				day_t day = day_of(year, month, mday);
				int y, m, d;

				assert_true(day_valid(year, month, mday));
				assert_int_equal(day, (day_t)(timegm(&tm) / 86400));
				day_parts(day, &y, &m, &d);
				assert_true(y == year && m == month && d == mday);
			}
		}
	}
}

static void days_that_do_not_exist_are_not_valid(void **state)
{
	(void)state;
	assert_false(day_valid(2027, 2, 29));
	assert_true(day_valid(2028, 2, 29));
	assert_false(day_valid(1900, 2, 29));
	assert_true(day_valid(2000, 2, 29));
	assert_false(day_valid(2027, 4, 31));
	assert_false(day_valid(2027, 0, 1));
	assert_false(day_valid(2027, 13, 1));
	assert_false(day_valid(2027, 1, 0));
	assert_false(day_valid(1867, 12, 31));
	assert_false(day_valid(2201, 1, 1));
}

static void only_exact_texts_are_read(void **state)
{
	static const char *const wrong[] = {"", "2027-1-31", "2027-02-29", "2027-01-31 ", " 2027-01-3",
		"2027/01/31", "20270131", "+027-01-31", "2027-01-3x", "２０２７-01", "2027-00-10", "0000-01-01"};
	day_t day = 7;
	month_t month = 7;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(day_parse(wrong[i], strlen(wrong[i]), &day));
		assert_false(month_parse(wrong[i], strlen(wrong[i]), &month));
	}
	assert_int_equal(day, 7);
	assert_int_equal(month, 7);
	assert_true(day_parse("2027-01-31", 10, &day));
	assert_int_equal(day, day_of(2027, 1, 31));
	assert_true(month_parse("2027-01-31", 7, &month));
	assert_int_equal(month, month_of(2027, 1));
	assert_false(month_parse("2027-13", 7, &month));
}

static void texts_written_are_read_back(void **state)
{
	char day_text[11], month_text[8];
	day_t day;

	(void)state;
	assert_string_equal(day_format(day_of(2027, 1, 31), day_text), "2027-01-31");
	assert_string_equal(month_format(month_of(2027, 12), month_text), "2027-12");
	for (day_t d = day_of(1999, 12, 1); d < day_of(2001, 1, 2); d++) {
		assert_true(day_parse(day_format(d, day_text), 10, &day));
		assert_int_equal(day, d);
	}
}

/* By the C library, so that the two are not wrong alike. */
static int64_t utc_ms(int year, int month, int mday, int hour, int minute, int second)
{
	struct tm tm = {.tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = mday,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second};

	return (int64_t)timegm(&tm) * 1000;
}

static void instants_are_told_in_the_time_of_japan(void **state)
{
	const struct {
		int64_t ms;
		const char *japan;
	} cases[] = {
		{utc_ms(2026, 11, 21, 16, 10, 9), "2026-11-22 01:10:09"},
		{utc_ms(2026, 11, 21, 14, 59, 59) + 999, "2026-11-21 23:59:59"},
		{utc_ms(2026, 11, 21, 15, 0, 0), "2026-11-22 00:00:00"},
		{utc_ms(2026, 12, 31, 14, 59, 59), "2026-12-31 23:59:59"},
		{utc_ms(2026, 12, 31, 15, 0, 0), "2027-01-01 00:00:00"},
		{utc_ms(2028, 2, 28, 15, 0, 0), "2028-02-29 00:00:00"},
		{utc_ms(2027, 7, 1, 3, 0, 0), "2027-07-01 12:00:00"}, /* no other time in summer */
		{0, "1970-01-01 09:00:00"},
	};
	char text[20];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char day[11];

		assert_string_equal(instant_format(cases[i].ms, text), cases[i].japan);
		day_format(instant_day(cases[i].ms), day);
		assert_memory_equal(day, cases[i].japan, 10);
	}
}

static void months_follow_each_other_across_years(void **state)
{
	(void)state;
	assert_int_equal(month_of(2026, 12) + 1, month_of(2027, 1));
	assert_int_equal(month_of_day(day_of(2027, 1, 1) - 1), month_of(2026, 12));
	assert_int_equal(month_first(month_of(2027, 3)) - month_first(month_of(2027, 2)), 28);
	assert_int_equal(month_year(month_of(2026, 12)), 2026);
	assert_int_equal(month_number(month_of(2026, 12)), 12);
	assert_int_equal(month_days(month_of(2028, 2)), 29);
}

static void the_fiscal_year_begins_in_april(void **state)
{
	(void)state;
	assert_int_equal(month_fiscal_year(month_of(2027, 3)), 2026);
	assert_int_equal(month_fiscal_year(month_of(2027, 4)), 2027);
	assert_int_equal(month_fiscal_year(month_of(2026, 12)), 2026);
}

static void a_person_is_a_year_older_on_the_birthday(void **state)
{
	day_t leap_child = day_of(2008, 2, 29);

	(void)state;
	assert_int_equal(day_age(day_of(1950, 6, 15), day_of(2027, 6, 14)), 76);
	assert_int_equal(day_age(day_of(1950, 6, 15), day_of(2027, 6, 15)), 77);
	assert_int_equal(day_age(leap_child, day_of(2027, 2, 28)), 18);
	assert_int_equal(day_age(leap_child, day_of(2027, 3, 1)), 19);
	assert_int_equal(day_age(leap_child, day_of(2028, 2, 29)), 20);
	assert_int_equal(day_age(day_of(2027, 1, 2), day_of(2027, 1, 2)), 0);
	assert_int_equal(day_age(day_of(2027, 1, 2), day_of(2027, 1, 1)), -1);
}

static bool reads(const char *text, day_t *day)
{
	return day_parse_written(text, strlen(text), day);
}

/* Each row: the day, its era's name, year and letter, and how it is written; both ways. */
static void eras_agree_with_two_other_programs(void **state)
{
	FILE *f = fopen("tests/golden/vectors/wareki.csv", "r");
	char line[512];
	int rows = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		char *rest = line, *field[5], text[64];
		int year, month, mday;
		day_t day, got;

		for (int column = 0; column < 5; column++)
			field[column] = strsep(&rest, ",");
		if (!day_parse(field[0], strlen(field[0]), &day))
			continue; /* the heading, the notes */
		day_parts(day, &year, &month, &mday);
		assert_string_equal(day_format_era(day, text), field[4]);
		assert_true(reads(field[4], &got) && got == day);
		snprintf(text, sizeof text, "%s%s.%d.%d", field[3], field[2], month, mday);
		assert_true(reads(text, &got) && got == day);
		snprintf(text, sizeof text, "%s%s年%02d月%02d日", field[1], field[2], month, mday);
		assert_true(reads(text, &got) && got == day);
		rows++;
	}
	fclose(f);
	assert_true(rows >= 9);
}

static void each_era_begins_on_its_day(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(day_format_era(day_of(2019, 4, 30), text), "平成31年4月30日");
	assert_string_equal(day_format_era(day_of(2019, 5, 1), text), "令和元年5月1日");
	assert_string_equal(day_format_era(day_of(1989, 1, 7), text), "昭和64年1月7日");
	assert_string_equal(day_format_era(day_of(1926, 12, 24), text), "大正15年12月24日");
	assert_string_equal(day_format_era(day_of(1912, 7, 30), text), "大正元年7月30日");
	assert_string_equal(day_format_era(day_of(1868, 1, 25), text), "明治元年1月25日");
	assert_string_equal(day_format_era(day_of(1868, 1, 24), text), "1868年1月24日");
	assert_string_equal(month_format_era(month_of(2027, 1), text), "令和9年1月");
	assert_string_equal(month_format_era(month_of(2019, 4), text), "平成31年4月");
	assert_string_equal(month_format_era(month_of(2019, 5), text), "令和元年5月");
}

/* Until 令和99年: a year of an era has two digits. */
static void every_day_that_is_written_is_read_back(void **state)
{
	char text[64];
	day_t got;

	(void)state;
	for (day_t day = day_of(1868, 1, 1); day < day_of(2118, 1, 1); day++) {
		assert_true(reads(day_format_era(day, text), &got));
		assert_int_equal(got, day);
		assert_true(reads(day_format(day, text), &got));
		assert_int_equal(got, day);
	}
}

static void days_as_people_write_them_are_read(void **state)
{
	static const char *const right[] = {"令和9年6月15日", "令和９年６月１５日", "令和09年06月15日", "R9.6.15",
		"R09.06.15", "2027/6/15", "2027/06/15", "2027-06-15", "2027-6-15", "2027年6月15日", "２０２７/6/15"};
	static const char *const wrong[] = {"", "R", "令和", "令和元", "令和0年6月15日", "令和9年6月15",
		"令和9年6月15日 ", " 令和9年6月15日", "令和9年2月29日", "令和9/6/15", "令和9.6.15", "R9年6月15日",
		"R9/6/15", "R元.6.15", "r9.6.15", "R109.6.15", "R9.6.150", "R9.6", "R9.6.", "9.6.15", "2027.6.15",
		"27/6/15", "02027/6/15", "2027/6-15", "2027//15", "2027/6/15/", "20270615", "平成31年5月1日",
		"令和元年4月30日", "昭和64年1月8日", "平成元年1月7日", "昭和元年12月24日", "大正15年12月25日",
		"明治45年7月30日", "明治元年1月24日", "H39.6.15", "+2027/6/15", "2027/６月15", "\xEF\xBC",
		"令和9年6月\xEF\xBC", "2201/1/1", "1867/1/1"};
	day_t day = 7;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(reads(wrong[i], &day));
	assert_int_equal(day, 7);
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		assert_true(reads(right[i], &day));
		assert_int_equal(day, day_of(2027, 6, 15));
		for (size_t length = 0; length + 1 < strlen(right[i]); length++)
			if (day_parse_written(right[i], length, &day)) /* 2027/6/1 is a day, too */
				assert_int_equal(day, day_of(2027, 6, 1));
		day = 7;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_agree_with_the_c_library),
		cmocka_unit_test(days_that_do_not_exist_are_not_valid),
		cmocka_unit_test(only_exact_texts_are_read),
		cmocka_unit_test(texts_written_are_read_back),
		cmocka_unit_test(instants_are_told_in_the_time_of_japan),
		cmocka_unit_test(months_follow_each_other_across_years),
		cmocka_unit_test(the_fiscal_year_begins_in_april),
		cmocka_unit_test(a_person_is_a_year_older_on_the_birthday),
		cmocka_unit_test(eras_agree_with_two_other_programs),
		cmocka_unit_test(each_era_begins_on_its_day),
		cmocka_unit_test(every_day_that_is_written_is_read_back),
		cmocka_unit_test(days_as_people_write_them_are_read),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
