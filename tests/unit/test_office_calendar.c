/* Calendars: the holidays that are built in against the law, business days, day rules, hostile files. */
#include "engine/intake/import_calendar.h"
#include "engine/run/office_calendar.h"
#include "getsuji/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *keep;
static struct office_calendar *office; /* gov over jp */

static int setup(void **state)
{
	struct err e = {0};

	(void)state;
	keep = arena_new();
	return office_calendar_load(NULL, NULL, 13113, keep, &office, &e) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

static day_t day(const char *text)
{
	day_t d = 0;

	assert_true(day_parse(text, strlen(text), &d));
	return d;
}

/* ---- the law, written down a second time ---- */

/* The n-th Monday of a month. */
static day_t monday(int year, int month, int n)
{
	day_t first = day_of(year, month, 1);

	return first + (8 - office_weekday(first)) % 7 + 7 * (n - 1);
}

/* Article 2, with the special act's moves of 2020 and 2021; the equinoxes as the calendar of the National
 * Astronomical Observatory gives them for these years.  Fills day[], returns how many. */
static int article_2(int year, day_t d[16])
{
	static const int equinoxes[8][2] = {
		{20, 22}, {20, 23}, {21, 23}, {21, 23}, {20, 22}, {20, 23}, {20, 23}, {21, 23}};
	const int *equinox = equinoxes[year - 2020];
	int n = 0;

	d[n++] = day_of(year, 1, 1);
	d[n++] = monday(year, 1, 2);
	d[n++] = day_of(year, 2, 11);
	d[n++] = day_of(year, 2, 23);
	d[n++] = day_of(year, 3, equinox[0]);
	d[n++] = day_of(year, 4, 29);
	d[n++] = day_of(year, 5, 3);
	d[n++] = day_of(year, 5, 4);
	d[n++] = day_of(year, 5, 5);
	d[n++] = year == 2020 ? day_of(year, 7, 23) : year == 2021 ? day_of(year, 7, 22) : monday(year, 7, 3);
	d[n++] = year == 2020 ? day_of(year, 8, 10) : year == 2021 ? day_of(year, 8, 8) : day_of(year, 8, 11);
	d[n++] = monday(year, 9, 3);
	d[n++] = day_of(year, 9, equinox[1]);
	d[n++] = year == 2020 ? day_of(year, 7, 24) : year == 2021 ? day_of(year, 7, 23) : monday(year, 10, 2);
	d[n++] = day_of(year, 11, 3);
	d[n++] = day_of(year, 11, 23);
	return n;
}

static bool among(day_t d, const day_t days[], int n)
{
	for (int i = 0; i < n; i++)
		if (days[i] == d)
			return true;
	return false;
}

/* Article 3: a holiday, the first day after one on a Sunday that is none, and a day between two. */
static bool by_law(day_t d)
{
	day_t days[16];
	int year, month, mday, n;
	day_t back = d;

	day_parts(d, &year, &month, &mday);
	n = article_2(year, days);
	if (among(d, days, n))
		return true;
	while (among(--back, days, n))
		if (office_weekday(back) == 0)
			return true;
	return among(d - 1, days, n) && among(d + 1, days, n);
}

static void the_built_in_holidays_are_those_of_the_law(void **state)
{
	struct office_calendar *jp = NULL;
	struct err e = {0};
	int holidays = 0;

	(void)state;
	assert_int_equal(office_calendar_load(NULL, "jp", 0, keep, &jp, &e), ERR_OK);
	for (day_t d = day("2020-01-01"); d <= day("2027-12-31"); d++) {
		struct office_day looked;
		char text[11];

		assert_int_equal(office_calendar_look(jp, d, &looked, &e), ERR_OK);
		if ((looked.name != NULL) != by_law(d))
			fail_msg("%s: %s", day_format(d, text), looked.name ? looked.name : "no holiday");
		holidays += looked.name != NULL;
		if (looked.name)
			assert_false(looked.open);
		else
			assert_int_equal(looked.open, office_weekday(d) % 6 != 0);
	}
	assert_int_equal(holidays, 8 * 16 + 15); /* 16 a year, 14 in place of a Sunday, one between two */
}

static void assert_name(const char *text, const char *name, const char *calendar)
{
	struct office_day looked;
	struct err e = {0};

	assert_int_equal(office_calendar_look(office, day(text), &looked, &e), ERR_OK);
	assert_non_null(looked.name);
	assert_string_equal(looked.name, name);
	assert_string_equal(looked.calendar, calendar);
	assert_false(looked.open);
}

static void well_known_days_have_their_names(void **state)
{
	(void)state;
	assert_name("2020-07-24", "スポーツの日", "jp");
	assert_name("2021-08-09", "振替休日", "jp");
	assert_name("2024-02-12", "振替休日", "jp");
	assert_name("2026-05-06", "振替休日", "jp");
	assert_name("2026-09-22", "国民の休日", "jp");
	assert_name("2027-03-22", "振替休日", "jp");
	assert_name("2026-12-31", "年末年始", "gov");
	assert_name("2027-01-01", "元日", "jp");
	assert_name("2023-01-02", "年末年始", "gov");
}

static void a_day_that_the_calendar_does_not_know_is_an_error(void **state)
{
	struct office_day looked;
	struct err e = {0};
	day_t out;

	(void)state;
	assert_int_equal(office_calendar_look(office, day("2028-01-04"), &looked, &e), ERR_INPUT);
	assert_int_equal(e.id, 2002);
	assert_non_null(strstr(e.hint, "import calendar"));
	assert_int_equal(office_calendar_look(office, day("2019-12-31"), &looked, &e), ERR_INPUT);
	/* … also where it is only walked over: from the last known Friday on, all days are closed. */
	assert_int_equal(
		office_calendar_shift(office, day("2027-12-31"), OFFICE_AFTER, NULL, &out, &e), ERR_INPUT);
	assert_int_equal(e.id, 2002);
}

static void assert_shift(const char *from, enum office_shift shift, const char *to)
{
	struct err e = {0};
	char text[11];
	day_t out = 0;

	assert_int_equal(office_calendar_shift(office, day(from), shift, NULL, &out, &e), ERR_OK);
	assert_string_equal(day_format(out, text), to);
}

static void closed_days_are_shifted(void **state)
{
	(void)state;
	assert_shift("2026-07-05", OFFICE_BEFORE, "2026-07-03");
	assert_shift("2026-07-05", OFFICE_AFTER, "2026-07-06");
	assert_shift("2026-07-05", OFFICE_NEAREST, "2026-07-06");
	assert_shift("2026-07-04", OFFICE_NEAREST, "2026-07-03");
	assert_shift("2026-09-22", OFFICE_BEFORE, "2026-09-18");
	assert_shift("2026-09-22", OFFICE_AFTER, "2026-09-24");
	assert_shift("2026-09-22", OFFICE_NEAREST, "2026-09-24");
	assert_shift("2026-02-11", OFFICE_NEAREST, "2026-02-10"); /* as near: the earlier */
	assert_shift("2027-01-01", OFFICE_BEFORE, "2026-12-28");
	assert_shift("2027-01-01", OFFICE_AFTER, "2027-01-04");
	assert_shift("2026-07-03", OFFICE_BEFORE, "2026-07-03");
	assert_shift("2026-07-05", OFFICE_STAY, "2026-07-05");
}

static void business_days_are_counted(void **state)
{
	static const struct {
		int year, month, n;
		const char *wanted;
	} cases[] = {
		{2027, 1, 1, "2027-01-04"},
		{2027, 1, 3, "2027-01-06"},
		{2026, 12, -1, "2026-12-28"},
		{2026, 9, 15, "2026-09-24"},
		{2026, 9, -1, "2026-09-30"},
		{2026, 5, 2, "2026-05-07"},
		{2024, 2, -1, "2024-02-29"},
	};
	struct err e = {0};
	char text[11];
	day_t out = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(
			office_calendar_nth(office, month_of(cases[i].year, cases[i].month), cases[i].n, NULL, &out, &e),
			ERR_OK);
		assert_string_equal(day_format(out, text), cases[i].wanted);
	}
	assert_int_equal(office_calendar_nth(office, month_of(2026, 9), 20, NULL, &out, &e), ERR_INPUT);
	assert_int_equal(e.id, 2004);
	assert_int_equal(office_calendar_add(office, day("2026-12-28"), 1, NULL, &out, &e), ERR_OK);
	assert_string_equal(day_format(out, text), "2027-01-04");
	assert_int_equal(office_calendar_add(office, day("2027-01-02"), -2, NULL, &out, &e), ERR_OK);
	assert_string_equal(day_format(out, text), "2026-12-25");
	assert_int_equal(office_calendar_add(office, day("2027-01-02"), 0, NULL, &out, &e), ERR_OK);
	assert_string_equal(day_format(out, text), "2027-01-02");
}

/* The days of a rule in a month, as "05 12 …". */
static void assert_days(const char *expression, const char *month_text, const char *wanted)
{
	struct office_day_rule *rule = NULL;
	struct err e = {0};
	char got[400] = "";
	month_t month;
	day_t days[31];
	size_t bad;
	int n = 0;

	assert_true(month_parse(month_text, strlen(month_text), &month));
	if (office_calendar_parse(expression, keep, &rule, &bad, &e) != ERR_OK ||
		office_calendar_days(office, rule, month, NULL, days, &n, &e) != ERR_OK)
		fail_msg("%s: %s", expression, e.message);
	for (int i = 0; i < n; i++) {
		char text[11];

		day_format(days[i], text);
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? " " : "",
			month_of_day(days[i]) == month ? text + 8 : text + 5);
	}
	if (strcmp(got, wanted) != 0)
		fail_msg("%s in %s: %s, wanted %s", expression, month_text, got, wanted);
}

static void rules_name_days(void **state)
{
	(void)state;
	assert_days("business_day 3", "2027-01", "06");
	assert_days("business_day 3 of month", "2026-10", "05");
	assert_days("business_day -1 of month", "2026-12", "28");
	assert_days("first business_day", "2026-05", "01");
	assert_days("last business_day", "2026-10", "30");
	assert_days("day 5", "2026-07", "05");
	assert_days("day 5 else before", "2026-07", "03");
	assert_days("day 5 else after", "2026-07", "06");
	assert_days("day 5 else skip", "2026-07", "");
	assert_days("day 25 else after", "2026-10", "26");
	assert_days("day 31", "2026-02", "28");
	assert_days("last day", "2024-02", "29");
	assert_days("last day else before", "2026-12", "28");
	assert_days("last day else after", "2026-10", "11-02");
	assert_days("day 1 else before", "2026-08", "07-31");
	assert_days("first monday", "2026-09", "07");
	assert_days("third monday else after", "2026-09", "24");
	assert_days("fifth friday", "2026-09", "");
	assert_days("last fri", "2026-07", "31");
	assert_days("weekday mon,thu", "2026-09", "03 07 10 14 17 21 24 28");
	assert_days("weekday mon,thu else after", "2026-09", "03 07 10 14 17 24 28");
	assert_days("weekday sat-sun", "2026-10", "03 04 10 11 17 18 24 25 31");
	assert_days("weekday fri-mon", "2027-02", "01 05 06 07 08 12 13 14 15 19 20 21 22 26 27 28");
	assert_days("every business_day", "2027-01", "04 05 06 07 08 12 13 14 15 18 19 20 21 22 25 26 27 28 29");
	assert_days(
		"weekday mon-fri else skip", "2027-01", "04 05 06 07 08 12 13 14 15 18 19 20 21 22 25 26 27 28 29");
	assert_days("day 5 else before minus 3 business_days", "2026-07", "06-30");
	assert_days("last business_day plus 1 business_day", "2026-12", "01-04");
	assert_days("from business_day 3", "2027-01", "06");
}

static void assert_rule_refused(const char *expression, size_t at)
{
	struct office_day_rule *rule = NULL;
	struct err e = {0};
	size_t bad = 999;

	assert_int_equal(office_calendar_parse(expression, keep, &rule, &bad, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 2021);
	if (bad != at)
		fail_msg("\"%s\": at %zu, wanted %zu", expression, bad, at);
}

static void mistakes_in_rules_are_told_with_their_place(void **state)
{
	(void)state;
	assert_rule_refused("", 0);
	assert_rule_refused("monday", 0);
	assert_rule_refused("business_day", 12);
	assert_rule_refused("business_day 0", 13);
	assert_rule_refused("business_day 32", 13);
	assert_rule_refused("business_day 3 of year", 18);
	assert_rule_refused("day -1", 4);
	assert_rule_refused("day 5 or after", 6);
	assert_rule_refused("day 5 else", 10);
	assert_rule_refused("day 5 else sunday", 11);
	assert_rule_refused("second business_day", 7);
	assert_rule_refused("first day", 6);
	assert_rule_refused("weekday", 7);
	assert_rule_refused("weekday mon-", 12);
	assert_rule_refused("weekday mon,", 12);
	assert_rule_refused("weekday mon-fri friday", 16);
	assert_rule_refused("day 5 plus 3 days", 13);
	assert_rule_refused("from", 4);
	assert_rule_refused("Day 5", 0);
	assert_rule_refused("every_business_day_of_the_month", 0);
}

static bool is(const char *expression, const char *on)
{
	struct office_day_rule *rule = NULL;
	struct err e = {0};
	bool holds = false;
	size_t bad;

	assert_int_equal(office_calendar_parse(expression, keep, &rule, &bad, &e), ERR_OK);
	if (office_calendar_is(office, rule, day(on), &holds, &e) != ERR_OK)
		fail_msg("%s on %s: %s", expression, on, e.message);
	return holds;
}

static void a_rule_holds_on_its_days_also_over_the_end_of_a_month(void **state)
{
	(void)state;
	assert_true(is("business_day 3", "2027-01-06"));
	assert_false(is("business_day 3", "2027-01-07"));
	assert_true(is("day 1 else before", "2026-07-31"));   /* of August */
	assert_true(is("last day else after", "2026-11-02")); /* of October */
	assert_true(is("last business_day plus 1 business_day", "2027-01-04"));
	assert_false(is("from business_day 3", "2027-01-05"));
	assert_true(is("from business_day 3", "2027-01-06"));
	assert_true(is("from business_day 3", "2027-01-30"));
	assert_false(is("from business_day 3", "2027-02-01"));
	/* at the end of what is known, a rule that cannot reach over it still works */
	assert_true(is("day 31", "2027-12-31"));
	assert_true(is("last business_day", "2027-12-28"));
}

static void steps_tell_how_a_day_was_found(void **state)
{
	struct office_steps steps = {.keep = keep};
	struct err e = {0};
	day_t out;

	(void)state;
	assert_int_equal(
		office_calendar_shift(office, day("2026-07-05"), OFFICE_BEFORE, &steps, &out, &e), ERR_OK);
	assert_int_equal(steps.count, 3);
	assert_int_equal(steps.step[0].day.day, day("2026-07-05"));
	assert_false(steps.step[0].day.open);
	assert_false(steps.step[1].day.open);
	assert_true(steps.step[2].day.open);
	assert_true(steps.step[0].begins);
	assert_false(steps.step[2].begins);
	steps.count = 0;
	assert_int_equal(office_calendar_nth(office, month_of(2027, 1), 2, &steps, &out, &e), ERR_OK);
	assert_int_equal(steps.count, 5);
	assert_int_equal(steps.step[2].number, 0);
	assert_int_equal(steps.step[3].number, 1);
	assert_int_equal(steps.step[4].number, 2);
}

/* ---- files ---- */

#define HEADER "calendar,kind,from,to,name,base,status,source\n"
#define COVERS "x,covers,2026-01-01,2026-12-31,試し,jp,ordinance,条例\n"

static struct calendar_data *read_ok(const char *text)
{
	struct calendar_data *c = NULL;
	struct err e = {0};

	if (import_calendar_read("x.csv", CSV_UTF8, text, strlen(text), keep, &c, &e) != ERR_OK)
		fail_msg("%s %s", e.place, e.message);
	return c;
}

static void assert_file_refused(const char *rows, int id, const char *place)
{
	const char *text = arena_printf(keep, HEADER "%s", rows);
	struct calendar_data *c = NULL;
	struct err e = {0};

	assert_int_equal(import_calendar_read("x.csv", CSV_UTF8, text, strlen(text), keep, &c, &e), ERR_INPUT);
	assert_null(c);
	if (e.id != id || strcmp(e.place, place) != 0)
		fail_msg("GJ%d %s, wanted GJ%d %s", e.id, e.place, id, place);
}

static void a_file_may_hold_calendars_with_ranges(void **state)
{
	struct calendar_data *c = read_ok(HEADER COVERS "x,closed,2026-12-29,2026-12-31,年末,,ordinance,条例\n"
													"y,covers,2026-01-01,2026-12-31,別の,,planned,s\n"
													"x,open,2026-03-29,,日曜開庁,,ordinance,s\n");

	(void)state;
	assert_string_equal(c->name, "x");
	assert_string_equal(c->base, "jp");
	assert_int_equal(c->days, 4);
	assert_true(c->day[0].open); /* in the order of days */
	assert_int_equal(c->day[3].day, day("2026-12-31"));
	assert_string_equal(c->next->name, "y");
	assert_null(c->next->base);
	assert_int_equal(c->next->days, 0);
}

static void the_digest_is_of_what_is_said_not_of_how(void **state)
{
	struct calendar_data *a = read_ok(HEADER COVERS "x,closed,2026-05-01,2026-05-02,n,,planned,s\n");
	struct calendar_data *b = read_ok(HEADER COVERS "x,closed,2026-05-02,,n,,planned,s\r\n"
													"x,closed,2026-05-01,,n,,planned,s\n");
	struct calendar_data *c = read_ok(HEADER COVERS "x,open,2026-05-01,2026-05-02,n,,planned,s\n");

	(void)state;
	assert_memory_equal(a->sha256, b->sha256, sizeof a->sha256);
	assert_memory_not_equal(a->sha256, c->sha256, sizeof a->sha256);
}

#define OFFICIAL "国民の祝日・休日月日,国民の祝日・休日名称\r\n"

static void the_official_file_is_read_as_it_is_published(void **state)
{
	struct calendar_data *c = read_ok(
		OFFICIAL "2028/1/1,元日\r\n2028/05/03,憲法記念日\r\n2029/1/1,元日\r\n2029/11/23,勤労感謝の日\r\n");
	static const char cp932[] =
		"\x8D\x91\x96\xAF\x82\xCC\x8F\x6A\x93\xFA\x81\x45\x8B\x78\x93\xFA\x8C\x8E\x93\xFA,"
		"\x8D\x91\x96\xAF\x82\xCC\x8F\x6A\x93\xFA\x81\x45\x8B\x78\x93\xFA\x96\xBC\x8F\xCC\r\n"
		"2028/1/1,\x8C\xB3\x93\xFA\r\n2028/11/23,\x8B\x78\x93\xFA\r\n";
	struct calendar_data *d = read_ok(cp932);

	(void)state;
	assert_string_equal(c->name, "jp");
	assert_null(c->base);
	assert_int_equal(c->days, 4);
	assert_int_equal(c->from, day("2028-01-01"));
	assert_int_equal(c->to, day("2030-01-01"));
	assert_string_equal(d->day[0].name, "元日");
	assert_string_equal(d->day[1].name, "休日");
}

static void an_official_file_that_was_cut_off_is_refused(void **state)
{
	static const struct {
		const char *rows;
		int id;
	} cases[] = {{"", 2017}, {"2028/1/1,元日\r\n2028/11/3,文化の日\r\n", 2025},
		{"2028/2/11,建国記念の日\r\n2028/11/23,勤労感謝の日\r\n", 2025},
		{"2028-01-01,元日\r\n2028/11/23,勤労感謝の日\r\n", 2024}, {"2028/1,元日\r\n", 2024},
		{"2028/1/1/1,元日\r\n", 2024}, {"2028/2/30,x\r\n", 2024}, {"12028/1/1,x\r\n", 2024},
		{"2028/1/1,\r\n", 2006}, {"2028/1/1,元日\r\n2028/1/1,元日\r\n2028/11/23,x\r\n", 2018}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *text = arena_printf(keep, OFFICIAL "%s", cases[i].rows);
		struct calendar_data *c = NULL;
		struct err e = {0};

		assert_int_equal(
			import_calendar_read("x.csv", CSV_UTF8, text, strlen(text), keep, &c, &e), ERR_INPUT);
		if (e.id != cases[i].id)
			fail_msg("case %zu: GJ%d %s", i, e.id, e.place);
	}
}

static void a_file_with_a_mistake_is_refused_with_its_place(void **state)
{
	(void)state;
	assert_file_refused("", 2017, "x.csv");
	assert_file_refused("X,covers,2026-01-01,2026-12-31,n,,official,s\n", 2005, "x.csv:2:1, calendar");
	assert_file_refused("x,covers,2026-01-01,2026-12-31,,,official,s\n", 2006, "x.csv:2:32, name");
	assert_file_refused("x,covers,2026-01-01,2026-12-31,n,,sure,s\n", 2007, "x.csv:2:35, status");
	assert_file_refused("x,covers,2026-13-01,2026-12-31,n,,official,s\n", 2008, "x.csv:2:10, from");
	assert_file_refused("x,covers,2026-01-01,2025-12-31,n,,official,s\n", 2009, "x.csv:2:21, to");
	assert_file_refused("x,covers,1900-01-01,2026-12-31,n,,official,s\n", 2009, "x.csv:2:21, to");
	assert_file_refused(COVERS COVERS, 2010, "x.csv:3:3, kind");
	assert_file_refused("x,covers,2026-01-01,2026-12-31,n,x,official,s\n", 2011, "x.csv:2:34, base");
	assert_file_refused("x,closed,2026-01-01,,n,,official,s\n", 2012, "x.csv:2:3, kind");
	assert_file_refused(COVERS "x,closed,2026-01-01,,n,jp,official,s\n", 2013, "x.csv:3:24, base");
	assert_file_refused(COVERS "x,closed,2027-01-01,,n,,official,s\n", 2014, "x.csv:3:21, to");
	assert_file_refused(COVERS "x,shut,2026-01-01,,n,,official,s\n", 2016, "x.csv:3:3, kind");
	assert_file_refused(COVERS "x,closed,2026-01-02,2026-01-03,n,,official,s\n"
							   "x,open,2026-01-03,,n,,official,s\n",
		2018, "x.csv:4:1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_built_in_holidays_are_those_of_the_law, setup, teardown),
		cmocka_unit_test_setup_teardown(well_known_days_have_their_names, setup, teardown),
		cmocka_unit_test_setup_teardown(a_day_that_the_calendar_does_not_know_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(closed_days_are_shifted, setup, teardown),
		cmocka_unit_test_setup_teardown(business_days_are_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(rules_name_days, setup, teardown),
		cmocka_unit_test_setup_teardown(mistakes_in_rules_are_told_with_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_rule_holds_on_its_days_also_over_the_end_of_a_month, setup, teardown),
		cmocka_unit_test_setup_teardown(steps_tell_how_a_day_was_found, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_may_hold_calendars_with_ranges, setup, teardown),
		cmocka_unit_test_setup_teardown(the_digest_is_of_what_is_said_not_of_how, setup, teardown),
		cmocka_unit_test_setup_teardown(the_official_file_is_read_as_it_is_published, setup, teardown),
		cmocka_unit_test_setup_teardown(an_official_file_that_was_cut_off_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_with_a_mistake_is_refused_with_its_place, setup, teardown),
	};

	return cmocka_run_group_tests_name("office_calendar", tests, NULL, NULL);
}
